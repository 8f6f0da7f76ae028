import Foundation
import LoopbackServer
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
      #expect(error.server == "https://api.example:443")
    }
  }

  @Test("The environment's proxies are used, except for the hosts of NO_PROXY")
  func environment() async throws {
    await #expect(processExitsWith: .success) {
      let proxy = try LoopbackServer { request in .text("by proxy", status: request.method == "CONNECT" ? 403 : 200) }
      let server = try LoopbackServer { _ in .text("directly") }
      setenv("http_proxy", proxy.url, 1)
      setenv("HTTPS_PROXY", proxy.url, 1)
      setenv("NO_PROXY", "localhost,127.0.0.1", 1)
      let transport = try CurlTransport()
      #expect(try await transport.send(HTTPRequest(url: "http://host.invalid/")).body.text == "by proxy")
      #expect(try await transport.send(HTTPRequest(url: server.url)).body.text == "directly")
      #expect(await transport.failure(HTTPRequest(url: "https://host.invalid/"))?.kind == .proxyFailed)
      #expect(proxy.requests.map(\.target) == ["http://host.invalid/", "host.invalid:443"])
    }
  }

  @Test("A request that wants no proxy, as to a link-local host, goes directly whatever the environment says")
  func none() async throws {
    await #expect(processExitsWith: .success) {
      let proxy = try LoopbackServer { _ in .text("by proxy") }
      let server = try LoopbackServer { _ in .text("directly") }
      for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] { setenv(name, proxy.url, 1) }
      unsetenv("NO_PROXY")
      unsetenv("no_proxy")
      let transport = try CurlTransport()
      let limits = TransferLimits(connect: .seconds(1), total: .seconds(1))
      let local = HTTPRequest(url: server.url, endpoint: Endpoint(proxy: .none))
      #expect(try await transport.send(local).body.text == "directly")
      let metadata = HTTPRequest(
        url: "http://169.254.169.254/latest", endpoint: Endpoint(proxy: .none), limits: limits)
      _ = await transport.failure(metadata)
      #expect(proxy.requests.isEmpty)
      #expect(try await transport.send(HTTPRequest(url: server.url)).body.text == "by proxy")
    }
  }
}
