import CCurl
import Foundation
import LoopbackServer
import OutsideText
import Testing

@testable import Transport

@Suite(
  "TLS", .enabled(if: Certificates.arePossible, "needs the openssl and python3 commands"), .timeLimit(.minutes(5)))
struct TLSTests {
  let certificates: Certificates
  let server: LoopbackServer
  let transport: CurlTransport

  init() throws {
    certificates = try Certificates.shared.get()
    server = try LoopbackServer { _ in .text("{}") }
    transport = try CurlTransport()
  }

  private func request(_ url: String, _ change: (inout Endpoint) throws -> Void) throws -> HTTPRequest {
    var endpoint = Endpoint(trust: .onlyPEM(try certificates.pem("ca")), proxy: .none)
    try change(&endpoint)
    return HTTPRequest(url: url, endpoint: endpoint, limits: .testing())
  }

  @Test("A server of the given authority is trusted, from PEM text and from a file, by TLS 1.2 or later")
  func trusted() async throws {
    let front = try TLSFront(backend: server.port)
    #expect(try await transport.send(request(front.url) { _ in }).status == 200)
    #expect(try front.nextHandshake()[1] == "TLSv1.3")
    let file = try request(front.url) { $0.trust = .onlyFile(certificates.directory.path("ca.pem")) }
    #expect(try await transport.send(file).status == 200)
  }

  @Test("A connection under one trust is not used under another")
  func trustIsPartOfTheConnection() async throws {
    let front = try TLSFront(backend: server.port)
    #expect(try await transport.send(request(front.url) { $0.trust = .anything }).status == 200)
    #expect(await transport.failure(try request(front.url) { $0.trust = .system })?.kind == .certificateRejected)
    let other = try request(front.url) { $0.trust = .onlyPEM(try certificates.pem("other")) }
    #expect(await transport.failure(other)?.kind == .certificateRejected)
  }

  @Test("An unknown authority is rejected, by text and by file, and the error says what to check")
  func untrusted() async throws {
    let front = try TLSFront(backend: server.port)
    let other = try request(front.url) { $0.trust = .onlyPEM(try certificates.pem("other")) }
    let error = try #require(await transport.failure(other))
    #expect(error.kind == .certificateRejected)
    #expect(error.server.text == front.url)
    #expect(error.description.contains("certificate-authority-data"))
    let file = try request(front.url) { $0.trust = .onlyFile(certificates.directory.path("other.pem")) }
    #expect(await transport.failure(file)?.kind == .certificateRejected)
    #expect(server.requests.isEmpty)
  }

  @Test("Text that holds no certificate, and a file that is not there, make the request unusable")
  func unusableAuthority() async throws {
    let front = try TLSFront(backend: server.port)
    let garbage = try request(front.url) { $0.trust = .onlyPEM(Array("garbage".utf8)) }
    #expect(await transport.failure(garbage)?.kind == .invalidRequest)
    let missing = try request(front.url) { $0.trust = .onlyFile("/nonexistent/ca.pem") }
    #expect(await transport.failure(missing)?.kind == .invalidRequest)
  }

  @Test("Own authorities replace the directory of the system's: an authority trusted there is rejected")
  func directoryIsCleared() throws {
    let front = try TLSFront(backend: server.port)
    let system = try TemporaryDirectory()
    try Data(certificates.pem("ca")).write(to: system.url.appending(path: "ca.pem"))
    try Command.run("openssl", ["rehash", system.url.path])
    let target = try #require(TargetURL(front.url))
    let plain = try request(front.url) { $0.trust = .system }
    let share = try #require(curl_share_init())
    do {
      let easy = try EasyHandle(plain, to: target, userAgent: "", share: share)
      let receiver = ResponseReceiver(limit: 1_000)
      easy.deliver(to: receiver)
      easy.set(CURLOPT_CAPATH, system.url.path)
      #expect(curl_easy_perform(easy.pointer) == CURLE_OK)
      for trust in [
        Endpoint.Trust.onlyPEM(try certificates.pem("other")), .onlyFile(certificates.directory.path("other.pem")),
      ] {
        easy.set(CURLOPT_CAPATH, system.url.path)
        try easy.apply(Endpoint(trust: trust, proxy: .none), to: target)
        #expect(curl_easy_perform(easy.pointer) == CURLE_PEER_FAILED_VERIFICATION)
      }
      withExtendedLifetime(receiver) {}
    }
    curl_share_cleanup(share)
  }

  @Test("A certificate for another name is rejected, unless tlsServerName asks for that name")
  func name() async throws {
    let front = try TLSFront(certificate: "named", backend: server.port)
    #expect(await transport.failure(try request(front.url) { _ in })?.kind == .certificateRejected)
    #expect(try front.nextHandshake() == ["-", "TLSv1.3", "-"])
    let named = try request(front.url + "/api?x=1") { $0.tlsServerName = "api.example" }
    #expect(try await transport.send(named).status == 200)
    #expect(try front.nextHandshake() == ["api.example", "TLSv1.3", "-"])
    #expect(server.requests.last?.header("Host") == "127.0.0.1:\(front.port)")
    #expect(server.requests.last?.target == "/api?x=1")
    let wrong = try request(front.url) { $0.tlsServerName = "other.example" }
    #expect(await transport.failure(wrong)?.kind == .certificateRejected)
  }

  @Test("Trusting anything accepts a wrong name of an unknown authority")
  func insecure() async throws {
    let front = try TLSFront(certificate: "named", backend: server.port)
    #expect(try await transport.send(request(front.url) { $0.trust = .anything }).status == 200)
  }

  @Test("A client certificate is shown; without one a server that asks for it refuses")
  func clientCertificate() async throws {
    let front = try TLSFront(backend: server.port, requiresClient: true)
    let shown = try request(front.url) { $0.clientCertificate = try certificates.client() }
    #expect(try await transport.send(shown).status == 200)
    #expect(try front.nextHandshake()[2] == "client")
    let error = await transport.failure(try request(front.url) { _ in })
    #expect(error?.kind == .tlsFailed || error?.kind == .interrupted)
  }

  @Test("A key that does not belong to the certificate makes the request unusable and stays out of the error")
  func wrongKey() async throws {
    let front = try TLSFront(backend: server.port, requiresClient: true)
    let key = try certificates.directory.bytes("other.key")
    let wrong = try request(front.url) {
      $0.clientCertificate = .init(certificatePEM: try certificates.pem("client"), keyPEM: key)
    }
    let error = try #require(await transport.failure(wrong))
    #expect(error.kind == .invalidRequest)
    #expect(!error.description.contains("PRIVATE KEY"))
  }

  @Test("An encrypted key fails instead of asking the terminal for its passphrase")
  func encryptedKey() async throws {
    let front = try TLSFront(backend: server.port, requiresClient: true)
    let encrypted = try Command.run(
      "openssl", ["pkey", "-aes256", "-passout", "pass:x1234", "-in", certificates.directory.path("client.key")])
    let locked = try request(front.url) {
      $0.clientCertificate = .init(certificatePEM: try certificates.pem("client"), keyPEM: encrypted)
    }
    #expect(await transport.failure(locked)?.kind == .invalidRequest)
  }

  @Test("A server that speaks nothing newer than TLS 1.1 is refused")
  func oldTLS() async throws {
    let front = try TLSFront(backend: server.port, maximumVersion: "TLSv1_1")
    let error = await transport.failure(try request(front.url) { $0.trust = .anything })
    #expect(error?.kind == .tlsFailed)
    #expect(server.requests.isEmpty)
  }

  @Test("Truncation is an error over TLS as well, also where no length was promised")
  func truncated() async throws {
    let cut = try LoopbackServer { request in
      request.path == "/length" ? .cutOff(body: pattern(1_000), after: 500) : .chunked(chunks: [[1]], isComplete: false)
    }
    let front = try TLSFront(backend: cut.port)
    for path in ["/length", "/chunked"] {
      #expect(await transport.failure(try request(front.url + path) { _ in })?.kind == .interrupted)
    }
  }

  @Test("Concurrent requests to a TLS server without HTTP/2 are all answered")
  func concurrent() async throws {
    let front = try TLSFront(backend: server.port)
    let one = try request(front.url) { _ in }
    let answered = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<40 { group.addTask { await transport.failure(one) == nil } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(answered == 40)
    #expect(server.connectionCount <= 8)
  }
}
