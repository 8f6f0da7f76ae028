import AWSAccess
import Testing

@Suite("AWS configuration files")
struct INIFileTests {
  private func section(_ text: String, _ name: String = "default") throws -> INIFile.Section? {
    try INIFile(Array(text.utf8)).sections[name]
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
      ("a = 1\na = 2", ["a": "2"]),
      ("a =", ["a": ""]),
      ("a = b\r\nc = d\r\n", ["a": "b", "c": "d"]),
    ])
  func lines(text: String, expected: [String: String]) throws {
    #expect(try section("[default]\n" + text)?.values == expected)
  }

  @Test("indented lines form a level of their own")
  func nesting() throws {
    let text = "[services local]\nec2 =\n  endpoint_url = http://a\nsts =\n\tendpoint_url=http://b\n\tother = c\n"
    let nested = try #require(try section(text, "services local")?.nested)
    #expect(nested == ["ec2": ["endpoint_url": "http://a"], "sts": ["endpoint_url": "http://b", "other": "c"]])
  }

  @Test("an indented line below a value goes on with it")
  func continuation() throws {
    #expect(try section("[default]\na = b\n  c = d")?.values == ["a": "b\nc = d"])
  }

  @Test("sections of equal names are one")
  func repeatedSections() throws {
    #expect(try section("[default]\na = 1\n[x]\nb = 2\n[default]\nc = 3")?.values == ["a": "1", "c": "3"])
  }

  @Test("a byte order mark is skipped")
  func byteOrderMark() throws {
    #expect(try section("\u{FEFF}[default]\na = b")?.values == ["a": "b"])
  }

  @Test(
    "what is neither section nor key is an error with its line",
    arguments: [("a = b", 1), ("[default]\nword", 2), ("[default", 1), ("[default]\n\n= value", 3)])
  func syntaxErrors(text: String, line: Int) {
    let error = #expect(throws: INIFile.SyntaxError.self) { try INIFile(Array(text.utf8)) }
    #expect(error?.line == line)
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
