public import Capacity
import GRDB
import Migrations

/// The reading side of a history in an SQLite file. Readers never block a collection, nor does one block them.
public final class HistoryReader: SQLHistory {
  /// Where the history is.
  public let path: String
  private let connection: ReadingConnection

  /// Opens the history at `path` for reading.
  ///
  /// - Throws: `HistoryError`: `noHistory` if there is no file, `notACapdbDatabase`, `newerSchema`, `olderSchema`, …
  public init(path: String) throws {
    self.path = path
    connection = try HistoryFile.openForReading(path)
    let known = Migration.all.last?.version ?? 0
    let version = try connection.read { try Schema(path: path).check($0) }
    guard version > 0 else { throw HistoryError.noHistory(path: path) }
    guard version == known else { throw HistoryError.olderSchema(path: path, version: version, known: known) }
  }

  /// How far hubs were when they were last synced.
  ///
  /// - Throws: `HistoryError`.
  public func hubCursors() throws -> [HubCursor] {
    try ask { try HubCursorTable.all(in: $0.source) }
  }

  /// Asks one question within one transaction.
  ///
  /// - Throws: `HistoryError`; what `question` throws.
  public func ask<Answer>(_ question: (HistoryQuestions) throws -> Answer) throws -> Answer {
    try read { try question(HistoryQuestions($0)) }
  }

  /// Reads within one transaction.
  ///
  /// - Throws: `HistoryError`; what `body` throws.
  func read<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
    try connection.read(body)
  }
}

extension RecordedCollection {
  /// The collection of a row and of the errors that belong to it.
  init(_ row: CollectionRow, errors: [Source: String]) {
    let lines =
      (row.run.failure.map { [$0] } ?? [])
      + Source.allCases.compactMap { source in errors[source].map { "\(source.rawValue): \($0)" } }
    self.init(
      number: row.number, observedAt: row.observedAt, record: row.run, sources: row.statuses, counts: row.counts,
      changes: row.changes, error: lines.isEmpty ? nil : lines.joined(separator: "\n"))
  }
}
