import LoopbackServer
import Synchronization
import Testing

@testable import Transport

@Suite("Answers that are taken as they come", .timeLimit(.minutes(5)))
struct StreamTests {
  private let transport: CurlTransport

  init() throws {
    transport = try CurlTransport()
  }

  /// Keeps what it is given, up to a number of bytes.
  private final class Collector: ResponseSink {
    private let most: Int
    private let state = Mutex<(head: HTTPResponse?, bytes: [UInt8])>((nil, []))

    init(most: Int = .max) {
      self.most = most
    }

    var head: HTTPResponse? { state.withLock { $0.head } }
    var bytes: [UInt8] { state.withLock { $0.bytes } }

    func begin(_ head: HTTPResponse) -> Bool {
      state.withLock { $0.head = head }
      return true
    }

    func receive(_ piece: UnsafeRawBufferPointer) -> Bool {
      state.withLock { state in
        state.bytes += piece
        return state.bytes.count < most
      }
    }
  }

  @Test("pieces arrive while the answer goes on, and cancelling ends it")
  func goesOn() async throws {
    let server = try LoopbackServer { _ in
      .stalled(headers: [("Content-Type", "a/b")], promised: 1 << 40, body: [1, 2])
    }
    let collector = Collector()
    let task = Task { [transport] in try await transport.stream(.local(server.url), into: collector) }
    #expect(await eventually { collector.bytes == [1, 2] })
    #expect(collector.head?.mediaType == "a/b" && collector.head?.status == 200)
    task.cancel()
    await #expect(throws: TransportError.self) { try await task.value }
    #expect(server.requests.first?.header("Accept-Encoding") == nil)
  }

  @Test("the sink ends the answer without a failure")
  func enough() async throws {
    let server = try LoopbackServer { _ in .stalled(promised: 100, body: [1, 2, 3]) }
    let collector = Collector(most: 2)
    let response = try await transport.stream(.local(server.url), into: collector)
    #expect(response.status == 200 && collector.bytes.count >= 2)
  }

  @Test("an answer that ends early is a failure, and the sink has what came")
  func cut() async throws {
    let server = try LoopbackServer { _ in .cutOff(body: pattern(1000), after: 700) }
    let collector = Collector()
    await #expect(throws: TransportError.self) { try await transport.stream(.local(server.url), into: collector) }
    #expect(collector.bytes == Array(pattern(1000).prefix(700)))
  }

  @Test("an answer with another status is returned whole, one in a content encoding is refused")
  func others() async throws {
    let server = try LoopbackServer { request in
      request.path == "/gzip" ? .gzip(body: [1]) : .text("no", status: 403)
    }
    let collector = Collector()
    let response = try await transport.stream(.local(server.url), into: collector)
    #expect(response.status == 403 && response.body.text == "no" && collector.head == nil)
    let failure = await #expect(throws: TransportError.self) {
      try await transport.stream(.local(server.url + "/gzip"), into: collector)
    }
    #expect(failure?.kind == .badEncoding)
  }
}
