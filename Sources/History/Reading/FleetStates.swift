import Capacity
import Database

/// What some clusters of a fleet held at a moment, read together: a server is asked some twenty times instead of twenty
/// times for each cluster.
struct FleetStates: Sendable {
  /// What reports ask of the moment of a state, besides the state.
  struct Moment: Sendable {
    /// The collection that the state belongs to.
    var collection: RecordedCollection
    /// The pods that waited then.
    var waiting: [PendingSpell]
  }

  /// The moment that was asked for; nil is the latest that is known.
  let moment: Timestamp?
  /// The clusters that were read.
  let clusters: Set<Int64>
  /// By cluster; one that had no collection by then is missing.
  let states: [Int64: RecordedState]
  /// By cluster, as `states`.
  let moments: [Int64: Moment]

  /// As many clusters are read at once as have this many pods, interfaces and so on together, but one at least.
  private static let factsAtOnce = 100_000

  /// Reads the first of `clusters`, which are not empty.
  ///
  /// - Parameter pruned: what was pruned, by cluster.
  init(
    ofFirst clusters: ArraySlice<RecordedCluster>, at moment: Timestamp?, pruned: [Int64: PrunedSpans],
    in connection: any Connection
  ) throws {
    let rows = try CollectionTable.rows(ofClusters: clusters.map(\.id), upTo: moment, in: connection)
    let chosen = Self.fitting(clusters, rows)
    let read = chosen.compactMap { cluster in
      rows[cluster.id].map { row in
        let pruned = moment == nil ? nil : pruned[cluster.id]
        return StateReader.Member(cluster: cluster, collection: row, pruned: pruned ?? PrunedSpans())
      }
    }
    self.moment = moment
    self.clusters = Set(chosen.map(\.id))
    let reader = try StateReader(read, in: connection)
    states = try reader.states(isLatestKnown: moment == nil)
    moments = try Self.moments(read, reader, pruned, connection)
  }

  private static func fitting(
    _ clusters: ArraySlice<RecordedCluster>, _ rows: [Int64: CollectionRow]
  ) -> ArraySlice<RecordedCluster> {
    var facts = 0
    let rest = clusters.dropFirst().drop { cluster in
      facts += rows[cluster.id]?.counts.values.reduce(0, +) ?? 0
      return facts <= factsAtOnce
    }
    return clusters[..<rest.startIndex]
  }

  private static func moments(
    _ read: [StateReader.Member], _ reader: StateReader, _ pruned: [Int64: PrunedSpans], _ connection: any Connection
  ) throws -> [Int64: Moment] {
    let times = read.map { (cluster: $0.cluster.id, moment: $0.collection.observedAt) }
    let known = times.filter { pruned[$0.cluster]?.contains(.pending, at: $0.moment) != true }
    let waiting = try PendingReader.spells(
      of: known.map { ($0.cluster, $0.moment..<($0.moment + 1)) }, reader.dictionaries, connection)
    return read.reduce(into: [:]) { moments, member in
      let id = member.cluster.id
      let collection = RecordedCollection(member.collection, errors: reader.errors[id] ?? [:])
      moments[id] = Moment(collection: collection, waiting: waiting[id] ?? [])
    }
  }
}
