import Foundation
import LoopbackServer
import OutsideText
import Testing

@testable import Transport

@Suite("Proxies", .timeLimit(.minutes(5)))
struct ProxyTests {
  @Test("A plain request goes through the given proxy, whatever NO_PROXY says, with the proxy's credentials")
  func plain() async throws {
    await #expect(processExitsWith: .success) {
      setenv("NO_PROXY", "*", 1)
      let proxy = try LoopbackServer { request in .text(request.target) }
      let endpoint = Endpoint(proxy: .url("http://me:secret@127.0.0.1:\(proxy.port)"))
      let response = try await CurlTransport().send(HTTPRequest(url: "http://host.invalid/a?b", endpoint: endpoint))
      #expect(response.body.text == "http://host.invalid/a?b")
      #expect(proxy.requests.first?.header("Proxy-Authorization") == "Basic bWU6c2VjcmV0")
    }
  }

  @Test(
    "A TLS request is tunnelled, and the proxy sees neither path nor credentials",
    .enabled(if: Certificates.arePossible, "needs the openssl and python3 commands"))
  func tunnel() async throws {
    let server = try LoopbackServer { _ in .text("{}") }
    let front = try TLSFront(certificate: "named", backend: server.port)
    let proxy = try LoopbackServer { [port = front.port] _ in .tunnel(toPort: port) }
    let endpoint = Endpoint(
      trust: .onlyPEM(try Certificates.shared.get().pem("ca")), proxy: .url("http://127.0.0.1:\(proxy.port)"))
    let request = HTTPRequest(
      url: "https://api.example/path", headers: [HTTPHeader("Authorization", "Bearer secret")], endpoint: endpoint)
    let response = try await CurlTransport().send(request)
    #expect(response.status == 200)
    #expect(response.headers.map(\.name).contains("Content-Type"))
    let seen = try #require(proxy.requests.first)
    #expect(seen.method == "CONNECT")
    #expect(seen.target == "api.example:443")
    #expect(seen.header("Authorization") == nil)
    #expect(server.requests.first?.path == "/path")
    #expect(server.requests.first?.header("Authorization") == "Bearer secret")
  }

  @Test("A proxy that refuses, breaks off or is not there is a proxy failure, and its password stays out of the error")
  func failures() async throws {
    let refusing = try LoopbackServer { _ in .response(status: 407) }
    let closing = try LoopbackServer { _ in .closed }
    let gone = try LoopbackServer { _ in .closed }
    gone.stop()
    let transport = try CurlTransport()
    let proxies = [refusing, closing, gone].map { "http://me:secret@127.0.0.1:\($0.port)" }
    for proxy in proxies + ["http://me:secret@host.invalid:1"] {
      let endpoint = Endpoint(proxy: .url(proxy))
      let error = try #require(await transport.failure(HTTPRequest(url: "https://api.example/", endpoint: endpoint)))
      #expect(error.kind == .proxyFailed, "\(error)")
      #expect(!error.description.contains("secret"))
      #expect(error.proxy.map { "\($0)" } == "http://" + (proxy.split(separator: "@").last ?? ""))
      #expect(error.server == "https://api.example:443")
    }
  }

  @Test(
    "The user of a proxy's URL is who asks it, whatever is in the name and the password",
    arguments: [
      ("me:pw@", "me:pw"), ("me@", "me:"), (":pw@", ":pw"), ("a%3Ab:c%40d%2Fe@", "a:b:c@d/e"), ("me:p@ss@", "me:p@ss"),
      ("%C3%BC:%25@", "\u{fc}:%"),
    ])
  func users(login: String, expected: String) async throws {
    let proxy = try LoopbackServer { _ in .text("by proxy") }
    let endpoint = Endpoint(proxy: .url("http://\(login)127.0.0.1:\(proxy.port)"))
    _ = try await CurlTransport().send(HTTPRequest(url: "http://host.invalid/", endpoint: endpoint))
    let header = try #require(proxy.requests.first?.header("Proxy-Authorization"))
    let bytes = try #require(Data(base64Encoded: String(header.dropFirst("Basic ".count))))
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test("A proxy that does not answer is a proxy failure, and every error names the proxy without its user")
  func silence() async throws {
    let proxy = try LoopbackServer { _ in .stalled }
    let endpoint = Endpoint(proxy: .url("http://me:secret@127.0.0.1:\(proxy.port)"))
    let transport = try CurlTransport()
    let limits = TransferLimits.testing { $0.connect = .seconds(1) }
    let silent = try #require(
      await transport.failure(HTTPRequest(url: "https://api.example/", endpoint: endpoint, limits: limits)))
    #expect(silent.kind == .proxyFailed)
    #expect(silent.summary == "the proxy \(proxy.url) could not be reached or refused")
    let late = TransferLimits.testing { $0.total = .seconds(1) }
    let plain = try #require(
      await transport.failure(HTTPRequest(url: "http://api.example/", endpoint: endpoint, limits: late)))
    #expect(plain.kind == .timedOut)
    #expect(plain.summary == "no complete answer in time, through \(proxy.url)")
    #expect(!plain.description.contains("secret") && !silent.description.contains("secret"))
  }

  @Test("A variable that names no proxy is an error that names the variable and not its value")
  func unusable() async throws {
    let variables = ["HTTPS_PROXY": "http://me:se#cret@proxy:3128"]
    let proxy = ProxyRules.kubernetes.proxy(for: "https://api.example", in: variables)
    let request = HTTPRequest(url: "https://api.example/", endpoint: Endpoint(proxy: proxy))
    let transport = try CurlTransport()
    let error = try #require(await transport.failure(request))
    #expect(error.kind == .invalidRequest && !error.isTransient)
    #expect(error.detail == "HTTPS_PROXY is not the URL of an HTTP or SOCKS proxy")
    let gateway = HTTPRequest(url: "http://api.example/", endpoint: Endpoint(proxy: .unusable(.gateway)))
    #expect(await transport.failure(gateway)?.detail == "HTTP_PROXY is not used where REQUEST_METHOD is set")
  }

  @Test("libcurl's own reading of the variables decides nothing: neither the proxy nor what goes without one")
  func environment() async throws {
    await #expect(processExitsWith: .success) {
      let proxy = try LoopbackServer { request in .text("by proxy", status: request.method == "CONNECT" ? 403 : 200) }
      let other = try LoopbackServer { _ in .text("by another") }
      let server = try LoopbackServer { _ in .text("directly") }
      for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] { setenv(name, other.url, 1) }
      for name in ["NO_PROXY", "no_proxy"] { setenv(name, "host.invalid", 1) }
      let transport = try CurlTransport()
      let chosen = Endpoint(proxy: .url(proxy.url))
      let plain = HTTPRequest(url: "http://host.invalid/", endpoint: chosen)
      #expect(try await transport.send(plain).body.text == "by proxy")
      let encrypted = HTTPRequest(url: "https://host.invalid/", endpoint: chosen)
      #expect(await transport.failure(encrypted)?.kind == .proxyFailed)
      #expect(proxy.requests.map(\.target) == ["http://host.invalid/", "host.invalid:443"])
      for name in ["NO_PROXY", "no_proxy"] { unsetenv(name) }
      #expect(try await transport.send(HTTPRequest(url: server.url)).body.text == "directly")
      let limits = TransferLimits(connect: .seconds(1), total: .seconds(1))
      _ = await transport.failure(HTTPRequest(url: "http://169.254.169.254/latest", limits: limits))
      #expect(other.connectionCount == 0)
    }
  }

  @Test("An endpoint without a proxy and one with share no connection")
  func connections() async throws {
    let proxy = try LoopbackServer { _ in .text("by proxy") }
    let server = try LoopbackServer { _ in .text("directly") }
    let transport = try CurlTransport()
    let endpoints = [Endpoint(), Endpoint(proxy: .url(proxy.url)), Endpoint(), Endpoint(proxy: .url(proxy.url))]
    var answers: [String] = []
    for endpoint in endpoints {
      answers.append(try await transport.send(HTTPRequest(url: server.url, endpoint: endpoint)).body.text)
    }
    #expect(answers == ["directly", "by proxy", "directly", "by proxy"])
    #expect(server.connectionCount == 1 && proxy.connectionCount == 1)
  }
}
