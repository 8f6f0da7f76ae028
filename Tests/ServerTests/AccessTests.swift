import Capacity
import Foundation
import HistoryFixture
import LoopbackServer
import Testing

@testable import Server

/// Who may read, and under which name the server answers.
@Suite("Access")
struct AccessTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture.recorded()
  }

  private static func setToken(_ configuration: inout ServerConfiguration) throws {
    configuration.token = try AccessToken(RunningServer.token + "\n")
  }

  private static let protected = [
    "/", "/report/nodes", "/metrics", "/api/v1/reports", "/api/v1/reports/nodes", "/api/v1/version",
    "/api/v1/openapi.json", "/nothing",
  ]

  @Test("without the token nothing is shown but health", arguments: protected)
  func closed(target: String) async throws {
    try await RunningServer.with(fixture.path, change: Self.setToken) { (client) async throws in
      for headers in [[], [("Authorization", "Bearer wrong-token-wrong-token")], [("Authorization", "Basic YTpi")]] {
        let reply = try await client(target, headers: headers)
        #expect(reply.status == 401 && reply["WWW-Authenticate"]?.hasPrefix("Bearer") == true, "\(reply)")
        #expect(!reply.body.contains("c1") && !reply.body.contains("node-1"))
      }
      let opened = try await client(target, headers: [("Authorization", "bearer \(RunningServer.token)")])
      #expect(opened.status == (target == "/nothing" ? 404 : 200), "\(opened)")
    }
  }

  @Test("health is told to everybody, and names no cluster", arguments: ["/healthz", "/readyz"])
  func health(target: String) async throws {
    try await RunningServer.with(fixture.path, change: Self.setToken) { (client) async throws in
      let reply = try await client(target)
      #expect(reply.status == 200 && reply.body == "ok\n", "\(reply)")
      // A kubelet asks the address of the pod.
      let probe = try await client(
        target, headers: [("Host", "10.0.3.7:8080"), ("User-Agent", "kube-probe/1.33"), ("Accept", "*/*")])
      #expect(probe.status == 200 && probe.body == "ok\n", "\(probe)")
    }
  }

  @Test("the form exchanges the token for a cookie that scripts and other sites do not get")
  func form() async throws {
    try await RunningServer.with(fixture.path, change: Self.setToken) { (client) async throws in
      let page = try await client("/report/nodes?limit=3", headers: [("Accept", "text/html")])
      #expect(page.status == 401 && page.body.contains("name=\"token\""), "\(page)")
      #expect(page.body.contains("value=\"/report/nodes?limit=3\""), "\(page.body)")
      let wrong = try await client("/login", method: "POST", body: "token=wrong&next=/")
      #expect(wrong.status == 401 && wrong["Set-Cookie"] == nil, "\(wrong)")
      let right = try await client(
        "/login", method: "POST", body: "token=\(RunningServer.token)&next=%2Freport%2Fnodes%3Flimit%3D3")
      #expect(right.status == 303 && right["Location"] == "/report/nodes?limit=3", "\(right)")
      let cookie = try #require(right["Set-Cookie"])
      #expect(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(RunningServer.token))
      let session = String(cookie.prefix { $0 != ";" })
      #expect(try await client("/report/nodes", headers: [("Cookie", "a=b; \(session)")]).status == 200)
      #expect(try await client("/report/nodes", headers: [("Cookie", session + "0")]).status == 401)
      #expect(
        try await client("/report/nodes", headers: [("Cookie", "\(AccessControl.cookie)=9999999999.00")]).status == 401)
    }
  }

  @Test("the cookie goes only over HTTPS where the client came over it")
  func secureCookie() async throws {
    try await RunningServer.with(fixture.path, change: Self.setToken) { (client) async throws in
      let reply = try await client(
        "/login", method: "POST", headers: [("X-Forwarded-Proto", "https")], body: "token=\(RunningServer.token)")
      #expect(reply["Set-Cookie"]?.contains("; Secure") == true, "\(reply)")
    }
  }

  @Test(
    "a login leads to no other site", arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
  func localOnly(next: String) async throws {
    try await RunningServer.with(fixture.path, change: Self.setToken) { (client) async throws in
      let body = "token=\(RunningServer.token)&next=\(next)"
      #expect(try await client("/login", method: "POST", body: body)["Location"] == "/")
    }
  }

  @Test("a form of another site is refused")
  func foreignForm() async throws {
    try await RunningServer.with(fixture.path, change: Self.setToken) { (client) async throws in
      for origin in ["http://evil.example", "null"] {
        let reply = try await client(
          "/login", method: "POST", headers: [("Origin", origin)], body: "token=\(RunningServer.token)")
        #expect(reply.status == 403 && reply["Set-Cookie"] == nil, "\(reply)")
      }
      for site in ["cross-site", "same-site"] {
        let headers = [("Sec-Fetch-Site", site), ("Origin", "http://127.0.0.1:\(client.port)")]
        let body = "token=\(RunningServer.token)"
        #expect(try await client("/login", method: "POST", headers: headers, body: body).status == 403, "\(site)")
      }
      let own = [
        [("Origin", "http://127.0.0.1:\(client.port)")], [("Sec-Fetch-Site", "same-origin"), ("Origin", "null")],
      ]
      for headers in own {
        let body = "token=\(RunningServer.token)"
        #expect(try await client("/login", method: "POST", headers: headers, body: body).status == 303, "\(headers)")
      }
    }
  }

  @Test("a session ends, and ends when the token changes")
  func sessions() throws {
    let token = try AccessToken(RunningServer.token)
    let session = token.session(until: 1000)
    #expect(token.isSession(session, now: 999))
    #expect(!token.isSession(session, now: 1000))
    #expect(!token.isSession(session.replacing("1000.", with: "2000."), now: 999))
    #expect(try !AccessToken("another-token-of-16").isSession(session, now: 999))
  }

  @Test(
    "what is no token is refused", arguments: ["", "short", "with blank and 16 characters", "ümlaut-ümlaut-ümlaut"])
  func badTokens(text: String) {
    #expect(throws: AccessToken.Fault.self) { try AccessToken(text) }
  }

  @Test("who guesses has to wait")
  func guesses() async throws {
    try await RunningServer.with(fixture.path, change: Self.setToken) { (client) async throws in
      var statuses: [Int] = []
      for number in 0..<12 {
        statuses.append(
          try await client("/metrics", headers: [("Authorization", "Bearer guess-number-\(number)-guess")]).status)
      }
      #expect(statuses.prefix(10) == Array(repeating: 401, count: 10)[...] && statuses.last == 429, "\(statuses)")
    }
  }

  @Test(
    "a name that is none of the server's is refused, as a rebinding site would use it",
    arguments: [
      ("evil.example", 421), ("evil.example:8080", 421), ("127.0.0.1.evil.example", 421),
      ("localhost.evil.example", 421),
      ("[::1", 421), ("", 421), ("127.0.0.1", 200), ("localhost:9000", 200), ("[::1]:9000", 200), ("10.1.2.3", 200),
      ("CAPDB.example.com", 200), ("capdb.example.com:443", 200),
    ])
  func rebinding(host: String, status: Int) async throws {
    try await RunningServer.with(fixture.path, change: { $0.hostNames = ["capdb.example.com"] }) {
      (client) async throws in
      for target in ["/", "/api/v1/reports/nodes", "/metrics", "/healthz"] {
        let reply = try await client(target, headers: [("Host", host)])
        #expect(reply.status == status, "\(target): \(reply)")
        if status == 421 { #expect(!reply.body.contains("c1")) }
      }
    }
  }

  @Test("addresses to listen on")
  func addresses() throws {
    #expect(try #require(ListenAddress("127.0.0.1:8080")).isLoopback)
    #expect(try #require(ListenAddress("[::1]:0")).isLoopback)
    #expect(try #require(ListenAddress("localhost:80")).isLoopback)
    for open in ["0.0.0.0:8080", "[::]:8080", "10.0.0.1:80", "127.0.0.1.example:80", "example.com:80"] {
      #expect(try !#require(ListenAddress(open)).isLoopback, "\(open)")
    }
    for wrong in ["", "8080", ":8080", "host:", "host:99999", "::1:80", "[::1]", "a b:80", "[x]:1", "h:-1"] {
      #expect(ListenAddress(wrong) == nil, "\(wrong)")
    }
    #expect("\(try #require(ListenAddress("[::1]:80")))" == "[::1]:80")
  }
}
