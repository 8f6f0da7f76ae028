public import Capacity
import GRDB
import Migrations

/// The reading side of a history in an SQLite file. Readers never block a collection, nor does one block them.
public final class HistoryReader: HistoryReading {
  /// Where the history is.
  public let path: String
  let queue: DatabaseQueue

  /// Opens the history at `path` for reading.
  ///
  /// - Throws: `HistoryError`: `noHistory` if there is no file, `notACapdbDatabase`, `newerSchema`, `olderSchema`, …
  public init(path: String) throws {
    self.path = path
    queue = try HistoryFile.openForReading(path)
    try HistoryFile.translatingErrors(path) {
      let known = Migration.all.last?.version ?? 0
      let version = try queue.read { try Schema(path: path).check($0) }
      guard version > 0 else { throw HistoryError.noHistory(path: path) }
      guard version == known else { throw HistoryError.olderSchema(path: path, version: version, known: known) }
    }
  }

  /// All clusters by name; of several with one name the one in use first, then the newest.
  ///
  /// - Throws: `HistoryError`.
  public func clusters() throws -> [RecordedCluster] {
    try read { try $0.clusters() }
  }

  /// What a cluster held at a moment; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState? {
    try read { try $0.state(of: cluster, at: moment) }
  }

  /// The collections of a span, earliest first; at most the latest `limit` of them.
  ///
  /// - Throws: `HistoryError`.
  public func collections(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?
  ) throws -> [RecordedCollection] {
    try read { try $0.collections(of: cluster, in: span, limit: limit) }
  }

  /// The spells in which pods waited, as far as they touch `span`, by the time they began.
  ///
  /// - Throws: `HistoryError`.
  public func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell] {
    try read { try $0.pendingSpells(of: cluster, in: span) }
  }

  /// How far hubs were when they were last synced.
  ///
  /// - Throws: `HistoryError`.
  public func hubCursors() throws -> [HubCursor] {
    try read { try HubCursorTable.all(in: $0.source) }
  }

  func read<Answer>(_ body: (HistoryQuestions) throws -> Answer) throws -> Answer {
    try HistoryFile.translatingErrors(path) { try queue.read { try body(HistoryQuestions($0)) } }
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
