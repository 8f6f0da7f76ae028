import LoopbackServer
import OutsideText
import Testing

@testable import Transport

@Suite("Limits and cancellation", .timeLimit(.minutes(5)))
struct LimitTests {
  @Test("A transfer that stops moving is given up after its stall limit, before and within the body")
  func stall() async throws {
    let server = try LoopbackServer { request in
      request.path == "/silent" ? .stalled : .stalled(promised: 100_000, body: pattern(60_000))
    }
    let transport = try CurlTransport()
    for path in ["/silent", "/body"] {
      let start = ContinuousClock.now
      let error = await transport.failure(.local(server.url + path, limits: .testing { $0.stall = .seconds(1) }))
      #expect(error?.kind == .stalled)
      #expect(error?.isTransient == true)
      #expect(ContinuousClock.now - start >= .seconds(1))
    }
  }

  @Test("A slow transfer that keeps moving is not stalled")
  func slow() async throws {
    let parts = (0..<12).map { _ in pattern(100) }
    let server = try LoopbackServer { _ in .slow(parts: parts, pause: .milliseconds(300)) }
    let response = try await (try CurlTransport()).send(
      .local(server.url, limits: .testing { $0.stall = .seconds(3) }))
    #expect(response.body.count == 1_200)
  }

  @Test("A transfer slower than its rate is stalled")
  func tooSlow() async throws {
    let parts = (0..<400).map { _ in pattern(10) }
    let server = try LoopbackServer { _ in .slow(parts: parts, pause: .milliseconds(50)) }
    let limits = TransferLimits.testing {
      $0.stall = .seconds(1)
      $0.stallBytesPerSecond = 10_000
    }
    #expect(await (try CurlTransport()).failure(.local(server.url, limits: limits))?.kind == .stalled)
  }

  @Test("A transfer ends at its total limit although bytes keep coming")
  func total() async throws {
    let parts = (0..<400).map { _ in pattern(10) }
    let server = try LoopbackServer { _ in .slow(parts: parts, pause: .milliseconds(50)) }
    let error = await (try CurlTransport()).failure(
      .local(server.url, limits: .testing { $0.total = .milliseconds(400) }))
    #expect(error?.kind == .timedOut)
  }

  @Test("The total limit runs for a request that still waits for a connection")
  func totalInQueue() async throws {
    let server = try LoopbackServer { _ in .stalled }
    let transport = try CurlTransport(connections: .init(perHost: 1, total: 1))
    let first = Task { [url = server.url] in await transport.failure(.local(url)) }
    #expect(await eventually { server.requests.count == 1 })
    let error = await transport.failure(.local(server.url, limits: .testing { $0.total = .milliseconds(300) }))
    #expect(error?.kind == .timedOut)
    first.cancel()
    #expect(await first.value?.kind == .cancelled)
    #expect(server.requests.count == 1)
  }

  @Test("A server that accepts and then keeps silent in the TLS handshake is not connected")
  func handshake() async throws {
    let server = try LoopbackServer { _ in .stalled }
    let error = await (try CurlTransport()).failure(
      .local("https://127.0.0.1:\(server.port)/", limits: .testing { $0.connect = .milliseconds(300) }))
    #expect(error?.kind == .notConnected)
  }

  @Test("Nobody listening is not connected; a name that cannot exist has no address")
  func nobody() async throws {
    let transport = try CurlTransport()
    let server = try LoopbackServer { _ in .response() }
    server.stop()
    let error = await transport.failure(.local(server.url + "/path?token=secret"))
    #expect(error?.kind == .notConnected)
    #expect(error?.server.text == server.url)
    #expect(error?.description.contains("secret") == false)
    #expect(await transport.failure(.local("http://host.invalid/"))?.kind == .nameNotResolved)
  }

  @Test("A body of exactly the limit is taken; one byte more is refused, announced or not, packed or not")
  func bodyLimit() async throws {
    let body = pattern(5_000)
    let server = try LoopbackServer { request in
      switch request.path {
      case "/length": .response(body: body)
      case "/chunked": .chunked(chunks: [body])
      default: .gzip(body: body)
      }
    }
    let transport = try CurlTransport()
    for path in ["/length", "/chunked", "/gzip"] {
      let whole = try await transport.send(.local(server.url + path, limits: .testing { $0.bodyBytes = 5_000 }))
      #expect(whole.body.array == body, "\(path)")
      let error = await transport.failure(.local(server.url + path, limits: .testing { $0.bodyBytes = 4_999 }))
      #expect(error?.kind == .bodyTooLarge, "\(path)")
    }
  }

  @Test("A length above the limit is refused before the body comes")
  func announced() async throws {
    let server = try LoopbackServer { _ in .stalled(promised: 1 << 40, body: []) }
    let error = await (try CurlTransport()).failure(.local(server.url))
    #expect(error?.kind == .bodyTooLarge)
  }

  @Test("A small gzip stream that unpacks to more than the limit is refused")
  func bomb() async throws {
    let stream = try Command.run("gzip", ["-9", "-c"], input: [UInt8](repeating: 0, count: 50_000_000))
    let server = try LoopbackServer { _ in .response(headers: [("Content-Encoding", "gzip")], body: stream) }
    let error = await (try CurlTransport()).failure(
      .local(server.url, limits: .testing { $0.bodyBytes = 1_000_000 }))
    #expect(error?.kind == .bodyTooLarge)
  }

  @Test("Cancelling the task ends the transfer at once and closes its connection")
  func cancellation() async throws {
    let server = try LoopbackServer { _ in .stalled }
    let transport = try CurlTransport()
    let task = Task { [url = server.url] in await transport.failure(.local(url)) }
    #expect(await eventually { server.requests.count == 1 })
    task.cancel()
    #expect(await task.value?.kind == .cancelled)
  }

  @Test("A task that is already cancelled sends nothing")
  func cancelledBefore() async throws {
    let server = try LoopbackServer { _ in .response() }
    let transport = try CurlTransport()
    let task = Task { [url = server.url] in
      while !Task.isCancelled { await Task.yield() }
      return await transport.failure(.local(url))
    }
    task.cancel()
    #expect(await task.value?.kind == .cancelled)
    #expect(server.requests.isEmpty)
  }
}
