import Capacity

/// A history kept in memory: what the reports read, without a database.
struct FakeHistory: HistoryReading {
  struct Cluster: Sendable {
    var cluster: RecordedCluster
    var states: [RecordedState] = []
    var collections: [RecordedCollection] = []
    var spells: [PendingSpell] = []
  }

  var all: [Cluster] = []

  init(_ all: Cluster...) {
    self.all = all
  }

  /// One cluster with one state.
  init(_ state: RecordedState, collections: [RecordedCollection] = [], spells: [PendingSpell] = []) {
    all = [Cluster(cluster: state.cluster, states: [state], collections: collections, spells: spells)]
  }

  func clusters() -> [RecordedCluster] { all.map(\.cluster) }

  func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) -> RecordedState? {
    find(cluster)?.states.last { state in moment.map { state.observedAt <= $0 } ?? true }
  }

  func collections(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?
  ) -> [RecordedCollection] {
    let found = find(cluster)?.collections.filter { span.contains($0.observedAt) } ?? []
    return limit.map { found.suffix($0) } ?? found
  }

  func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) -> [PendingSpell] {
    find(cluster)?.spells.filter { spell in
      spell.pendingSince < span.upperBound && spell.endedAt.map { $0 > span.lowerBound } ?? true
    } ?? []
  }

  private func find(_ id: RecordedCluster.ID) -> Cluster? { all.first { $0.cluster.id == id } }
}
