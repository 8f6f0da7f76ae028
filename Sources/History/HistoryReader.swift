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
    try read { database in try ClusterTable.all(in: database).map { try Self.cluster($0, in: database) } }
  }

  /// What a cluster held at a moment; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState? {
    try read { database in
      let row = try Self.row(of: cluster, in: database)
      let collection =
        try moment.map { try CollectionTable.row(of: cluster, upTo: $0, in: database) }
        ?? CollectionTable.latest(of: cluster, in: database)
      guard let collection else { return nil }
      return try StateReader(Self.cluster(row, in: database), collection, in: database).state(
        isLatestKnown: moment == nil)
    }
  }

  /// The collections of a span, earliest first; at most the latest `limit` of them.
  ///
  /// - Throws: `HistoryError`.
  public func collections(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?
  ) throws -> [RecordedCollection] {
    try read { database in
      try CollectionTable.rows(of: cluster, in: span, limit: limit, in: database).reversed().map { row in
        RecordedCollection(row, errors: try CollectionErrorTable.errors(of: cluster, number: row.number, in: database))
      }
    }
  }

  /// The spells in which pods waited, as far as they touch `span`, by the time they began.
  ///
  /// - Throws: `HistoryError`.
  public func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell] {
    try read { database in
      let dictionaries = try Dictionaries(cluster: cluster, collection: 0, in: database)
      return try PendingReader.spells(of: cluster, in: span, dictionaries, database)
    }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try HistoryFile.translatingErrors(path) { try queue.read(body) }
  }

  static func row(of cluster: RecordedCluster.ID, in database: Database) throws -> ClusterRow {
    guard let row = try ClusterTable.cluster(id: cluster, in: database) else {
      throw HistoryError.unknownCluster(cluster)
    }
    return row
  }

  static func cluster(_ row: ClusterRow, in database: Database) throws -> RecordedCluster {
    let latest = try CollectionTable.latest(of: row.id, in: database)
    return RecordedCluster(
      id: row.id, identity: row.identity, firstCollectedAt: row.firstCollectedAt,
      lastCollectedAt: latest?.knownAt.values.max(), retiredAt: row.retiredAt)
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
