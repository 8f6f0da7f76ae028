package import Capacity
package import Database

/// Reads and writes table `pruned_span`: what of a history is unknown because it was pruned.
package enum PrunedSpanTable {
  static let name = "pruned_span"

  /// The spans of a cluster. Kinds that a later release added are left out.
  package static func spans(of cluster: Int64, in connection: any Connection) throws -> PrunedSpans {
    try spans(ofClusters: [cluster], in: connection)[cluster] ?? PrunedSpans()
  }

  /// The same of several clusters, in one statement; a cluster of which nothing was pruned is missing.
  static func spans(ofClusters clusters: [Int64], in connection: any Connection) throws -> [Int64: PrunedSpans] {
    let list = clusters.map { String($0) }.joined(separator: ", ")
    let select = try Statement(
      "SELECT cluster_id, kind, starts_at, ends_at FROM pruned_span WHERE cluster_id IN (\(list))", in: connection)
    var spans: [Int64: PrunedSpans] = [:]
    try select.forEach { row in
      let cluster = row.integer()
      guard let kind = RetainedKind(rawValue: row.text()) else { return }
      spans[cluster, default: PrunedSpans()].add(row.time()..<row.time(), of: kind)
    }
    return spans
  }

  /// Adds a span, together with those of the kind that it covers or that begin where it does.
  package static func put(
    _ span: Range<Timestamp>, of kind: RetainedKind, cluster: Int64, in connection: any Connection
  ) throws {
    let delete = try Statement(
      "DELETE FROM pruned_span WHERE cluster_id = ? AND kind = ? AND starts_at >= ? AND ends_at <= ?", in: connection)
    var parameters = delete.binder()
    parameters.integer(cluster)
    parameters.text(kind.rawValue)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    try delete.run()
    let same = try spans(of: cluster, in: connection).spans(of: kind)
    if same.contains(where: { $0.lowerBound == span.lowerBound && $0.upperBound > span.upperBound }) { return }
    let insert = try Statement(
      "INSERT INTO pruned_span (cluster_id, kind, starts_at, ends_at) VALUES (?, ?, ?, ?)", in: connection)
    parameters = insert.binder()
    parameters.integer(cluster)
    parameters.text(kind.rawValue)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    try insert.run()
  }
}
