public import Capacity

extension Topic {
  /// How far hubs are behind the clusters' histories, as recorded by the last sync: no hub is asked.
  public static let hubs = Topic(
    "hubs", "how far each hub is behind this history", kind: .present, columns: HubRow.fields.map(\.column)
  ) { scope in
    let now = scope.request.now
    let cursors = try scope.history.hubCursors()
    let rows = try scope.clusters.flatMap { cluster in
      let latest = try scope.latestCollection(of: cluster)?.number ?? 0
      return cursors.filter { $0.cluster == cluster.id }.map { cursor in
        HubRow(
          cluster: cluster.identity.name, hub: cursor.hub, syncedAt: cursor.syncedAt,
          ageSeconds: max(0, now - cursor.syncedAt), collectionsBehind: max(0, latest - cursor.collection))
      }
    }
    return Report(name: "hubs", from: now, to: now, table: ReportTable(rows, fields: HubRow.fields))
  }
}

/// How far a hub is behind a cluster's history: a row of the report `hubs`.
public struct HubRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The hub's address, without a password, or its path.
  public var hub: String
  /// When the history was last pushed there.
  public var syncedAt: Timestamp
  /// How long ago that was.
  public var ageSeconds: Int64
  /// Collections that the hub did not have after that, and those recorded since.
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
