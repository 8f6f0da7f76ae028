public import Capacity

extension Topic {
  /// The log of collections, the latest first.
  public static let collections = Topic.span(
    "collections", "collections with their status, counts and errors", fields: CollectionRow.fields,
    kinds: [.collections]
  ) { cluster, span, scope in
    let isNewestFirst = scope.request.sort == nil
    let limit = isNewestFirst && scope.clusters.count == 1 ? scope.request.limit : nil
    return try scope.history.collections(of: cluster.id, in: span, limit: limit).reversed().map {
      CollectionRow(cluster: cluster.identity.name, collection: $0)
    }
  }
}

/// A collection: a row of the report `collections`.
public struct CollectionRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The collection.
  public var collection: RecordedCollection

  /// The columns of the report.
  public static let fields: [Field<CollectionRow>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
    Field(ReportColumn("started_at", .timestamp, .essential, heading: "started")) {
      .timestamp($0.collection.record.startedAt)
    },
    Field(ReportColumn("finished_at", .timestamp, .detail, heading: "finished")) {
      .timestamp($0.collection.record.finishedAt)
    },
    Field(ReportColumn("status", .text, .essential), tone: { $0.collection.status.tone }) {
      .text($0.collection.status.rawValue)
    },
    Field(ReportColumn("kubernetes_status", .text, .useful, heading: "kubernetes")) {
      .text($0.collection.status(of: Source.kubernetes))
    },
    Field(ReportColumn("ec2_status", .text, .useful, heading: "ec2")) { .text($0.collection.status(of: Source.ec2)) },
    count("nodes", .nodes), count("pods", .pods), count("events", .events), count("enis", .networkInterfaces),
    count("subnets", .subnets),
    Field(ReportColumn("changes", .integer, .essential)) { ReportCell($0.collection.changes) },
    Field(ReportColumn("bytes_received", .bytes, .useful, heading: "received")) {
      ReportCell($0.collection.record.bytesReceived)
    },
    Field(ReportColumn("seconds", .decimal, .useful)) {
      .decimal(FixedDecimal(units: $0.collection.record.milliseconds, digits: 3))
    },
    Field(ReportColumn("error", .prose, .useful)) { ReportCell($0.collection.error ?? $0.collection.record.failure) },
    Field(ReportColumn("how", .text, .useful)) { ReportCell($0.collection.record.method.name) },
    Field(ReportColumn("listed_because", .prose, .detail, heading: "listed because")) {
      ReportCell($0.collection.record.method.listedBecause)
    },
    Field(
      ReportColumn("differences", .integer, .detail),
      tone: { $0.collection.record.method.differences ?? 0 > 0 ? .critical : .plain }
    ) { ReportCell($0.collection.record.method.differences) },
  ]

  private static func count(_ name: String, _ source: Source) -> Field<CollectionRow> {
    Field(ReportColumn(name, .integer, .useful)) { ReportCell($0.collection.counts[source]) }
  }
}

extension CollectionStatus {
  /// Whether a collection with this status needs attention.
  var tone: ReportTone {
    switch self {
    case .complete: .plain
    case .partial: .warning
    case .failed: .critical
    }
  }
}

extension RecordedCollection {
  /// How the sources of one API answered: `complete`, `partial`, `failed`, or `not-asked` if none of them was asked.
  func status(of group: [Source]) -> String {
    let statuses = sources.filter { group.contains($0.key) && $0.value != .notAsked }
    if statuses.isEmpty { return record.failure == nil ? "not-asked" : CollectionStatus.failed.rawValue }
    return CollectionStatus(sources: statuses).rawValue
  }
}
