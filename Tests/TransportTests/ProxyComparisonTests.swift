import Capacity
import Foundation
import LoopbackServer
import OutsideText
import Testing

@testable import Transport

/// The rules against the programs that they follow, over variables and servers put together at random.
@Suite("Proxies as the real programs choose them", .timeLimit(.minutes(5)))
struct ProxyComparisonTests {
  /// Variables, in the order in which Python is to meet them, and a server.
  struct Case: Encodable, Sendable {
    var variables: [[String]]
    var url: String

    var dictionary: [String: String] {
      Dictionary(variables.map { ($0[0], $0[1]) }) { $1 }
    }
  }

  @Test("botocore and capdb choose the same", .enabled(if: Python.withBotocore != nil, "needs a python3 with botocore"))
  func botocore() throws {
    var random = SeededRandom(seed: 17)
    let cases = (0..<4000).map { _ in random.awsCase() }
    let lines = try cases.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }.joined(separator: "\n")
    let python = try #require(Python.withBotocore)
    let output = try Command.run(python, ["-c", Python.script], input: Array(lines.utf8))
    let answers = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    try #require(answers.count == cases.count)
    for (given, answer) in zip(cases, answers) {
      let own = ProxyRules.aws.proxy(for: given.url, in: given.dictionary)
      #expect(words(of: own) == answer, "\(given)")
    }
    // None of the outcomes is rare.
    #expect(answers.count { $0 == "direct" } > 400 && answers.count { $0 == "unusable" } > 100)
    #expect(answers.count { $0.contains("Basic") } > 100 && answers.count { $0.hasPrefix("http") } > 400)
  }

  /// The proxy's scheme, host and port, and what names its user.
  private func words(of proxy: Endpoint.Proxy) -> String {
    switch proxy {
    case .none: return "direct"
    case .unusable: return "unusable"
    case .url(let text):
      guard let url = ProxyURL(text) else { return "unreadable" }
      let login = url.user.map { " Basic " + Data("\($0.name):\($0.password)".utf8).base64EncodedString() } ?? ""
      return "\(url.scheme)://\(url.host.lowercased()):\(url.port)\(login)"
    }
  }

  @Test("kubectl and capdb choose the same", .enabled(if: Command.exists("kubectl"), "needs kubectl"))
  func kubectl() async throws {
    var random = SeededRandom(seed: 17)
    let cases = (0..<80).map { _ in random.kubernetesCase() }
    // Without a name server, kubectl's words do not tell a direct connection from none.
    let namesHost = try Kubectl.run(Case(variables: [], url: "https://api.x.test")).contains("lookup api.x.test")
    let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
      for given in cases { group.addTask { try compare(given, namesHost: namesHost) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { $0 } > 10 && outcomes.count { !$0 } > 10)
  }

  /// Runs kubectl with a proxy that refuses; returns whether kubectl asked it.
  private func compare(_ given: Case, namesHost: Bool) throws -> Bool {
    let proxy = try LoopbackServer { _ in .response(status: 502) }
    var given = given
    given.variables = given.variables.map { [$0[0], $0[1].replacing("PORT", with: String(proxy.port))] }
    let said = try Kubectl.run(given)
    let own = ProxyRules.kubernetes.proxy(for: given.url, in: given.dictionary)
    let isAsked = proxy.connectionCount > 0
    #expect(isAsked == (own.shown?.text == proxy.url), "\(given) \(own) \(said)")
    if given.url.contains(".test"), namesHost {
      let host = given.url.split(separator: "/")[1].prefix { $0 != ":" }
      #expect(said.contains("lookup \(host)") == (own == .none), "\(given) \(own) \(said)")
    }
    return isAsked
  }
}

/// Runs kubectl against a server that is not there.
private enum Kubectl {
  /// What it says on standard error.
  static func run(_ given: ProxyComparisonTests.Case) throws -> String {
    let folder = try TemporaryDirectory()
    let kubeconfig = """
      {"apiVersion": "v1", "kind": "Config", "current-context": "c",
       "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
       "users": [{"name": "u", "user": {"token": "t"}}],
       "clusters": [{"name": "c", "cluster": {"server": "\(given.url)"}}]}
      """
    try Data(kubeconfig.utf8).write(to: folder.url.appending(path: "kubeconfig"))
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "kubectl", "--kubeconfig", folder.path("kubeconfig"), "get", "--raw", "/version", "--request-timeout=1s",
    ]
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    process.environment = given.dictionary.merging(["PATH": path, "HOME": folder.url.path]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: said, as: UTF8.self)
  }
}

extension SeededRandom {
  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: values.indices, using: &self)]
  }

  /// A list of entries, with separators that count and some that do not.
  private mutating func list(_ entries: [String]) -> String {
    let count = pick([0, 1, 1, 2, 3])
    return (0..<count).map { _ in pick(entries) }.joined(separator: pick([",", ",", ", ", " ,", ",,", " "]))
  }

  /// Some of these variables, one in four of them empty.
  private mutating func variables(_ names: [String], _ value: (inout SeededRandom) -> String) -> [[String]] {
    names.filter { _ in pick([true, true, false]) }.map { [$0, pick([true, true, true, false]) ? value(&self) : ""] }
  }

  mutating func awsCase() -> ProxyComparisonTests.Case {
    let host = pick([
      "ec2.eu-west-1.amazonaws.com", "sts.amazonaws.com", "Api.x.test", "x.test", "notx.test", "127.0.0.1", "localhost",
      "10.1.2.3", "[::1]", "[fd00::1]", "x.test.",
    ])
    let entries = [
      "*", "amazonaws.com", ".amazonaws.com", "*.amazonaws.com", "X.test", "x.test:8443", ".x.test", "..x.test",
      "x.test.",
      "10.0.0.0/8", "10.1.2.3", "2.3", ".", "::1", "[::1]", "[::1]:8443", "localhost", "test:80", "127.0.0.1",
    ]
    let proxies = [
      "http://p:3128", "http://p:3128/", "p:3128", "p", "//p:3128", "https://p", "http://me:s%40x@p:1", "me:pw@p",
      "me@p:1",
      "http://:pw@p", "http://p:x", "http://", "::1", "http://[::1]:3128", "[::1]:1", "HTTP://p:1", "http:p:1",
      "http:/p:1",
      "http://me:50%off@p:1", "http://me:p@ss@p:1", "http://p:99999", "ftp://p:21", "http://p:1?x", "http://me:p#w@p:1",
      " http://p:1", "p:1 ", "http://p:", "http://m%3Ae:p:w@p:1",
    ]
    var named = variables(["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "Https_Proxy"]) {
      $0.pick(proxies)
    }
    named += variables(["NO_PROXY", "no_proxy"]) { $0.list(entries) }
    named += variables(["ALL_PROXY", "all_proxy"]) { _ in "http://all:1" }
    named.sort { $0[0] < $1[0] }
    let method = pick([[], [], [], [["REQUEST_METHOD", pick(["", "GET"])]]])
    return ProxyComparisonTests.Case(
      variables: named + method, url: pick(["https://", "http://"]) + host + pick(["", "", ":443", ":8443", ":80"]))
  }

  mutating func kubernetesCase() -> ProxyComparisonTests.Case {
    let host = pick([
      "api.x.test", "api.x.test", "Api.X.test", "x.test", "10.1.2.3", "[fd00::1]", "localhost", "127.1.2.3",
    ])
    let entries = [
      "x.test", ".x.test", "*.x.test", "X.TEST:443", "api.x.test:6443", "x.test:", "test.", "notx.test", "10.0.0.0/8",
      "10.1.2.0/24", "10.1.2.3:6443", "10.1.2.3", "10.1.2.*", "fd00::/8", "[fd00::1]:443", "[fd00::1]", "fd00:0::1",
      "::/0",
      "10.0.0.0/33", "y.test", "z.test",
    ]
    let proxies = [
      "http://127.0.0.1:PORT", "http://127.0.0.1:PORT", "http://127.0.0.1:PORT", "http://127.0.0.1:PORT",
      "127.0.0.1:PORT", "HTTP://me:p@ss@127.0.0.1:PORT/path",
      "me:pw@127.0.0.1:PORT", "http://me:50%off@127.0.0.1:PORT", "http://me:p#w@127.0.0.1:PORT", "//127.0.0.1:PORT",
      " http://127.0.0.1:PORT", "http://127.0.0.1:x", "127.0.0.1:x", "http:127.0.0.1:PORT",
      "http://me:%41@127.0.0.1:PORT",
    ]
    var named = variables(["HTTPS_PROXY", "https_proxy", "HTTP_PROXY"]) { $0.pick(proxies) }
    named += variables(["NO_PROXY", "no_proxy"]) { $0.list(entries) }
    named += variables(["ALL_PROXY"]) { _ in "http://127.0.0.1:PORT" }
    let url = pick(["https://", "https://", "https://", "http://"]) + host + pick(["", ":443", ":6443"])
    return ProxyComparisonTests.Case(variables: named + pick([[], [], [], [["REQUEST_METHOD", "GET"]]]), url: url)
  }
}

/// A Python that has botocore, which comes with moto.
private enum Python {
  static let withBotocore: String? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["CAPDB_TEST_PYTHON"]
    let candidates = [named ?? "", package.appending(path: ".build/test-python/bin/python3").path, "python3"]
    return candidates.first { program in
      let output = try? Command.run(program, ["-c", "import botocore"])
      return output != nil
    }
  }()

  /// Reads cases, a line each, and answers `direct`, `unusable` or the proxy, as botocore has it.
  static let script = """
    import json, os, re, sys
    from botocore.httpsession import ProxyConfiguration
    from botocore.utils import get_environ_proxies
    from urllib3 import proxy_from_url
    def answer(case):
        os.environ.clear()
        os.environ.update(case["variables"])
        try:
            configuration = ProxyConfiguration(proxies=get_environ_proxies(case["url"]))
            text = configuration.proxy_url_for(case["url"])
            if text is None:
                return "direct"
            proxy = proxy_from_url(text).proxy
            login = configuration.proxy_headers_for(text).get("Proxy-Authorization", "")
        except Exception:
            return "unusable"
        if not re.fullmatch(r"[\\w.-]+|\\[[0-9a-f:.]+\\]", proxy.host or ""):
            return "unusable"
        return f"{proxy.scheme}://{proxy.host}:{proxy.port} {login}".strip()
    for line in sys.stdin:
        print(answer(json.loads(line)))
    """
}
