import LoopbackServer
import Testing

@testable import Transport

@Suite("Requests and answers", .timeLimit(.minutes(5)))
struct CurlTransportTests {
  let transport: CurlTransport

  init() throws {
    transport = try CurlTransport(userAgent: "capdb-test/1")
  }

  @Test("A GET carries path, query, repeated headers and the user agent, and its answer comes back whole")
  func get() async throws {
    let server = try LoopbackServer { _ in
      .response(
        status: 203, headers: [("X-Two", "a"), ("x-two", "b"), ("Content-Type", "Text/Plain ; x=1")], body: [1, 0, 2])
    }
    var request = HTTPRequest.local("\(server.url)/a/b?limit=5&continue=x%2Fy")
    request.headers = [HTTPHeader("X-Name", "1"), HTTPHeader("X-Name", "2"), HTTPHeader("X-Empty", "")]
    let response = try await transport.send(request)
    let seen = try #require(server.requests.first)
    #expect(seen.method == "GET")
    #expect(seen.path == "/a/b")
    #expect(seen.query == "limit=5&continue=x%2Fy")
    #expect(seen.headers.filter { $0.name == "X-Name" }.map(\.value) == ["1", "2"])
    #expect(seen.header("X-Empty") == "")
    #expect(seen.header("User-Agent") == "capdb-test/1")
    #expect(seen.header("Accept-Encoding") == "gzip")
    #expect(response.status == 203)
    #expect(response.headers.filter { $0.name.lowercased() == "x-two" }.map(\.value) == ["a", "b"])
    #expect(response.mediaType == "text/plain")
    #expect(response.body.array == [1, 0, 2])
    #expect(response.bytesReceived == 3)
  }

  @Test("A POST sends its body byte for byte, zeros included, and no Expect header")
  func post() async throws {
    let server = try LoopbackServer { _ in .response(status: 204) }
    let body = pattern(1 << 21)
    let request = HTTPRequest(
      method: .post, url: server.url + "/", headers: [HTTPHeader("Content-Type", "application/octet-stream")],
      body: body,
      endpoint: direct)
    let response = try await transport.send(request)
    let seen = try #require(server.requests.first)
    #expect(seen.method == "POST")
    #expect(seen.body == body)
    #expect(seen.header("Expect") == nil)
    #expect(seen.header("Content-Type") == "application/octet-stream")
    #expect(response.status == 204)
    #expect(response.body.count == 0)
  }

  @Test("A PUT without a body says so by a length of 0 and names no content type")
  func put() async throws {
    let server = try LoopbackServer { _ in .text("token", type: "text/plain") }
    let response = try await transport.send(
      HTTPRequest(method: .put, url: server.url + "/latest/api/token", endpoint: direct))
    let seen = try #require(server.requests.first)
    #expect(seen.method == "PUT")
    #expect(seen.header("Content-Length") == "0")
    #expect(seen.header("Content-Type") == nil)
    #expect(response.body.text == "token")
  }

  @Test("20 MB come back unharmed, with a length, chunked, and until the connection closes")
  func large() async throws {
    let body = pattern(20_000_003)
    let server = try LoopbackServer { request in
      switch request.path {
      case "/length": .response(body: body)
      case "/chunked": .chunked(chunks: [Array(body[..<7_000_000]), Array(body[7_000_000...])])
      default: .untilClose(body: body)
      }
    }
    for path in ["/length", "/chunked", "/close"] {
      let response = try await transport.send(.local(server.url + path))
      #expect(response.body.array == body, "\(path)")
      #expect(response.bytesReceived == Int64(body.count), "\(path)")
    }
  }

  @Test("An interim answer's headers and a chunked body's trailers are not the answer's headers")
  func interimAndTrailers() async throws {
    let server = try LoopbackServer { _ in
      .raw(
        Array(
          ("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2\r\nok\r\n0\r\nTrailer: t\r\n\r\n").utf8))
    }
    let response = try await transport.send(.local(server.url))
    #expect(response.status == 200)
    #expect(response.headers.map(\.name) == ["A", "Transfer-Encoding"])
    #expect(response.body.text == "ok")
  }

  @Test("A redirect is an answer: it is not followed, and the Authorization goes nowhere else")
  func redirect() async throws {
    let other = try LoopbackServer { _ in .response() }
    let server = try LoopbackServer { [url = other.url] _ in
      .response(status: 302, headers: [("Location", url + "/stolen")])
    }
    var request = HTTPRequest.local(server.url)
    request.headers = [HTTPHeader("Authorization", "Bearer secret")]
    let response = try await transport.send(request)
    #expect(response.status == 302)
    #expect(server.requests.count == 1)
    #expect(other.connectionCount == 0)
  }

  @Test(
    "A request that cannot be sent is refused before anything goes out, and its error holds no secret",
    arguments: [
      HTTPRequest(url: "https://user:secret@127.0.0.1/"), HTTPRequest(url: "ftp://127.0.0.1/secret"),
      HTTPRequest(url: "file:///etc/secret"), HTTPRequest(url: "https://127.0.0.1:99999/?token=secret"),
      HTTPRequest(url: "/secret"), HTTPRequest(url: "http://127.0.0.1/a b?secret"),
      HTTPRequest(url: "http://127.0.0.1/", headers: [HTTPHeader("Authorization", "secret\r\nX: y")]),
      HTTPRequest(url: "http://127.0.0.1/", headers: [HTTPHeader("A: secret", "x")]),
      HTTPRequest(url: "https://127.0.0.1/", endpoint: Endpoint(trust: .onlyPEM([]))),
      HTTPRequest(
        url: "https://127.0.0.1/",
        endpoint: Endpoint(clientCertificate: .init(certificatePEM: Array("secret".utf8), keyPEM: []))),
      HTTPRequest(url: "https://127.0.0.1/", endpoint: Endpoint(tlsServerName: "a@secret/")),
      HTTPRequest(url: "http://127.0.0.1/", endpoint: Endpoint(proxy: .url("gopher://me:secret@127.0.0.1:1"))),
      HTTPRequest(
        url: "http://127.0.0.1/",
        signature: AWSSignature(
          region: "a:b", service: "ec2", accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: nil)),
    ])
  func refused(_ request: HTTPRequest) async throws {
    let error = try #require(await transport.failure(request))
    #expect(error.kind == .invalidRequest || error.kind == .proxyFailed)
    let isNameShown = request.endpoint.tlsServerName != nil
    #expect(isNameShown || !error.description.contains("secret"))
  }
}
