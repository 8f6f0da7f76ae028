import Capacity

/// A history kept in memory: what the reports read, without a database.
struct FakeHistory: HistoryReading {
  struct Cluster: Sendable {
    var cluster: RecordedCluster
    var states: [RecordedState] = []
    var collections: [RecordedCollection] = []
    var spells: [PendingSpell] = []
    var slotTrends: [SlotGrouping: Trend<String, SlotCounters>] = [:]
    var subnetTrends: [SubnetGrouping: Trend<SubnetGroup, SubnetCounters>] = [:]
    var ownerTrend: Trend<AddressOwner, OwnerCounters>?
    var nodeHistory: [FactInterval<Node>] = []
    var cniHistory: [FactInterval<CNISettings>] = []
  }

  var all: [Cluster] = []
  /// What `serversOutOfReach` gives.
  var outOfReach: [String] = []

  init(_ all: Cluster...) {
    self.all = all
  }

  /// One cluster with one state.
  init(_ state: RecordedState, collections: [RecordedCollection] = [], spells: [PendingSpell] = []) {
    all = [Cluster(cluster: state.cluster, states: [state], collections: collections, spells: spells)]
  }

  func clusters() -> [RecordedCluster] { all.map(\.cluster) }

  func serversOutOfReach() -> [String] { outOfReach }

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

  func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) -> Trend<String, SlotCounters> {
    find(cluster)?.slotTrends[grouping] ?? Trend(bucketSeconds: bucketSeconds, buckets: [], intervals: [])
  }

  func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) -> Trend<SubnetGroup, SubnetCounters> {
    find(cluster)?.subnetTrends[grouping] ?? Trend(bucketSeconds: bucketSeconds, buckets: [], intervals: [])
  }

  func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) -> Trend<AddressOwner, OwnerCounters> {
    find(cluster)?.ownerTrend ?? Trend(bucketSeconds: bucketSeconds, buckets: [], intervals: [])
  }

  func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) -> [FactInterval<Node>] {
    find(cluster)?.nodeHistory ?? []
  }

  func cniHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) -> [FactInterval<CNISettings>] {
    find(cluster)?.cniHistory ?? []
  }

  func replay(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    let states = find(cluster)?.states.filter { span.contains($0.observedAt) } ?? []
    for (index, state) in states.enumerated() {
      let isLast = index + 1 == states.count
      let step = state.observedAt.seconds / stepSeconds
      if isLast || states[index + 1].observedAt.seconds / stepSeconds != step { try body(state) }
    }
  }

  private func find(_ id: RecordedCluster.ID) -> Cluster? { all.first { $0.cluster.id == id } }
}
