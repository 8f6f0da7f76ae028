import Capacity
import Database

/// Reads and writes table `resume_point`: from which version of the API server the facts of a source can be followed.
enum ResumePointTable {
  /// The sources that can be followed.
  static let sources: [Source] = [.nodes, .pods, .events]

  /// The points that belong to what is recorded: a row that is older or newer than the facts, as a pull leaves it, does not count.
  static func points(of cluster: Int64, latest: CollectionRow, in connection: any Connection) throws -> [Source:
    ResumePoint]
  {
    let select = try Statement(
      "SELECT source, observed_at, version, listed_at FROM resume_point WHERE cluster_id = ?", in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    var points: [Source: ResumePoint] = [:]
    try select.forEach { row in
      guard let source = Source(rawValue: row.text()) else { return }
      let observedAt = row.time()
      guard latest.knownAt[source] == observedAt else { return }
      points[source] = ResumePoint(version: row.integer(), listedAt: row.time())
    }
    return points
  }

  /// Replaces the points of those sources that a collection knew.
  static func put(
    _ points: [Source: ResumePoint], known: Set<Source>, of cluster: Int64, observedAt: Timestamp,
    in connection: any Connection
  ) throws {
    for source in sources where known.contains(source) {
      if let point = points[source] {
        try put(point, source, of: cluster, observedAt: observedAt, in: connection)
      } else {
        try remove(source, of: cluster, in: connection)
      }
    }
  }

  private static func put(
    _ point: ResumePoint, _ source: Source, of cluster: Int64, observedAt: Timestamp, in connection: any Connection
  ) throws {
    let insert = try Statement(
      """
      INSERT OR REPLACE INTO resume_point (cluster_id, source, observed_at, version, listed_at) VALUES (?, ?, ?, ?, ?)
      """, in: connection)
    var parameters = insert.binder()
    parameters.integer(cluster)
    parameters.text(source.rawValue)
    parameters.time(observedAt)
    parameters.integer(point.version)
    parameters.time(point.listedAt)
    try insert.run()
  }

  private static func remove(_ source: Source, of cluster: Int64, in connection: any Connection) throws {
    let delete = try Statement("DELETE FROM resume_point WHERE cluster_id = ? AND source = ?", in: connection)
    var parameters = delete.binder()
    parameters.integer(cluster)
    parameters.text(source.rawValue)
    try delete.run()
  }
}
