import Capacity
import Database

/// Rebuilds what a cluster held, from the intervals that hold at the moment of a collection.
struct StateReader {
  private let cluster: RecordedCluster
  private let collection: CollectionRow
  private let connection: any Connection
  private let dictionaries: Dictionaries

  init(_ cluster: RecordedCluster, _ collection: CollectionRow, in connection: any Connection) throws {
    self.cluster = cluster
    self.collection = collection
    self.connection = connection
    dictionaries = try Dictionaries(cluster: cluster.id, in: connection)
  }

  /// - Parameter isLatestKnown: whether a source that is unknown in this collection is given as it last answered.
  func state(isLatestKnown: Bool) throws -> RecordedState {
    let errors = try CollectionErrorTable.errors(of: cluster.id, number: collection.number, in: connection)
    var state = RecordedState(
      cluster: cluster, observedAt: collection.observedAt, snapshot: Snapshot(), knownAt: collection.knownAt)
    for kind in factKinds {
      let isKnown = isLatestKnown || collection.statuses[kind.source] == .complete
      try fill(kind, at: isKnown ? collection.knownAt[kind.source] : nil, errors, into: &state)
    }
    return state
  }

  private func fill<Fact: RecordedFact>(
    _ fact: Fact.Type, at moment: Timestamp?, _ errors: [Source: String], into state: inout RecordedState
  ) throws {
    guard let moment else {
      state.snapshot[keyPath: Fact.reading] = collection.unknown(Fact.source, errors)
      return
    }
    let values = try FactReader<Fact>(cluster: cluster.id, dictionaries, in: connection).values(at: moment) {
      Fact.note(SeenSpan(first: $1, last: moment), of: $0, in: &state)
    }
    state.snapshot[keyPath: Fact.reading] = .known(values)
  }
}
