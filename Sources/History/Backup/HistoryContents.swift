public import Capacity
import Database
import Migrations

/// What a history holds, in a few numbers; read from a file of any schema that this release knows.
public struct HistoryContents: Hashable, Sendable {
  /// The version of its schema.
  public var schema: Int
  /// The names of its clusters.
  public var clusters: [String]
  /// How many collections there are.
  public var collections: Int64
  /// When the latest of them observed its cluster; nil without collections.
  public var latestAt: Timestamp?
  /// The hubs that it was pushed to.
  public var hubs: [String]

  /// - Throws: the database's own errors.
  init(schema: Int, in connection: any Connection) throws {
    self.schema = schema
    var clusters: [String] = []
    try Statement("SELECT DISTINCT name FROM cluster ORDER BY name", in: connection).forEach { row in
      clusters.append(row.text())
    }
    self.clusters = clusters
    let count = try Statement("SELECT count(*), max(observed_at) FROM collection", in: connection).first { row in
      (row.integer(), row.optionalTime())
    }
    collections = count?.0 ?? 0
    latestAt = count?.1
    hubs = []
    guard schema >= Migration.sync.version else { return }
    hubs = Set(try HubCursorTable.all(in: connection).map(\.hub)).sorted()
  }
}
