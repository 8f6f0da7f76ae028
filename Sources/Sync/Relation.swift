package import Capacity
import Database
import History

/// Where a collection is in the history of its cluster.
package struct CollectionPosition: Hashable, Sendable {
  /// Its number.
  package var number: Int64
  /// The moment that its facts are recorded for.
  package var observedAt: Timestamp

  /// Makes a position.
  package init(number: Int64, observedAt: Timestamp) {
    self.number = number
    self.observedAt = observedAt
  }

  /// - Parameter row: the collection.
  init(_ row: CollectionRow) {
    self.init(number: row.number, observedAt: row.observedAt)
  }
}

/// How far two histories of one cluster are the same: by their collections, of which no two are alike.
package enum Relation: Hashable, Sendable {
  /// The other has nothing of the cluster.
  case absent
  /// Both end with the same collection.
  case same
  /// The other ends with an earlier collection of this one.
  case ahead(of: CollectionPosition)
  /// This one ends with an earlier collection of the other.
  case behind(latest: CollectionPosition)
  /// Each has collections that the other lacks.
  case diverged(Divergence)
  /// What the other has of the cluster cannot be told: it is, or may be, on a server that is out of reach.
  case unknown(reason: String)

  /// Whether the other is a beginning of this one, so that nothing is lost where this one is pushed.
  package var extendsOther: Bool {
    switch self {
    case .absent, .same, .ahead: true
    case .behind, .diverged, .unknown: false
    }
  }
}

/// Two histories of a cluster that went different ways.
package struct Divergence: Hashable, Sendable {
  /// The last collection that both have; nil if there is none.
  package var common: CollectionPosition?
  /// The latest collection of the one.
  package var latest: CollectionPosition
  /// The latest collection of the other.
  package var otherLatest: CollectionPosition
}

/// The positions of one cluster's collections in one history.
struct ClusterPositions {
  private let cluster: Int64
  private let connection: any Connection

  init(of cluster: Int64, in connection: any Connection) {
    self.cluster = cluster
    self.connection = connection
  }

  /// How far this history goes with another of the same cluster.
  ///
  /// - Throws: the engines' own errors.
  func relation(to other: ClusterPositions) throws -> Relation {
    guard let otherLatest = try other.latest() else { return .absent }
    guard let latest = try latest() else { return .behind(latest: otherLatest) }
    let earlier = min(latest.number, otherLatest.number)
    guard try isSame(earlier, in: other) else {
      return .diverged(
        Divergence(common: try lastCommon(before: earlier, with: other), latest: latest, otherLatest: otherLatest))
    }
    if latest.number == otherLatest.number { return .same }
    return latest.number > otherLatest.number ? .ahead(of: otherLatest) : .behind(latest: otherLatest)
  }

  /// The latest collection; nil if there is none.
  func latest() throws -> CollectionPosition? {
    try CollectionTable.latest(of: cluster, in: connection).map { CollectionPosition($0) }
  }

  /// The number of the first collection, which is not 1 where older ones have been deleted; nil if there is none.
  func first() throws -> Int64? { try CollectionTable.first(of: cluster, in: connection) }

  private func row(_ number: Int64) throws -> CollectionRow? {
    try CollectionTable.row(of: cluster, number: number, in: connection)
  }

  private func isSame(_ number: Int64, in other: ClusterPositions) throws -> Bool {
    guard let row = try row(number), let otherRow = try other.row(number) else { return false }
    return row.isSame(as: otherRow)
  }

  /// Histories that went different ways once never meet again, so bisection finds the collection, among those that both
  /// still have.
  private func lastCommon(before number: Int64, with other: ClusterPositions) throws -> CollectionPosition? {
    let beforeFirst = max(try first() ?? 1, try other.first() ?? 1) - 1
    var common = beforeFirst
    var different = number
    while different - common > 1 {
      let middle = common + (different - common) / 2
      if try isSame(middle, in: other) { common = middle } else { different = middle }
    }
    return common == beforeFirst ? nil : try row(common).map { CollectionPosition($0) }
  }
}
