import Capacity

extension Topic {
  /// How well each cluster is being collected.
  public static let status = Topic(
    "status", "when each cluster was last collected, gaps and failures", kind: .present,
    columns: StatusRow.fields.map(\.column)
  ) { scope in
    let now = scope.request.now
    let rows = try scope.clusters.filter { !$0.isRetired(at: nil) }.map { cluster in
      let ever = Timestamp(seconds: 0)..<max(now + 1, (cluster.lastCollectedAt ?? now) + 1)
      let latest = try scope.history.collections(of: cluster.id, in: ever, limit: 1).last
      let week = try scope.history.collections(of: cluster.id, in: (now + -7 * 86_400)..<(now + 1), limit: nil)
      return StatusRow(cluster, latest: latest, week: week, now: now)
    }
    return Report(name: "status", from: now, to: now, table: ReportTable(rows, fields: StatusRow.fields))
  }
}

extension StatusRow {
  /// The columns of the report.
  public static let fields: [Field<StatusRow>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
    Field(ReportColumn("status", .text, .essential), tone: { $0.status?.tone ?? .warning }) {
      ReportCell($0.status?.rawValue)
    },
    Field(ReportColumn("last_collection_at", .timestamp, .essential, heading: "last")) {
      ReportCell($0.lastCollectionAt)
    },
    Field(ReportColumn("last_success_at", .timestamp, .useful, heading: "last success")) {
      ReportCell($0.lastSuccessAt)
    },
    Field(ReportColumn("age_seconds", .seconds, .essential, heading: "age")) { ReportCell($0.ageSeconds) },
    Field(ReportColumn("collections", .integer, .useful)) { ReportCell($0.collections) },
    Field(ReportColumn("collections_24h", .integer, .useful, heading: "in 24 h")) {
      ReportCell($0.collectionsLastDay)
    },
    Field(
      ReportColumn("failures_24h", .integer, .essential, heading: "not complete"),
      tone: { $0.failuresLastDay > 0 ? .warning : .plain }
    ) { ReportCell($0.failuresLastDay) },
    Field(
      ReportColumn("gaps_7d", .integer, .essential, heading: "gaps in 7 d"),
      tone: { $0.gapsLastWeek > 0 ? .warning : .plain }
    ) { ReportCell($0.gapsLastWeek) },
    Field(ReportColumn("longest_gap_seconds", .seconds, .useful, heading: "longest gap")) {
      ReportCell($0.longestGapSeconds)
    },
    Field(ReportColumn("unknown_sources", .text, .useful, heading: "unknown"), tone: { _ in .warning }) {
      ReportCell($0.unknownSources.isEmpty ? nil : $0.unknownSources.map(\.rawValue).joined(separator: ", "))
    },
    Field(ReportColumn("error", .prose, .useful)) { ReportCell($0.error) },
  ]
}
