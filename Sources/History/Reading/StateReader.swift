import Capacity
import Database

/// Rebuilds what clusters held, from the intervals that hold at the moment of a collection of each. It asks of all clusters
/// together, so that a server answers a few questions, however many clusters there are.
struct StateReader {
  /// A cluster and the collection whose moment is asked for.
  struct Member {
    var cluster: RecordedCluster
    var collection: CollectionRow
    /// What is unknown because it was pruned; nothing where the latest is asked for, which still holds or held last.
    var pruned = PrunedSpans()
  }

  fileprivate let members: [Member]
  fileprivate let connection: any Connection
  /// What rows of the clusters refer to.
  let dictionaries: FleetDictionaries
  /// Why sources gave no complete answer in the collections, by cluster.
  let errors: [Int64: [Source: String]]

  init(_ members: [Member], in connection: any Connection) throws {
    self.members = members
    self.connection = connection
    dictionaries = try FleetDictionaries(of: members.map(\.cluster.id), in: connection)
    errors = try CollectionErrorTable.errors(of: members.map { ($0.cluster.id, $0.collection.number) }, connection)
  }

  /// The states, by cluster.
  ///
  /// - Parameters:
  ///   - sources: what is read; of others the state has nothing.
  ///   - isLatestKnown: whether a source that is unknown in the collection is given as it last answered.
  func states(
    of sources: Set<Source> = Set(Source.allCases), isLatestKnown: Bool
  ) throws -> [Int64: RecordedState] {
    let members = members.map { isLatestKnown ? $0 : $0.withoutPruned }
    var states = Dictionary(members.map { ($0.cluster.id, RecordedState($0)) }) { first, _ in first }
    for kind in factKinds where sources.contains(kind.source) {
      let known = members.compactMap { member in
        member.moment(of: kind.source, isLatestKnown: isLatestKnown).map { (cluster: member.cluster.id, moment: $0) }
      }
      try kind.read(at: known, with: self, into: &states)
      for member in members where member.moment(of: kind.source, isLatestKnown: isLatestKnown) == nil {
        kind.markUnknown(of: member, errors[member.cluster.id] ?? [:], in: &states)
      }
    }
    return states
  }
}

extension RecordedFact {
  static func read(
    at moments: [(cluster: Int64, moment: Timestamp)], with reader: StateReader,
    into states: inout [Int64: RecordedState]
  ) throws {
    let last = Dictionary(moments.map { ($0.cluster, $0.moment) }) { first, _ in first }
    let facts = FactReader<Self>(reader.dictionaries, in: reader.connection)
    let values = try facts.values(
      at: moments, expecting: reader.expectedCounts(of: source),
      firstSeen: { cluster, value, first in
        guard let index = states.index(forKey: cluster), let last = last[cluster] else { return }
        note(SeenSpan(first: first, last: last), of: value, in: &states.values[index])
      })
    for (cluster, _) in moments { states[cluster]?.snapshot[keyPath: reading] = .known(values[cluster] ?? []) }
  }

  /// Says why a cluster's state has no facts of this kind.
  fileprivate static func markUnknown(
    of member: StateReader.Member, _ errors: [Source: String], in states: inout [Int64: RecordedState]
  ) {
    let errors = errors.merging(member.pruned.reasons(at: member.collection.observedAt)) { $1 }
    states[member.cluster.id]?.snapshot[keyPath: reading] = member.collection.unknown(source, errors)
  }
}

extension StateReader {
  /// How many facts of a source each cluster may have.
  fileprivate func expectedCounts(of source: Source) -> [Int64: Int] {
    Dictionary(members.map { ($0.cluster.id, $0.collection.expectedCount(of: source)) }) { first, _ in first }
  }
}

extension StateReader.Member {
  /// The member with what has been pruned of its collection as unknown.
  fileprivate var withoutPruned: Self {
    var member = self
    member.collection = collection.without(pruned)
    return member
  }

  /// When a source gave the answer that its state shows; nil if it is unknown.
  fileprivate func moment(of source: Source, isLatestKnown: Bool) -> Timestamp? {
    guard isLatestKnown || collection.statuses[source] == .complete else { return nil }
    return collection.knownAt[source]
  }
}

extension RecordedState {
  /// A state of which nothing has been read.
  fileprivate init(_ member: StateReader.Member) {
    self.init(
      cluster: member.cluster, observedAt: member.collection.observedAt, snapshot: Snapshot(),
      knownAt: member.collection.knownAt,
      currentSources: Set(member.collection.statuses.filter { $0.value == .complete }.keys))
  }
}
