import OutsideText
import Testing

@testable import Transport

@Suite("Which proxy is used")
struct ProxyRulesTests {
  /// Variables, a server, and how it is reached.
  struct Case: Sendable, CustomTestStringConvertible {
    var variables: [String: String]
    var url: String
    var expected: Endpoint.Proxy

    /// A server behind the proxy of `HTTPS_PROXY`, with this `NO_PROXY`.
    static func noProxy(_ list: String, _ url: String, isUsed: Bool) -> Case {
      Case(
        variables: ["HTTPS_PROXY": "http://p:3128", "NO_PROXY": list], url: url,
        expected: isUsed ? .url("http://p:3128") : .none)
    }

    /// A value of `HTTPS_PROXY`; nil stands for an unusable one.
    static func value(_ value: String, _ expected: String?) -> Case {
      Case(
        variables: ["HTTPS_PROXY": value], url: "https://api.x.test",
        expected: expected.map { .url($0) } ?? .unusable(.notAProxy(variable: "HTTPS_PROXY")))
    }

    var testDescription: String { "\(variables) \(url)" }
  }

  @Test(
    "kubectl's NO_PROXY: names, what is below them, addresses, networks, ports, blanks",
    arguments: [
      .noProxy("x.test", "https://x.test", isUsed: false), .noProxy("x.test", "https://api.x.test", isUsed: false),
      .noProxy("x.test", "https://notx.test", isUsed: true), .noProxy(".x.test", "https://x.test", isUsed: true),
      .noProxy(".x.test", "https://api.x.test", isUsed: false), .noProxy("*.x.test", "https://x.test", isUsed: true),
      .noProxy("*.x.test", "https://a.api.x.test", isUsed: false),
      .noProxy("api.*.test", "https://api.x.test", isUsed: true),
      .noProxy("x.test:6443", "https://x.test:6443", isUsed: false),
      .noProxy("x.test:6443", "https://x.test", isUsed: true), .noProxy("x.test:443", "https://x.test", isUsed: false),
      .noProxy("x.test:", "https://x.test:6443", isUsed: false),
      .noProxy("*.x.test:443", "https://api.x.test", isUsed: false),
      .noProxy("X.Test", "https://API.x.tesT", isUsed: false), .noProxy("x.test", "https://x.test.", isUsed: true),
      .noProxy("a.test , x.test ,", "https://x.test", isUsed: false),
      .noProxy("a.test x.test", "https://x.test", isUsed: true), .noProxy("*", "https://10.1.2.3", isUsed: false),
      .noProxy("a.test,*", "https://x.test", isUsed: false), .noProxy("*:443", "https://x.test", isUsed: true),
      .noProxy("10.0.0.0/8", "https://10.1.2.3", isUsed: false),
      .noProxy("10.0.0.0/8", "https://11.1.2.3", isUsed: true),
      .noProxy("10.1.2.0/23", "https://10.1.3.3", isUsed: false),
      .noProxy("10.1.2.0/23", "https://10.1.4.3", isUsed: true),
      .noProxy("10.0.0.0/33", "https://10.1.2.3", isUsed: true),
      .noProxy("10.0.0.0/+8", "https://10.1.2.3", isUsed: true),
      .noProxy("0.0.0.0/0", "https://10.1.2.3", isUsed: false), .noProxy("::/0", "https://10.1.2.3", isUsed: true),
      .noProxy("010.0.0.0/08", "https://10.1.2.3", isUsed: false),
      .noProxy("010.1.2.3", "https://10.1.2.3", isUsed: true),
      .noProxy("10.0.0.0/8", "https://010.1.2.3", isUsed: false),
      .noProxy("10.0.0.0/8", "https://10.x.test", isUsed: true),
      .noProxy("10.1.2.3", "https://10.1.2.3:6443", isUsed: false),
      .noProxy("10.1.2.3:443", "https://10.1.2.3", isUsed: false),
      .noProxy("10.1.2.3:443", "https://10.1.2.3:6443", isUsed: true),
      .noProxy("10.1.2.*", "https://10.1.2.3", isUsed: true), .noProxy("2.3", "https://10.1.2.3", isUsed: true),
      .noProxy("fd00::/8", "https://[fd00::1]", isUsed: false),
      .noProxy("fd00:0::1", "https://[fd00::1]", isUsed: false),
      .noProxy("[fd00::1]:443", "https://[fd00::1]", isUsed: false),
      .noProxy("[fd00::1]:443", "https://[fd00::1]:6443", isUsed: true),
      .noProxy("[fd00::1]", "https://[fd00::1]", isUsed: true),
      .noProxy("10.0.0.0/8", "https://[::ffff:10.1.2.3]", isUsed: false),
      .noProxy("::ffff:10.0.0.0/104", "https://10.1.2.3", isUsed: false),
      .noProxy("", "https://x.test", isUsed: true), .noProxy(", ,", "https://x.test", isUsed: true),
    ] as [Case])
  func kubernetesExclusions(_ given: Case) {
    #expect(ProxyRules.kubernetes.proxy(for: given.url, in: given.variables) == given.expected)
  }

  @Test(
    "kubectl asks no proxy for loopback addresses, whatever the variables say",
    arguments: [
      ("https://127.0.0.1:6443", false), ("https://127.9.9.9", false), ("https://localhost:8443", false),
      ("https://[::1]:6443", false), ("https://[::ffff:127.0.0.1]", false), ("https://LOCALHOST", true),
      ("https://localhost.", true), ("https://kind.localhost", true), ("https://128.0.0.1", true),
      ("https://[::2]", true), ("https://127.x.test", true),
    ])
  func loopback(url: String, isUsed: Bool) {
    for value in ["http://p:1", "http://p:x"] {
      let proxy = ProxyRules.kubernetes.proxy(for: url, in: ["HTTPS_PROXY": value, "https_proxy": value])
      #expect((proxy != .none) == isUsed)
    }
  }

  @Test(
    "kubectl reads upper case first, and takes an empty variable for none; each scheme has its own variable",
    arguments: [
      Case(
        variables: ["HTTPS_PROXY": "http://u:1", "https_proxy": "http://l:1"], url: "https://h",
        expected: .url("http://u:1")),
      Case(
        variables: ["HTTPS_PROXY": "", "https_proxy": "http://l:1"], url: "https://h", expected: .url("http://l:1")),
      Case(
        variables: ["https_proxy": "http://l:1", "NO_PROXY": "other", "no_proxy": "h"], url: "https://h",
        expected: .url("http://l:1")),
      Case(
        variables: ["https_proxy": "http://l:1", "NO_PROXY": "", "no_proxy": "h"], url: "https://h", expected: .none),
      Case(variables: ["Https_Proxy": "http://m:1", "ALL_PROXY": "http://a:1"], url: "https://h", expected: .none),
      Case(variables: ["HTTP_PROXY": "http://p:1", "all_proxy": "http://a:1"], url: "https://h", expected: .none),
      Case(variables: ["HTTPS_PROXY": "http://p:1"], url: "http://h", expected: .none),
      Case(variables: ["HTTP_PROXY": "http://p:1"], url: "http://h", expected: .url("http://p:1")),
      Case(
        variables: ["http_proxy": "http://p:1", "REQUEST_METHOD": ""], url: "http://h", expected: .url("http://p:1")),
      Case(
        variables: ["http_proxy": "http://p:1", "REQUEST_METHOD": "GET", "NO_PROXY": "*"], url: "http://h",
        expected: .unusable(.gateway)),
      Case(
        variables: ["HTTPS_PROXY": "http://p:1", "REQUEST_METHOD": "GET"], url: "https://h",
        expected: .url("http://p:1")),
      Case(variables: ["REQUEST_METHOD": "GET"], url: "http://h", expected: .none),
      Case(variables: [:], url: "https://h", expected: .none),
      Case(variables: ["HTTPS_PROXY": "http://p:1"], url: "https://", expected: .none),
    ])
  func kubernetesVariables(_ given: Case) {
    #expect(ProxyRules.kubernetes.proxy(for: given.url, in: given.variables) == given.expected)
  }

  /// What kubectl 1.32 does with these was seen with a proxy that listens.
  @Test(
    "a proxy's value is read as Go reads it",
    arguments: [
      .value("http://p:3128", "http://p:3128"), .value("p:3128", "http://p:3128"), .value("p", "http://p:80"),
      .value("http://p", "http://p:80"), .value("http://p:", "http://p:80"), .value("https://p", "https://p:443"),
      .value("HTTP://p:1/path?query#fragment", "http://p:1"), .value("1.2.3.4:3128", "http://1.2.3.4:3128"),
      .value("[::1]:3128", "http://[::1]:3128"), .value("socks5://p", "socks5h://p:1080"),
      .value("socks5h://p:1", "socks5h://p:1"), .value("ftp://p:21", "http://p:21"), .value("ftp://p", nil),
      .value("me:pw@p:3128", "http://me:pw@p:3128"), .value("http://me@p:1", "http://me:@p:1"),
      .value("http://:pw@p:1", "http://:pw@p:1"), .value("http://me:p@ss@p:1", "http://me:p%40ss@p:1"),
      .value("http://me:%41:b@p:1", "http://me:A%3Ab@p:1"), .value("http://me:p#ss@p:1", nil),
      .value("http://me:p^w@p:1", nil), .value("me:p^w@p:1", nil), .value("//p:3128", nil), .value("http:/p:1", nil),
      .value("http://p:x", nil), .value("p:x", nil), .value("http://p:1 ", nil), .value(" ", nil),
      .value("http://", nil),
      .value("http://[::1:3128", nil), .value("http:p:1", nil), .value("http://a b:1", nil), .value("::1", nil),
      .value("?", nil), .value("http://p:0", nil), .value("http://p:65536", nil),
    ] as [Case])
  func kubernetesProxies(_ given: Case) {
    #expect(ProxyRules.kubernetes.proxy(for: given.url, in: given.variables) == given.expected)
  }

  @Test(
    "kubectl does without a proxy where Go refuses the value even with http:// before it",
    arguments: [
      "http://me:50%off@p:1", " http://p:1", "http://p:1\t", "1.2.3.4:x", "http://p:1%", "http://p#%zz", "\u{7f}",
    ])
  func ignored(value: String) {
    #expect(ProxyRules.kubernetes.proxy(for: "https://h", in: ["HTTPS_PROXY": value]) == .none)
  }

  @Test(
    "the AWS CLI's NO_PROXY: the ends of names, with or without a port; no networks, no stars",
    arguments: [
      .noProxy("amazonaws.com", "https://ec2.eu-west-1.amazonaws.com", isUsed: false),
      .noProxy(".amazonaws.com", "https://ec2.eu-west-1.amazonaws.com", isUsed: false),
      .noProxy(".x.test", "https://x.test", isUsed: false), .noProxy("*.x.test", "https://api.x.test", isUsed: true),
      .noProxy("x.test", "https://notx.test", isUsed: true), .noProxy("..X.test", "https://api.x.Test", isUsed: false),
      .noProxy("x.test:8443", "https://api.x.test:8443", isUsed: false),
      .noProxy("x.test:443", "https://api.x.test", isUsed: true),
      .noProxy("a.test , x.test", "https://x.test", isUsed: false), .noProxy("*", "https://x.test", isUsed: false),
      .noProxy("*,", "https://x.test", isUsed: true), .noProxy(" *", "https://x.test", isUsed: true),
      .noProxy("10.0.0.0/8", "https://10.1.2.3", isUsed: true), .noProxy("10.1.2.3", "https://10.1.2.3", isUsed: false),
      .noProxy("2.3", "https://10.1.2.3", isUsed: false), .noProxy("::1", "https://[::1]", isUsed: true),
      .noProxy("[::1]", "https://[::1]:8443", isUsed: false), .noProxy("", "https://localhost", isUsed: true),
      .noProxy("", "https://127.0.0.1", isUsed: true), .noProxy(".", "https://x.test", isUsed: true),
    ] as [Case])
  func awsExclusions(_ given: Case) {
    #expect(ProxyRules.aws.proxy(for: given.url, in: given.variables) == given.expected)
  }

  @Test(
    "the AWS CLI reads lower case first, and an empty variable in lower case takes the other away",
    arguments: [
      Case(
        variables: ["HTTPS_PROXY": "http://u:1", "https_proxy": "http://l:1"], url: "https://h",
        expected: .url("http://l:1")),
      Case(variables: ["HTTPS_PROXY": "http://u:1", "https_proxy": ""], url: "https://h", expected: .none),
      Case(
        variables: ["HTTPS_PROXY": "", "https_proxy": "http://l:1"], url: "https://h", expected: .url("http://l:1")),
      Case(variables: ["Https_Proxy": "http://m:1"], url: "https://h", expected: .url("http://m:1")),
      Case(
        variables: ["HTTPS_PROXY": "http://u:1", "NO_PROXY": "h", "no_proxy": ""], url: "https://h",
        expected: .url("http://u:1")),
      Case(
        variables: ["HTTPS_PROXY": "http://u:1", "NO_PROXY": "other", "no_proxy": "h"], url: "https://h",
        expected: .none),
      Case(variables: ["ALL_PROXY": "http://a:1", "http_proxy": "http://p:1"], url: "https://h", expected: .none),
      Case(variables: ["HTTP_PROXY": "http://p:1"], url: "http://h", expected: .url("http://p:1")),
      Case(variables: ["HTTP_PROXY": "http://p:1", "REQUEST_METHOD": ""], url: "http://h", expected: .none),
      Case(
        variables: ["http_proxy": "http://p:1", "REQUEST_METHOD": "GET"], url: "http://h", expected: .url("http://p:1")),
      Case(
        variables: ["HTTPS_PROXY": "http://p:1", "REQUEST_METHOD": "GET"], url: "https://h",
        expected: .url("http://p:1")),
    ])
  func awsVariables(_ given: Case) {
    #expect(ProxyRules.aws.proxy(for: given.url, in: given.variables) == given.expected)
  }

  @Test(
    "a proxy's value is read as botocore reads it, but for SOCKS, which botocore lacks",
    arguments: [
      .value("http://p:3128", "http://p:3128"), .value("p:3128", "http://p:3128"), .value("//p:3128", "http://p:3128"),
      .value("https://p", "https://p:443"), .value("p", "http://p:80"), .value("me:pw@p", "http://me:pw@p:80"),
      .value("http://me@p", "http://p:80"), .value("http://:pw@p", "http://p:80"),
      .value("http://me:50%off@p:1", "http://me:50%25off@p:1"), .value("socks5://p", "socks5h://p:1080"),
      .value("http://p:x", nil), .value("http://me:p#ss@p:1", nil), .value("http:p:1", nil), .value(" p:1", nil),
    ] as [Case])
  func awsProxies(_ given: Case) {
    #expect(ProxyRules.aws.proxy(for: given.url, in: given.variables) == given.expected)
  }

  @Test("a message has scheme, host and port of a proxy, and never its user")
  func shown() {
    #expect(Endpoint.Proxy.url("http://me:secret@p.example:3128").shown == "http://p.example:3128")
    #expect(Endpoint.Proxy.url("socks5h://[::1]").shown == "socks5h://[::1]:1080")
    #expect(Endpoint.Proxy.url("secret").shown == .withheld)
    #expect(Endpoint.Proxy.none.shown == nil)
  }
}
