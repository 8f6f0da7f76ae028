import LoopbackServer
import Synchronization
import OutsideText
import Testing

@testable import Transport

/// Gives prepared outcomes one after the other, and remembers what was asked.
final class ScriptedTransport: HTTPTransport {
  private let state: Mutex<(outcomes: [Result<HTTPResponse, TransportError>], requests: [HTTPRequest])>

  init(_ outcomes: [Result<HTTPResponse, TransportError>]) {
    state = Mutex((outcomes, []))
  }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    try state.withLock { state throws(TransportError) in
      state.requests.append(request)
      return try state.outcomes.removeFirst().get()
    }
  }
}

/// Remembers waits instead of waiting.
final class RecordedWaits: Sendable {
  private let waits = Mutex<[Duration]>([])

  var all: [Duration] { waits.withLock { $0 } }

  func policy(attempts: Int = 5, within: Duration = .seconds(600), jitter: Double = 0.5) -> RetryPolicy {
    RetryPolicy(
      attempts: attempts, base: .milliseconds(200), cap: .seconds(20), deadline: .now + within,
      sleep: { [self] wait in waits.withLock { $0.append(wait) } }, jitter: { jitter })
  }
}

@Suite("Retries")
struct RetryTests {
  let waits = RecordedWaits()
  let request = HTTPRequest(url: "http://127.0.0.1:1/secret?token=secret")

  private func ok() -> Result<HTTPResponse, TransportError> { .success(HTTPResponse(status: 200)) }

  private func status(_ status: Int, _ headers: [HTTPHeader] = []) -> Result<HTTPResponse, TransportError> {
    .success(HTTPResponse(status: status, headers: headers))
  }

  private func failed(_ kind: TransportError.Kind) -> Result<HTTPResponse, TransportError> {
    .failure(TransportError(kind: kind, server: "http://127.0.0.1:1", detail: ""))
  }

  @Test("Transient statuses and errors are tried again with growing waits", arguments: [429, 500, 502, 503, 504])
  func transient(code: Int) async throws {
    let transport = ScriptedTransport([status(code), failed(.interrupted), failed(.notConnected), ok()])
    let response = try await transport.send(request, policy: waits.policy())
    #expect(response.status == 200)
    #expect(waits.all == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
    #expect(transport.requests.count == 4)
  }

  @Test("Nothing else is tried again", arguments: [200, 204, 302, 400, 401, 403, 404, 409, 410, 501, 505])
  func final(code: Int) async throws {
    let transport = ScriptedTransport([status(code, [HTTPHeader("Retry-After", "1")])])
    #expect(try await transport.send(request, policy: waits.policy()).status == code)
    #expect(waits.all.isEmpty)
  }

  @Test(
    "Errors that time does not heal are not tried again",
    arguments: [
      TransportError.Kind.invalidRequest, .certificateRejected, .tlsFailed, .bodyTooLarge, .badEncoding, .cancelled,
      .other,
    ])
  func hopeless(kind: TransportError.Kind) async throws {
    let transport = ScriptedTransport([failed(kind)])
    await #expect(throws: TransportError(kind: kind, server: "http://127.0.0.1:1", detail: "")) {
      try await transport.send(request, policy: waits.policy())
    }
    #expect(transport.requests.count == 1)
  }

  @Test("Retry-After is honoured as seconds and as a date, against the server's own clock")
  func retryAfter() async throws {
    let date = [
      HTTPHeader("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), HTTPHeader("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"),
    ]
    let transport = ScriptedTransport([status(429, [HTTPHeader("Retry-After", " 7 ")]), status(503, date), ok()])
    _ = try await transport.send(request, policy: waits.policy())
    #expect(waits.all == [.seconds(7), .seconds(30)])
  }

  @Test(
    "Retry-After in every form",
    arguments: [
      ("0", Duration.zero), ("120", .seconds(120)), ("99999999999999999999999", .seconds(31_536_000)), ("", nil),
      ("-1", nil),
      ("1.5", nil), ("soon", nil), ("Sunday, 06-Nov-94 08:49:47 GMT", .seconds(10)),
      ("Sun Nov  6 08:49:38 1994", .seconds(1)), ("Sun, 06 Nov 1994 08:49:36 GMT", .zero),
    ] as [(String, Duration?)])
  func retryAfterForms(value: String, expected: Duration?) {
    let date = HTTPHeader("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPResponse(status: 503, headers: [date, HTTPHeader("Retry-After", value)]).retryAfter == expected)
  }

  @Test("When the attempts run out, the last answer or the last error is the result")
  func attempts() async throws {
    let answered = ScriptedTransport([status(503), status(500), status(429)])
    #expect(try await answered.send(request, policy: waits.policy(attempts: 3)).status == 429)
    let broken = ScriptedTransport([status(503), failed(.stalled)])
    let error = await #expect(throws: TransportError.self) {
      try await broken.send(request, policy: waits.policy(attempts: 2))
    }
    #expect(error?.kind == .stalled)
  }

  @Test("A wait that would pass the deadline is not begun")
  func deadline() async throws {
    let transport = ScriptedTransport([status(429, [HTTPHeader("Retry-After", "3600")])])
    #expect(try await transport.send(request, policy: waits.policy(within: .seconds(60))).status == 429)
    #expect(waits.all.isEmpty)
  }

  @Test("After the deadline nothing is sent, and each request's total limit is cut to the time left")
  func deadlinePassed() async throws {
    let late = ScriptedTransport([ok()])
    let error = await #expect(throws: TransportError.self) {
      try await late.send(request, policy: waits.policy(within: .zero))
    }
    #expect(error?.kind == .timedOut)
    #expect(error?.detail == "the deadline for this cluster passed")
    #expect(late.requests.isEmpty)
    let cut = ScriptedTransport([ok()])
    _ = try await cut.send(request, policy: waits.policy(within: .seconds(5)))
    #expect(try #require(cut.requests.first).limits.total <= .seconds(5))
    let uncut = ScriptedTransport([ok()])
    _ = try await uncut.send(request, policy: waits.policy())
    #expect(uncut.requests.first?.limits.total == .seconds(60))
  }

  @Test("A request that the deadline ends says so")
  func deadlineDuringTransfer() async throws {
    let server = try LoopbackServer { _ in .stalled }
    let transport = try CurlTransport()
    let error = await #expect(throws: TransportError.self) {
      try await transport.send(.local(server.url), policy: waits.policy(within: .milliseconds(300)))
    }
    #expect(
      error
        == TransportError(
          kind: .timedOut, server: .server(server.url) ?? .withheld, detail: "the deadline for this cluster passed"))
  }

  @Test("A service's own rule decides on answers")
  func decision() async throws {
    let throttled = HTTPResponse(status: 400, body: ResponseBody("RequestLimitExceeded".utf8))
    let transport = ScriptedTransport([.success(throttled), ok()])
    let response = try await transport.send(
      request, policy: waits.policy(),
      decide: { $0.body.text.contains("RequestLimitExceeded") ? .retry(after: .seconds(3)) : .byStatus($0) })
    #expect(response.status == 200)
    #expect(waits.all == [.seconds(3)])
  }

  @Test("A refused connection is tried again until the server is back")
  func refused() async throws {
    let transport = try CurlTransport()
    let gone = try LoopbackServer { _ in .response() }
    gone.stop()
    let error = await #expect(throws: TransportError.self) {
      try await transport.send(.local(gone.url), policy: waits.policy(attempts: 3))
    }
    #expect(error?.kind == .notConnected)
    #expect(waits.all.count == 2)
  }

  @Test("Cancelling during a wait ends the call")
  func cancelledWhileWaiting() async throws {
    let transport = ScriptedTransport([status(503)])
    let policy = RetryPolicy(deadline: .now + .seconds(600), sleep: { _ in throw CancellationError() })
    let error = await #expect(throws: TransportError.self) { try await transport.send(request, policy: policy) }
    #expect(error?.kind == .cancelled)
  }
}
