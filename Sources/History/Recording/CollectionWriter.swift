import Capacity

/// Writes one collection: every source's changes, the Pending spells that follow from them, and its own row.
struct CollectionWriter {
  private let context: RecordingContext

  init(_ context: RecordingContext) {
    self.context = context
  }

  /// Records a snapshot. Sources that are unknown leave their intervals as they are.
  func record(_ snapshot: Snapshot, run: CollectionRecord, instanceTypesAskedAt: Timestamp?) throws {
    var counts: [Source: Int] = [:]
    counts[.nodes] = try record(NodeFact.self, snapshot.nodes)?.count
    counts[.events] = try record(EventFact.self, snapshot.events)?.count
    counts[.networkInterfaces] = try record(NetworkInterfaceFact.self, snapshot.networkInterfaces)?.count
    counts[.subnets] = try record(SubnetFact.self, snapshot.subnets)?.count
    try record(InstanceFact.self, snapshot.instances)
    try record(InstanceTypeFact.self, snapshot.instanceTypes)
    try record(VPCFact.self, snapshot.vpcs)
    try record(CIDRReservationFact.self, snapshot.cidrReservations)
    if case .known(let settings) = snapshot.cni {
      try FactRecorder<CNIFact>(context).record(settings.map { [$0] } ?? [])
    }
    if case .known(let pods) = snapshot.pods, let difference = try record(PodFact.self, snapshot.pods) {
      counts[.pods] = difference.count
      var pending = PendingRecorder(context)
      try pending.record(pods, difference, events: snapshot.events.value)
    }
    var statuses: [Source: SourceStatus] = [:]
    var errors: [Source: String] = [:]
    for source in Source.allCases {
      statuses[source] = snapshot.status(of: source)
      errors[source] = snapshot.error(of: source)
    }
    try SampleRecorder(context).record(snapshot, statuses: statuses, counts: counts)
    try finish(
      run, statuses: statuses, counts: counts, instanceTypesAskedAt: instanceTypesAskedAt, errors: errors)
  }

  /// Records an attempt in which no source answered.
  func recordFailure(_ run: CollectionRecord, statuses: [Source: SourceStatus]) throws {
    try SampleRecorder(context).recordNothing()
    try finish(run, statuses: statuses, counts: [:], instanceTypesAskedAt: nil, errors: [:])
  }

  /// Writes the collection's own row.
  func finish(
    _ run: CollectionRecord, statuses: [Source: SourceStatus], counts: [Source: Int],
    instanceTypesAskedAt: Timestamp?, errors: [Source: String]
  ) throws {
    var knownAt = context.previous?.knownAt ?? [:]
    for (source, status) in statuses where status == .complete { knownAt[source] = context.observedAt }
    let row = CollectionRow(
      number: context.number, observedAt: context.observedAt, run: run,
      changes: context.changes.reduce(0) { $0 + $1.opened + $1.closed },
      instanceTypesAskedAt: instanceTypesAskedAt ?? context.previous?.instanceTypesAskedAt, statuses: statuses,
      knownAt: knownAt, counts: counts)
    try CollectionTable.insert(row, of: context.cluster, in: context.database)
    try CollectionErrorTable.insert(errors, of: context.cluster, number: context.number, in: context.database)
  }

  @discardableResult
  private func record<Fact: RecordedFact>(
    _ fact: Fact.Type, _ reading: Reading<[Fact.Value]>
  ) throws -> FactDifference<Fact>? {
    guard case .known(let values) = reading else { return nil }
    return try FactRecorder<Fact>(context).record(values)
  }
}
