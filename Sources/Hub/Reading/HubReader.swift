import Capacity
import Foundation
public import History

/// The reading side of a PostgreSQL hub: the same questions as of a file, and the same answers.
///
/// Unchecked: libpq takes a connection from any thread, but from one at a time, and every use of it holds `lock`.
public final class HubReader: SQLHistory, @unchecked Sendable {
  private let connection: PostgresConnection
  private let lock = NSLock()

  /// Connects to a hub.
  ///
  /// - Throws: `PostgresError`.
  public init(_ address: HubAddress) throws {
    connection = try PostgresConnection(address)
    try HubSchema(connection).checkForReading()
  }

  /// Asks one question within one transaction that reads.
  ///
  /// - Throws: `PostgresError`; what `question` throws.
  public func ask<Answer>(_ question: (HistoryQuestions) throws -> Answer) throws -> Answer {
    try exclusively { connection in
      do {
        return try connection.reading { try question(HistoryQuestions(PostgresSource(connection: connection))) }
      } catch HistoryError.corrupt(_, let reason) {
        throw PostgresError.damaged(hub: connection.hub, reason: reason)
      }
    }
  }

  /// Gives the connection to `body` alone.
  func exclusively<Answer>(_ body: (PostgresConnection) throws -> Answer) rethrows -> Answer {
    lock.lock()
    defer { lock.unlock() }
    return try body(connection)
  }
}
