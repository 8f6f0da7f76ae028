import Capacity

/// Rebuilds what a cluster held, from the intervals that hold at the moment of a collection.
struct StateReader {
  private let cluster: RecordedCluster
  private let collection: CollectionRow
  private let database: any SQLSource
  private let dictionaries: Dictionaries

  init(_ cluster: RecordedCluster, _ collection: CollectionRow, in database: any SQLSource) throws {
    self.cluster = cluster
    self.collection = collection
    self.database = database
    dictionaries = try Dictionaries(cluster: cluster.id, collection: 0, in: database)
  }

  /// - Parameter isLatestKnown: whether a source that is unknown in this collection is given as it last answered.
  func state(isLatestKnown: Bool) throws -> RecordedState {
    let errors = try CollectionErrorTable.errors(of: cluster.id, number: collection.number, in: database)
    var moments: [Source: Timestamp] = [:]
    for source in Source.allCases {
      moments[source] =
        isLatestKnown || collection.statuses[source] == .complete ? collection.knownAt[source] : nil
    }
    var state = RecordedState(
      cluster: cluster, observedAt: collection.observedAt, snapshot: unknown(errors), knownAt: collection.knownAt)
    try fill(&state, at: moments)
    return state
  }

  private func fill(_ state: inout RecordedState, at moments: [Source: Timestamp]) throws {
    try read(NodeFact.self, moments[.nodes], into: &state.snapshot.nodes)
    try read(EventFact.self, moments[.events], into: &state.snapshot.events)
    try read(InstanceFact.self, moments[.instances], into: &state.snapshot.instances)
    try read(InstanceTypeFact.self, moments[.instanceTypes], into: &state.snapshot.instanceTypes)
    try read(SubnetFact.self, moments[.subnets], into: &state.snapshot.subnets)
    try read(VPCFact.self, moments[.vpcs], into: &state.snapshot.vpcs)
    try read(CIDRReservationFact.self, moments[.cidrReservations], into: &state.snapshot.cidrReservations)
    if let moment = moments[.cni] {
      let reader = FactReader<CNIFact>(cluster: cluster.id, dictionaries, in: database)
      state.snapshot.cni = .known(try reader.values(at: moment).first)
    }
    if let moment = moments[.pods] {
      let reader = FactReader<PodFact>(cluster: cluster.id, dictionaries, in: database)
      state.snapshot.pods = .known(
        try reader.values(at: moment) { state.podsSeen[$0.uid] = SeenSpan(first: $1, last: moment) })
    }
    if let moment = moments[.networkInterfaces] {
      let reader = FactReader<NetworkInterfaceFact>(cluster: cluster.id, dictionaries, in: database)
      state.snapshot.networkInterfaces = .known(
        try reader.values(at: moment) { state.networkInterfacesSeen[$0.id] = SeenSpan(first: $1, last: moment) })
    }
  }

  private func read<Fact: RecordedFact>(
    _ fact: Fact.Type, _ moment: Timestamp?, into reading: inout Reading<[Fact.Value]>
  ) throws {
    guard let moment else { return }
    reading = .known(try FactReader<Fact>(cluster: cluster.id, dictionaries, in: database).values(at: moment))
  }

  /// A snapshot of nothing but reasons why nothing is known.
  private func unknown(_ errors: [Source: String]) -> Snapshot {
    func reading<Value>(_ source: Source) -> Reading<Value> { collection.unknown(source, errors) }
    return Snapshot(
      nodes: reading(.nodes), pods: reading(.pods), events: reading(.events), cni: reading(.cni),
      instances: reading(.instances), instanceTypes: reading(.instanceTypes),
      networkInterfaces: reading(.networkInterfaces), subnets: reading(.subnets), vpcs: reading(.vpcs),
      cidrReservations: reading(.cidrReservations))
  }
}
