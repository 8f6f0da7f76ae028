import Capacity

/// The sweeps over all kinds of facts, side by side.
struct SnapshotSweep {
  private let nodes: FactSweep<NodeFact>
  private let pods: FactSweep<PodFact>
  private let events: FactSweep<EventFact>
  private let cni: FactSweep<CNIFact>
  private let instances: FactSweep<InstanceFact>
  private let instanceTypes: FactSweep<InstanceTypeFact>
  private let networkInterfaces: FactSweep<NetworkInterfaceFact>
  private let subnets: FactSweep<SubnetFact>
  private let vpcs: FactSweep<VPCFact>
  private let cidrReservations: FactSweep<CIDRReservationFact>

  init(cluster: Int64, in span: Range<Timestamp>, _ database: any SQLSource) throws {
    let dictionaries = try Dictionaries(cluster: cluster, collection: 0, in: database)
    func sweep<Fact: RecordedFact>() throws -> FactSweep<Fact> {
      try FactSweep(cluster: cluster, dictionaries, in: span, database)
    }
    nodes = try sweep()
    pods = try sweep()
    events = try sweep()
    cni = try sweep()
    instances = try sweep()
    instanceTypes = try sweep()
    networkInterfaces = try sweep()
    subnets = try sweep()
    vpcs = try sweep()
    cidrReservations = try sweep()
  }

  /// Goes on to the next collection, and returns whether anything changed there.
  func advance(to moment: Timestamp) throws -> Bool {
    let changes = [
      try nodes.advance(to: moment), try pods.advance(to: moment), try events.advance(to: moment),
      try cni.advance(to: moment), try instances.advance(to: moment), try instanceTypes.advance(to: moment),
      try networkInterfaces.advance(to: moment), try subnets.advance(to: moment), try vpcs.advance(to: moment),
      try cidrReservations.advance(to: moment),
    ]
    return changes.contains(true)
  }

  /// What the collection knew of the facts that hold.
  func snapshot(of collection: CollectionRow, errors: [Source: String]) -> Snapshot {
    func reading<Value: Sendable>(_ source: Source, _ value: () -> Value) -> Reading<Value> {
      collection.statuses[source] == .complete ? .known(value()) : collection.unknown(source, errors)
    }
    return Snapshot(
      nodes: reading(.nodes) { nodes.values }, pods: reading(.pods) { pods.values },
      events: reading(.events) { events.values }, cni: reading(.cni) { cni.values.first },
      instances: reading(.instances) { instances.values },
      instanceTypes: reading(.instanceTypes) { instanceTypes.values },
      networkInterfaces: reading(.networkInterfaces) { networkInterfaces.values },
      subnets: reading(.subnets) { subnets.values }, vpcs: reading(.vpcs) { vpcs.values },
      cidrReservations: reading(.cidrReservations) { cidrReservations.values })
  }
}
