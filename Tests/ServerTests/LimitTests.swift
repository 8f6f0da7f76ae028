import Capacity
import Database
import Foundation
import History
import HistoryFixture
import Logging
import LoopbackServer
import Synchronization
import Testing

@testable import Server

/// What one client, or many, can take from the server.
@Suite("Limits of the server")
struct ServerLimitTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture.recorded()
  }

  @Test("a client that asks too often has to wait")
  func rate() async throws {
    try await RunningServer.with(
      fixture.path,
      change: {
        $0.limits.requestsPerSecond = 0.1
        $0.limits.burst = 3
      }
    ) { (client) async throws in
      var statuses: [Int] = []
      for _ in 0..<4 { statuses.append(try await client("/readyz").status) }
      #expect(statuses == [200, 200, 200, 429])
      let reply = try await client("/metrics")
      #expect(reply.status == 429 && (Int(reply["Retry-After"] ?? "") ?? 0) >= 1, "\(reply)")
    }
  }

  @Test("tokens come back with time, and quiet clients are forgotten")
  func buckets() {
    let limiter = RateLimiter(perSecond: 2, burst: 2, mostClients: 3)
    let start = ContinuousClock.now
    #expect(limiter.take("a", now: start) == nil && limiter.take("a", now: start) == nil)
    #expect(limiter.take("a", now: start) == 1 && !limiter.allows("a", now: start))
    #expect(limiter.take("a", now: start + .milliseconds(500)) == nil)
    for number in 0..<100 { #expect(limiter.take("client \(number)", now: start + .seconds(number)) == nil) }
  }

  @Test("what is too long is refused, or the connection is closed")
  func sizes() async throws {
    try await RunningServer.with(fixture.path, change: { $0.token = try AccessToken(RunningServer.token) }) {
      (client) async throws in
      let target = "/report/nodes?sort=" + String(repeating: "x", count: 5000)
      #expect(try await client(target).status == 413)
      let field = String(repeating: "y", count: 12_000)
      #expect(try await client("/", headers: [("X-A", field), ("X-B", field)]).status == 413)
      let form = "token=" + String(repeating: "z", count: 5000)
      #expect(try await client("/login", method: "POST", body: form).status == 413)
      await #expect(throws: HTTPReply.Malformed.self, "a body without end gets no answer") {
        try await client("/login", method: "POST", body: String(repeating: "z", count: 1 << 20))
      }
      #expect(try await client("/readyz").status == 200)
    }
  }

  @Test("what is no HTTP is answered with 400", arguments: ["GET\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n"])
  func garbage(text: String) async throws {
    try await RunningServer.with(fixture.path) { (client) async throws in
      let reply = try? await client.raw(text)
      #expect(reply == nil || reply?.status == 400)
      #expect(try await client("/readyz").status == 200)
    }
  }

  @Test("fifty who ask for the same report have it computed once")
  func once() async throws {
    let opened = Mutex(0)
    let path = fixture.path
    let history = ServedHistory(
      open: {
        opened.withLock { $0 += 1 }
        Thread.sleep(forTimeInterval: 0.3)
        return .init(reading: try HistoryReader(path: path))
      }, stamp: { "the same" })
    try await RunningServer.with(history) { (client) async throws in
      let before = opened.withLock { $0 }
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<50 { group.addTask { try await client("/api/v1/reports/nodes").status } }
        for try await status in group { #expect(status == 200) }
      }
      #expect(opened.withLock { $0 } == before + 1)
    }
  }

  @Test("beyond the computations that may wait, clients are told to come back")
  func waiting() async throws {
    let path = fixture.path
    let history = ServedHistory(
      open: {
        Thread.sleep(forTimeInterval: 0.5)
        return .init(reading: try HistoryReader(path: path))
      }, stamp: { "the same" })
    try await RunningServer.with(history, change: { $0.limits.waitingAnswers = 2 }) { (client) async throws in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for limit in 1...8 { group.addTask { try await client("/api/v1/reports/nodes?limit=\(limit)").status } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 200 } >= 2 && statuses.contains(503), "\(statuses)")
      #expect(try await client("/api/v1/reports/nodes").status == 200)
    }
  }

  @Test("an answer that takes too long is given up, and the next one is not")
  func tooLong() async throws {
    let path = fixture.path
    let slow = Mutex(true)
    let history = ServedHistory(
      open: {
        .init(reading: SlowReading(try HistoryReader(path: path), isSlow: slow.withLock { $0 }))
      }, stamp: { "the same" })
    try await RunningServer.with(history, change: { $0.limits.answerDuration = .milliseconds(300) }) {
      (client) async throws in
      let reply = try await client("/api/v1/reports/nodes")
      #expect(reply.status == 504, "\(reply)")
      slow.withLock { $0 = false }
      #expect(try await client("/api/v1/reports/nodes").status == 200)
    }
  }

  @Test("a server beside something else finishes the requests under way once its task is cancelled")
  func cancelled() async throws {
    let path = fixture.path
    let isSlow = Mutex(false)
    let isAsked = Mutex(false)
    let history = ServedHistory(
      open: {
        if isSlow.withLock({ $0 }) {
          isAsked.withLock { $0 = true }
          Thread.sleep(forTimeInterval: 1)
        }
        return .init(reading: try HistoryReader(path: path))
      }, stamp: { "the same" })
    let running = Mutex<(client: HTTPClient, status: Task<Int, any Error>)?>(nil)
    try await RunningServer.with(history, handlesSignals: false) { (client) async throws in
      isSlow.withLock { $0 = true }
      let status = Task { try await client("/api/v1/reports/nodes").status }
      running.withLock { $0 = (client, status) }
      while !isAsked.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
    }
    let (client, status) = try #require(running.withLock { $0 })
    #expect(try await status.value == 200)
    await #expect(throws: HTTPClient.NoConnection.self, "it has ended") { try await client("/readyz") }
  }

  @Test("a server whose task is cancelled before it listens ends")
  func cancelledAtOnce() async throws {
    let path = fixture.path
    let history = ServedHistory(open: { .init(reading: try HistoryReader(path: path)) })
    let address = try #require(ListenAddress("127.0.0.1:0"))
    let server = CapdbServer(
      history, configuration: ServerConfiguration(address: address, version: "0.0.0", now: { Fixture.start }),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let task = Task { try await server.run(handlesSignals: false) { _ in } }
    task.cancel()
    try await task.value
  }

  @Test("a long statement in a file is interrupted")
  func interrupted() async throws {
    let store = try fixture.reader()
    let began = ContinuousClock.now
    Task {
      try await Task.sleep(for: .milliseconds(300))
      store.interrupt()
    }
    #expect(throws: (any Error).self) {
      try store.read { connection in
        let statement = try connection.prepare(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", rowsAtOnce: nil)
        _ = try statement.step()
      }
    }
    #expect(ContinuousClock.now - began < .seconds(20))
  }

  @Test("finished answers are kept within their bytes and their number")
  func kept() async throws {
    let change: (inout ServerConfiguration) -> Void = { $0.limits.keptAnswers = 3 }
    try await RunningServer.with(fixture.path, change: change) { (client) async throws in
      for limit in 1...10 { #expect(try await client("/api/v1/reports/nodes?limit=\(limit)").status == 200) }
    }
  }
}
