public import Capacity

/// How far a hub is behind a cluster's history: a row of the report `hubs`.
public struct HubRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The hub's address, without a password, or its path.
  public var hub: String
  /// When the history was last brought there.
  public var syncedAt: Timestamp
  /// How long ago that was.
  public var ageSeconds: Int64
  /// Collections that the hub did not have then or that were recorded since.
  public var collectionsBehind: Int64
}

extension HubRow {
  /// The columns of the report.
  public static let fields: [Field<HubRow>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
    Field(ReportColumn("hub", .text, .essential)) { ReportCell($0.hub) },
    Field(ReportColumn("synced_at", .timestamp, .essential, heading: "synced")) { ReportCell($0.syncedAt) },
    Field(ReportColumn("age_seconds", .seconds, .essential, heading: "age")) { ReportCell($0.ageSeconds) },
    Field(
      ReportColumn("collections_behind", .integer, .essential, heading: "collections behind"),
      tone: { $0.collectionsBehind > 0 ? .warning : .plain }
    ) { ReportCell($0.collectionsBehind) },
  ]
}
