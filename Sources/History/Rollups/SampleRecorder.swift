import Capacity

/// Counts what a collection that is being written found, and adds it to the rollups.
struct SampleRecorder {
  private let context: RecordingContext

  init(_ context: RecordingContext) {
    self.context = context
  }

  /// Adds a collection without any answer: its buckets know that it ran.
  func recordNothing() throws {
    try recorder.record(known: RollupKnowledge(), sample: nil)
  }

  /// Adds a collection's snapshot after its facts have been written.
  func record(_ snapshot: Snapshot, statuses: [Source: SourceStatus]) throws {
    let known = RollupKnowledge(statuses: statuses)
    try recorder.record(known: known, sample: isAsBefore(snapshot, statuses) ? nil : try sample(of: snapshot))
  }

  private var recorder: RollupRecorder {
    RollupRecorder(
      RollupMoment(
        cluster: context.cluster, collection: context.number, observedAt: context.observedAt,
        texts: context.dictionaries.texts),
      in: context.database)
  }

  /// Whether the counts are those of the collection before: no fact changed, the same sources answered, and no free
  /// interface of the CNI is about to count as left behind only because time goes by.
  private func isAsBefore(_ snapshot: Snapshot, _ statuses: [Source: SourceStatus]) -> Bool {
    guard let previous = context.previous, previous.statuses == statuses, context.changes.isEmpty else { return false }
    return !(snapshot.networkInterfaces.value ?? []).contains {
      $0.attachment == nil && $0.kind(at: previous.observedAt) != $0.kind(at: context.observedAt)
    }
  }

  private func sample(of snapshot: Snapshot) throws -> CapacitySample {
    guard let row = try ClusterTable.cluster(id: context.cluster, in: context.database) else {
      throw HistoryError.unknownCluster(context.cluster)
    }
    let cluster = RecordedCluster(
      id: row.id, identity: row.identity, firstCollectedAt: row.firstCollectedAt, lastCollectedAt: context.observedAt)
    let state = RecordedState(
      cluster: cluster, observedAt: context.observedAt, snapshot: snapshot.withoutRepeats, knownAt: [:])
    return CapacitySample(of: state, podsPending: try PendingTable(context).openCount())
  }
}

extension Snapshot {
  /// The snapshot with each object once, as it is recorded: of several with one key the last one counts.
  fileprivate var withoutRepeats: Snapshot {
    var snapshot = self
    snapshot.nodes = nodes.withoutRepeats(NodeFact.self)
    snapshot.pods = pods.withoutRepeats(PodFact.self)
    snapshot.networkInterfaces = networkInterfaces.withoutRepeats(NetworkInterfaceFact.self)
    snapshot.subnets = subnets.withoutRepeats(SubnetFact.self)
    return snapshot
  }
}

extension Reading {
  fileprivate func withoutRepeats<Fact: RecordedFact>(_ fact: Fact.Type) -> Reading<[Fact.Value]>
  where Value == [Fact.Value] {
    guard case .known(let values) = self, Set(values.map { Fact.key(of: $0) }).count < values.count else { return self }
    var latest: [Fact.Key: Fact.Value] = [:]
    for value in values { latest[Fact.key(of: value)] = value }
    return .known(latest.sorted { $0.key < $1.key }.map(\.value))
  }
}
