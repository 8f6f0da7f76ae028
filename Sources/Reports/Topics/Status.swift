public import Capacity

extension Topic {
  /// The state of each cluster's collections.
  public static let status = Topic(
    "status", "when each cluster was last collected, gaps and failures", kind: .present,
    columns: StatusRow.fields.map(\.column)
  ) { scope in
    let now = scope.request.now
    let rows = try scope.clusters.filter { !$0.isRetired(at: nil) }.map { cluster in
      let week = try scope.history.collections(of: cluster.id, in: (now + -7 * 86_400)..<(now + 1), limit: nil)
      return StatusRow(cluster, latest: try scope.latestCollection(of: cluster), week: week, now: now)
    }
    return Report(name: "status", from: now, to: now, table: ReportTable(rows, fields: StatusRow.fields))
  }
}

/// The state of a cluster's collections: a row of the report `status`.
public struct StatusRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// How the latest collection ended; nil if none is kept.
  public var status: CollectionStatus?
  /// When the latest collection began.
  public var lastCollectionAt: Timestamp?
  /// When a collection last had some success.
  public var lastSuccessAt: Timestamp?
  /// How long ago that was.
  public var ageSeconds: Int64?
  /// Collections since the cluster was first collected.
  public var collections: Int64
  /// Collections of the last 24 hours.
  public var collectionsLastDay: Int
  /// Those of them that failed or were partial.
  public var failuresLastDay: Int
  /// Gaps of the last seven days; see `CollectionGaps`.
  public var gapsLastWeek: Int
  /// The longest of them.
  public var longestGapSeconds: Int64?
  /// Sources from which the latest collection got no complete answer.
  public var unknownSources: [Source]
  /// What failed in the latest collection.
  public var error: String?
  /// How the latest collection read nodes and pods; see `CollectionMethod.name`.
  public var how: String?
  /// When nodes and pods were both listed last within seven days.
  public var lastFullAt: Timestamp?
  /// In how many objects full lists of the last seven days differed from what was followed; nil where none was compared.
  public var differencesLastWeek: Int?
}

extension StatusRow {
  /// - Parameters:
  ///   - latest: the latest collection of all.
  ///   - week: the collections of the seven days before `now`, earliest first.
  init(_ cluster: RecordedCluster, latest: RecordedCollection?, week: [RecordedCollection], now: Timestamp) {
    let day = week.filter { now - $0.observedAt < 86_400 }
    let gaps = CollectionGaps(of: week, until: now)
    self.cluster = cluster.identity.name
    status = latest?.status
    lastCollectionAt = latest?.record.startedAt
    lastSuccessAt = cluster.lastCollectedAt
    ageSeconds = cluster.lastCollectedAt.map { max(0, now - $0) }
    collections = latest?.number ?? 0
    collectionsLastDay = day.count
    failuresLastDay = day.count { $0.status != .complete }
    gapsLastWeek = gaps.seconds.count
    longestGapSeconds = gaps.seconds.max()
    unknownSources = Source.allCases.filter { [.failed, .denied].contains(latest?.sources[$0] ?? .complete) }
    error = latest.flatMap { $0.error ?? $0.record.failure }
    how = latest?.record.method.name
    lastFullAt = week.last { $0.record.method.name == "listed" }?.record.startedAt
    let differences = week.compactMap(\.record.method.differences)
    differencesLastWeek = differences.isEmpty ? nil : differences.reduce(0, +)
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
    Field(ReportColumn("how", .text, .useful)) { ReportCell($0.how) },
    Field(ReportColumn("last_full_at", .timestamp, .detail, heading: "last full")) { ReportCell($0.lastFullAt) },
    Field(
      ReportColumn("differences_7d", .integer, .useful, heading: "differences in 7 d"),
      tone: { $0.differencesLastWeek ?? 0 > 0 ? .critical : .plain }
    ) { ReportCell($0.differencesLastWeek) },
  ]
}
