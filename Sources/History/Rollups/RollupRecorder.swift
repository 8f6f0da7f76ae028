import Capacity
import Database

/// Keeps the rollups up to date with what a collection counted.
struct RollupRecorder {
  private let moment: RollupMoment
  private let connection: any Connection

  init(_ moment: RollupMoment, in connection: any Connection) {
    self.moment = moment
    self.connection = connection
  }

  /// Adds a collection.
  ///
  /// - Parameters:
  ///   - known: what the collection knew.
  ///   - sample: its counts; nil if they are those of the collection before.
  func record(known: RollupKnowledge, sample: CapacitySample?) throws {
    for step in RollupStep.allCases {
      let before = try CollectionRollupTable.add(moment, step, known, in: connection)
      guard let sample else { continue }
      try add(sample.slots, SlotRollup.self, step, wasKnownInBucket: before.slots)
      try add(sample.subnets, SubnetRollup.self, step, wasKnownInBucket: before.subnets)
      try add(sample.owners, OwnerRollup.self, step, wasKnownInBucket: before.owners)
    }
  }

  private func add<Kind: Rollup>(
    _ counts: [Kind.Group: Kind.Counters]?, _ kind: Kind.Type, _ step: RollupStep, wasKnownInBucket: Bool
  ) throws {
    guard var newcomers = counts else { return }
    let bucket = moment.observedAt.bucket(of: step.seconds)
    let writer = try RollupWriter<Kind>(moment, in: connection)
    let table = RollupTable<Kind>(cluster: moment.cluster, moment.dictionaries.texts, in: connection)
    for (key, interval) in try table.open(step) {
      let counters = newcomers.removeValue(forKey: interval.group)
      switch interval.change(to: counters, inBucket: bucket, wasKnownInBucket: wasKnownInBucket) {
      case .none: break
      case .replaced(let next): try writer.replace(key, with: next)
      case .followed(let next):
        try writer.close(key, at: bucket)
        try writer.open(next, step)
      case .ended:
        try writer.close(key, at: bucket)
        if interval.from < bucket, wasKnownInBucket { try writer.leave(interval, in: bucket, step) }
      }
    }
    let vanished = newcomers.isEmpty ? [:] : try table.loadsOfVanished(in: bucket, step)
    for (group, counters) in newcomers {
      let peak = Load.higher(counters.load, vanished[group])
      try writer.open(.init(group: group, from: bucket, to: nil, counters: counters, peak: peak), step)
    }
  }
}

/// The collection whose counts are added to the rollups.
struct RollupMoment {
  var cluster: Int64
  /// The collection's number.
  var collection: Int64
  var observedAt: Timestamp
  var dictionaries: Dictionaries
}

/// Of which counts a collection knew what they are made of.
struct RollupKnowledge: Hashable {
  /// Nodes and pods.
  var slots: Bool
  /// Subnets.
  var subnets: Bool
  /// Network interfaces, nodes and pods.
  var owners: Bool

  init(slots: Bool = false, subnets: Bool = false, owners: Bool = false) {
    self.slots = slots
    self.subnets = subnets
    self.owners = owners
  }

  /// What a collection knew whose sources ended so.
  init(statuses: [Source: SourceStatus]) {
    slots = statuses[.nodes] == .complete && statuses[.pods] == .complete
    subnets = statuses[.subnets] == .complete
    owners = slots && statuses[.networkInterfaces] == .complete
  }
}

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
    guard !isAsBefore(snapshot, statuses) else { return try recorder.record(known: known, sample: nil) }
    let index = StateIndex(state(of: snapshot.withoutRepeats(counts)))
    let sample = CapacitySample(in: index, podsPending: try PendingTable(context).openCount())
    try recorder.record(known: known, sample: sample)
    let changes = context.supplement.slotChanges
    guard let slots = sample.slots, !changes.isEmpty else { return }
    let groups = CapacitySample.slotGroups(of: Set(changes.map(\.node)), in: index)
    let peaks = SlotPeaks.peaks(changes, endingAt: slots, groups: groups)
    try PeakRecorder(moment, in: context.connection).raise(peaks)
  }

  private var recorder: RollupRecorder { RollupRecorder(moment, in: context.connection) }

  private var moment: RollupMoment {
    RollupMoment(
      cluster: context.cluster.id, collection: context.number, observedAt: context.observedAt,
      dictionaries: context.dictionaries)
  }

  /// Whether the counts are those of the collection before: no fact changed, the same sources answered, and no free
  /// interface of the CNI is about to count as left behind only because time goes by.
  private func isAsBefore(_ snapshot: Snapshot, _ statuses: [Source: SourceStatus]) -> Bool {
    guard let previous = context.previous, previous.statuses == statuses, context.changes.isEmpty else { return false }
    return !(snapshot.networkInterfaces.value ?? []).contains {
      $0.attachment == nil && $0.kind(at: previous.observedAt) != $0.kind(at: context.observedAt)
    }
  }

  private func state(of snapshot: Snapshot) -> RecordedState {
    let row = context.cluster
    let cluster = RecordedCluster(
      id: row.id, identity: row.identity, firstCollectedAt: row.firstCollectedAt, lastCollectedAt: context.observedAt)
    return RecordedState(cluster: cluster, observedAt: context.observedAt, snapshot: snapshot, knownAt: [:])
  }
}

extension Snapshot {
  /// The snapshot with each object once, as it is recorded: of several with one key the last one counts.
  ///
  /// - Parameter counts: how many different values each source gave; those that were not recorded now have been before.
  fileprivate func withoutRepeats(_ counts: [Source: Int]) -> Snapshot {
    var snapshot = self
    for kind in factKinds { snapshot.removeRepeats(of: kind, leaving: counts[kind.source]) }
    return snapshot
  }

  /// Repeats are rare, and looking for them among all pods of a large cluster would take memory at its peak.
  private mutating func removeRepeats<Fact: RecordedFact>(of fact: Fact.Type, leaving count: Int?) {
    guard let count, case .known(let values) = self[keyPath: Fact.reading], count != values.count else { return }
    var latest: [Fact.Key: Fact.Value] = [:]
    for value in values { latest[Fact.key(of: value)] = value }
    self[keyPath: Fact.reading] = .known(latest.sorted { $0.key < $1.key }.map(\.value))
  }
}
