package import Capacity

/// How far two histories of one cluster are the same: by their collections, of which no two are alike.
package enum Lineage: Hashable, Sendable {
  /// The other has nothing of the cluster.
  case absent
  /// Both end with the same collection.
  case same
  /// The other ends with an earlier collection of this one.
  case ahead(of: CollectionMark)
  /// This one ends with an earlier collection of the other.
  case behind(latest: CollectionMark)
  /// Each has collections that the other lacks.
  case diverged(Divergence)
}

extension Lineage {
  /// Whether the other is a beginning of this one.
  package var allowsExchange: Bool {
    switch self {
    case .absent, .same, .ahead: true
    case .behind, .diverged: false
    }
  }
}

/// Where a collection stands in the history of its cluster.
package struct CollectionMark: Hashable, Sendable {
  /// Its number.
  package var number: Int64
  /// The moment that its facts are recorded for.
  package var observedAt: Timestamp
}

/// Two histories of a cluster that went different ways.
package struct Divergence: Hashable, Sendable {
  /// The last collection that both have; nil if there is none.
  package var common: CollectionMark?
  /// The latest collection of the one.
  package var latest: CollectionMark
  /// The latest collection of the other.
  package var otherLatest: CollectionMark
}

/// The collections of one cluster in one history.
package struct ClusterCollections {
  let cluster: Int64
  let source: any SQLSource

  package init(of cluster: Int64, in source: any SQLSource) {
    self.cluster = cluster
    self.source = source
  }

  /// How far this history goes with another of the same cluster.
  ///
  /// - Throws: the engines' own errors.
  package func lineage(beside other: ClusterCollections) throws -> Lineage {
    guard let otherLatest = try other.latest() else { return .absent }
    guard let latest = try latest() else { return .behind(latest: otherLatest.mark) }
    let earlier = min(latest.number, otherLatest.number)
    guard try isSame(earlier, in: other) else {
      let divergence = Divergence(
        common: try lastCommon(before: earlier, with: other), latest: latest.mark, otherLatest: otherLatest.mark)
      return .diverged(divergence)
    }
    if latest.number == otherLatest.number { return .same }
    return latest.number > otherLatest.number ? .ahead(of: otherLatest.mark) : .behind(latest: otherLatest.mark)
  }

  /// The latest collection; nil if there is none.
  func latest() throws -> CollectionRow? { try CollectionTable.latest(of: cluster, in: source) }

  private func row(_ number: Int64) throws -> CollectionRow? {
    try CollectionTable.row(of: cluster, number: number, in: source)
  }

  private func isSame(_ number: Int64, in other: ClusterCollections) throws -> Bool {
    guard let row = try row(number), let otherRow = try other.row(number) else { return false }
    return row.isSame(as: otherRow)
  }

  /// The number of the first collection, which is not 1 where older ones have been deleted; nil if there is none.
  func first() throws -> Int64? {
    let select = try SQLStatement("SELECT min(number) FROM collection WHERE cluster_id = ?", in: source)
    var parameters = select.binder()
    parameters.integer(cluster)
    return try select.first { $0.optionalInteger() } ?? nil
  }

  /// Histories that went different ways once never meet again, so the place is found by halving among the collections
  /// that both still have.
  private func lastCommon(before number: Int64, with other: ClusterCollections) throws -> CollectionMark? {
    let beforeFirst = max(try first() ?? 1, try other.first() ?? 1) - 1
    var common = beforeFirst
    var different = number
    while different - common > 1 {
      let middle = common + (different - common) / 2
      if try isSame(middle, in: other) { common = middle } else { different = middle }
    }
    return common == beforeFirst ? nil : try row(common)?.mark
  }
}

extension CollectionRow {
  var mark: CollectionMark { CollectionMark(number: number, observedAt: observedAt) }

  /// Whether this is the same run: two runs that began in the same second took another number of milliseconds, received
  /// another number of bytes, or found something else.
  func isSame(as other: CollectionRow) -> Bool {
    number == other.number && observedAt == other.observedAt && run.startedAt == other.run.startedAt
      && run.finishedAt == other.run.finishedAt && run.milliseconds == other.run.milliseconds
      && run.bytesReceived == other.run.bytesReceived && changes == other.changes && statuses == other.statuses
      && counts == other.counts
  }
}
