import Capacity
import Database

/// Rebuilds what a cluster held, from the intervals that hold at the moment of a collection.
struct StateReader {
  fileprivate let cluster: RecordedCluster
  private let collection: CollectionRow
  fileprivate let connection: any Connection
  fileprivate let dictionaries: Dictionaries

  init(_ cluster: RecordedCluster, _ collection: CollectionRow, in connection: any Connection) throws {
    self.cluster = cluster
    self.collection = collection
    self.connection = connection
    dictionaries = try Dictionaries(cluster: cluster.id, in: connection)
  }

  /// - Parameters:
  ///   - isLatestKnown: whether a source that is unknown in this collection is given as it last answered.
  ///   - pruned: what is unknown because it was pruned. What was last known never is.
  func state(isLatestKnown: Bool, pruned: PrunedSpans) throws -> RecordedState {
    let collection = isLatestKnown ? collection : collection.without(pruned)
    let errors = try CollectionErrorTable.errors(of: cluster.id, number: collection.number, in: connection)
      .merging(pruned.reasons(at: collection.observedAt)) { $1 }
    var state = RecordedState(
      cluster: cluster, observedAt: collection.observedAt, snapshot: Snapshot(), knownAt: collection.knownAt)
    for kind in factKinds {
      let isKnown = isLatestKnown || collection.statuses[kind.source] == .complete
      if isKnown, let moment = collection.knownAt[kind.source] {
        try kind.read(at: moment, with: self, into: &state)
      } else {
        kind.markUnknown(of: collection, errors, in: &state.snapshot)
      }
    }
    return state
  }
}

extension RecordedFact {
  static func read(at moment: Timestamp, with reader: StateReader, into state: inout RecordedState) throws {
    let facts = FactReader<Self>(cluster: reader.cluster.id, reader.dictionaries, in: reader.connection)
    let values = try facts.values(at: moment) { note(SeenSpan(first: $1, last: moment), of: $0, in: &state) }
    state.snapshot[keyPath: reading] = .known(values)
  }

  /// Says why a snapshot has no facts of this kind.
  fileprivate static func markUnknown(
    of collection: CollectionRow, _ errors: [Source: String], in snapshot: inout Snapshot
  ) {
    snapshot[keyPath: reading] = collection.unknown(source, errors)
  }
}
