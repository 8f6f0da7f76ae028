import Capacity

extension Topic {
  /// How far hubs are behind the clusters' histories, by what the last sync left here: no hub is asked.
  public static let hubs = Topic(
    "hubs", "how far each hub is behind this history", kind: .present, columns: HubRow.fields.map(\.column)
  ) { scope in
    let now = scope.request.now
    let cursors = try scope.history.hubCursors()
    let rows = try scope.clusters.flatMap { cluster in
      let ever = Timestamp(seconds: 0)..<max(now + 1, (cluster.lastCollectedAt ?? now) + 1)
      let latest = try scope.history.collections(of: cluster.id, in: ever, limit: 1).last?.number ?? 0
      return cursors.filter { $0.cluster == cluster.id }.map { cursor in
        HubRow(
          cluster: cluster.identity.name, hub: cursor.hub, syncedAt: cursor.syncedAt,
          ageSeconds: max(0, now - cursor.syncedAt), collectionsBehind: max(0, latest - cursor.collection))
      }
    }
    return Report(name: "hubs", from: now, to: now, table: ReportTable(rows, fields: HubRow.fields))
  }
}
