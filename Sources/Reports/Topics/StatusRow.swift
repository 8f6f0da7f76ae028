public import Capacity

/// How well a cluster is being collected: a row of the report `status`.
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
  /// Sources that the latest collection asked without a complete answer.
  public var unknownSources: [Source]
  /// What went wrong in the latest collection.
  public var error: String?
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
  }
}
