import Capacity
import Foundation
import History
import HistoryFixture
import Logging
import LoopbackServer
import Synchronization

@testable import Server

/// A server on a free port of 127.0.0.1, as long as a test runs.
enum RunningServer {
  static let token = "a-token-of-more-than-16-characters"

  /// Runs `body` with a server that shows the history in a file.
  ///
  /// - Parameter change: sets the server up.
  static func with(
    _ path: String, isolation: isolated (any Actor)? = #isolation,
    change: (inout ServerConfiguration) throws -> Void = { _ in }, _ body: (HTTPClient) async throws -> Void
  ) async throws {
    let history = ServedHistory(open: {
      let reader = try HistoryReader(path: path)
      try reader.holdSnapshot()
      return .init(reading: reader, interrupt: { reader.interrupt() })
    })
    try await with(history, change: change, body)
  }

  /// The same with any history.
  ///
  /// - Parameter handlesSignals: that of `CapdbServer.run`; without it the server finishes its requests after the body.
  static func with(
    _ history: ServedHistory, handlesSignals: Bool = true, isolation: isolated (any Actor)? = #isolation,
    change: (inout ServerConfiguration) throws -> Void = { _ in }, _ body: (HTTPClient) async throws -> Void
  ) async throws {
    guard let address = ListenAddress("127.0.0.1:0") else { return }
    var configuration = ServerConfiguration(address: address, version: "0.0.0", now: { Fixture.start + 600 })
    try change(&configuration)
    let server = CapdbServer(
      history, configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let (ports, continuation) = AsyncThrowingStream<Int, any Error>.makeStream()
    let task = Task {
      do {
        try await server.run(handlesSignals: handlesSignals) { continuation.yield($0.port) }
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    defer { task.cancel() }
    for try await port in ports {
      try await body(HTTPClient(port: port))
      break
    }
    task.cancel()
    await task.value
  }
}

/// The facts of a test's history.
extension Fixture {
  /// A history with one collection of everything, ten minutes before the clock of `RunningServer`.
  static func recorded() throws -> Fixture {
    let fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
    return fixture
  }
}
