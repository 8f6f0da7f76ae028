import Capacity

/// Keeps the rollups up to date with what a collection counted.
struct RollupRecorder {
  private let moment: RollupMoment
  private let database: any SQLSource

  init(_ moment: RollupMoment, in database: any SQLSource) {
    self.moment = moment
    self.database = database
  }

  /// Adds a collection.
  ///
  /// - Parameters:
  ///   - known: what the collection knew.
  ///   - sample: its counts; nil if they are those of the collection before.
  func record(known: RollupKnowledge, sample: CapacitySample?) throws {
    for step in RollupStep.allCases {
      let before = try CollectionRollupTable.add(moment, step, known, in: database)
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
    let writer = try RollupWriter<Kind>(moment, in: database)
    let table = RollupTable<Kind>(cluster: moment.cluster, moment.texts, in: database)
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
