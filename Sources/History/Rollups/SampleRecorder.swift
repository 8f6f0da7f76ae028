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
  ///
  /// - Parameter counts: how many different values each source gave.
  func record(_ snapshot: Snapshot, statuses: [Source: SourceStatus], counts: [Source: Int]) throws {
    let known = RollupKnowledge(statuses: statuses)
    let sample = isAsBefore(snapshot, statuses) ? nil : try sample(of: snapshot.withoutRepeats(counts))
    try recorder.record(known: known, sample: sample)
  }

  private var recorder: RollupRecorder {
    RollupRecorder(
      RollupMoment(
        cluster: context.cluster, collection: context.number, observedAt: context.observedAt,
        texts: context.dictionaries.texts, rowKeys: context.dictionaries.rowKeys),
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
      cluster: cluster, observedAt: context.observedAt, snapshot: snapshot, knownAt: [:])
    return CapacitySample(of: state, podsPending: try PendingTable(context).openCount())
  }
}

extension Snapshot {
  /// The snapshot with each object once, as it is recorded: of several with one key the last one counts.
  ///
  /// - Parameter counts: how many different values each source gave.
  fileprivate func withoutRepeats(_ counts: [Source: Int]) -> Snapshot {
    var snapshot = self
    snapshot.nodes = nodes.withoutRepeats(NodeFact.self, of: counts[.nodes])
    snapshot.pods = pods.withoutRepeats(PodFact.self, of: counts[.pods])
    snapshot.networkInterfaces = networkInterfaces.withoutRepeats(
      NetworkInterfaceFact.self, of: counts[.networkInterfaces])
    snapshot.subnets = subnets.withoutRepeats(SubnetFact.self, of: counts[.subnets])
    return snapshot
  }
}

extension Reading {
  /// Repeats are rare, and looking for them among all pods of a large cluster would take memory at its peak.
  fileprivate func withoutRepeats<Fact: RecordedFact>(_ fact: Fact.Type, of count: Int?) -> Reading<[Fact.Value]>
  where Value == [Fact.Value] {
    guard case .known(let values) = self, count != values.count else { return self }
    var latest: [Fact.Key: Fact.Value] = [:]
    for value in values { latest[Fact.key(of: value)] = value }
    return .known(latest.sorted { $0.key < $1.key }.map(\.value))
  }
}
