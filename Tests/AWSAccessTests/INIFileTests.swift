@testable import AWSAccess
import Testing

/// What Python's `configparser` makes of each file was looked up by running botocore 1.43.
@Suite("AWS configuration files")
struct INIFileTests {
  private func values(_ text: String, _ header: String = "default") throws -> [String: String]? {
    try INIFile(Array(text.utf8))[header]?.values.mapValues(\.text)
  }

  @Test(
    "a line becomes a key and a value",
    arguments: [
      ("region = eu-west-1", ["region": "eu-west-1"]),
      ("region=eu-west-1", ["region": "eu-west-1"]),
      ("region: eu-west-1", ["region": "eu-west-1"]),
      ("REGION = eu-west-1", ["region": "eu-west-1"]),
      ("a = b # no comment", ["a": "b # no comment"]),
      ("a = b=c", ["a": "b=c"]),
      ("url = http://h:1", ["url": "http://h:1"]),
      ("# comment\n; another\na = b", ["a": "b"]),
      ("a = b\n  # comment\nc = d", ["a": "b", "c": "d"]),
      ("a =", ["a": ""]),
      ("a b = c", ["a b": "c"]),
      ("a = b\r\nc = d\r\n", ["a": "b", "c": "d"]),
      ("a = b\rc = d\r", ["a": "b", "c": "d"]),
      ("a = b\u{2028}c", ["a": "b\u{2028}c"]),
      ("\ta = b", ["a": "b"]),
    ])
  func lines(text: String, expected: [String: String]) throws {
    #expect(try values("[default]\n" + text) == expected)
  }

  @Test(
    "a line that is indented deeper than its key goes on with the value, any other is a key",
    arguments: [
      ("  a = b\n  c = d", ["a": "b", "c": "d"]), ("  a = b\n c = d", ["a": "b", "c": "d"]),
      ("a = b\n  c = d", ["a": "b\nc = d"]), ("  a = b\n    c = d\n  e = f", ["a": "b\nc = d", "e": "f"]),
      ("a = b\n\n  c", ["a": "b\n\nc"]), ("a = b\n# x\n  c", ["a": "b\nc"]),
      ("a = b\n\n\nc = d", ["a": "b", "c": "d"]),
      ("a = b\n  [other]", ["a": "b\n[other]"]),
    ])
  func indentation(text: String, expected: [String: String]) throws {
    #expect(try values("[default]\n" + text) == expected)
  }

  @Test("headers may be indented, keep what stands between the brackets, and belong to the last bracket")
  func headers() throws {
    let file = try INIFile(Array("  [default]\n  a = 1\n[ b ] # x\nc = 2\n[d] e]\nf = 3\n".utf8))
    #expect(file.sections.map(\.header) == ["default", " b ", "d] e"])
    #expect(file[" b "]?.values["c"]?.text == "2")
  }

  @Test("a value that begins below its key is a level of keys, as they are written")
  func nesting() throws {
    let text = "[services local]\nec2 =\n  endpoint_url = http://a\nsts =\n\tEndpoint_url=http://b\n\n\tother = c\n"
    let section = try #require(try INIFile(Array(text.utf8))["services local"])
    #expect(section.values["ec2"]?.nested == ["endpoint_url": "http://a"])
    #expect(section.values["sts"]?.nested == ["Endpoint_url": "http://b", "other": "c"])
    #expect(section.values["sts"]?.line == 4)
  }

  @Test("the keys of [DEFAULT] belong to every section, whose own go before them")
  func defaults() throws {
    let text = "[DEFAULT]\na = 1\nb = 2\n[default]\na = 3\n"
    #expect(try values(text) == ["a": "3", "b": "2"])
    #expect(try INIFile(Array(text.utf8)).sections.count == 1)
  }

  @Test("a byte order mark is skipped")
  func byteOrderMark() throws {
    #expect(try values("\u{FEFF}[default]\na = b") == ["a": "b"])
  }

  @Test(
    "what is neither section nor key, or stands twice, is an error with its line",
    arguments: [
      ("a = b", 1, .noSection), ("[default]\nword", 2, .noKey), ("[default", 1, .noSection),
      ("[]\na = b", 1, .noSection),
      ("[default]\n\n= value", 3, .noKey), ("[default]\na = 1\nA = 2", 3, .duplicateKey),
      ("[default]\na = 1\n[x]\nb = 2\n[default]\nc = 3", 5, .duplicateSection),
      ("[DEFAULT]\na = 1\n[DEFAULT]\na = 2", 4, .duplicateKey), ("[default]\ns3 =\n  word", 2, .noNestedKey),
    ] as [(String, Int, INISyntaxProblem)])
  func syntaxErrors(text: String, line: Int, problem: INISyntaxProblem) {
    let error = #expect(throws: INIFile.SyntaxError.self) { try INIFile(Array(text.utf8)) }
    #expect(error == INIFile.SyntaxError(problem: problem, line: line))
  }

  @Test("bytes that are not UTF-8 are an error")
  func encoding() {
    #expect(throws: INIFile.SyntaxError(problem: .encoding, line: 0)) {
      try INIFile(Array("[default]\na = ".utf8) + [0xFF])
    }
  }

  @Test("profiles, sessions and services are filed by botocore's headers")
  func profiles() throws {
    let config = """
      [default]
      [profile a]
      [profile "b c"]
      [profiles d]
      [profile e f]
      [profile]
      [profile "open]
      [sso-session s]
      [services v]
      [other o]
      """
    let credentials = "[default]\n[profile x]\n[y]\n"
    let shared = SharedConfiguration(
      config: try INIFile(Array(config.utf8)), credentials: try INIFile(Array(credentials.utf8)))
    #expect(Set(shared.profiles.keys) == ["default", "a", "b c", "d", "profile x", "y"])
    #expect(Array(shared.ssoSessions.keys) == ["s"])
    #expect(Array(shared.services.keys) == ["v"])
  }

  @Test(
    "a line is split into words as a shell does",
    arguments: [
      ("a b  c", ["a", "b", "c"]), ("'a b' c", ["a b", "c"]), ("\"a b\"c", ["a bc"]), ("a\\ b", ["a b"]),
      ("\"a\\\"b\"", ["a\"b"]), ("\"a\\nb\"", ["a\\nb"]), ("''", [""]), ("", []), ("$HOME `x`", ["$HOME", "`x`"]),
      ("'open", nil), ("\"open", nil), ("a\\", nil),
    ] as [(String, [String]?)])
  func words(line: String, words: [String]?) {
    #expect(CommandLineWords.split(line) == words)
  }
}
