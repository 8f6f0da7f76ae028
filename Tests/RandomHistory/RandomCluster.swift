package import Capacity

/// A cluster whose contents drift at random, and what a collector with failing sources sees of it.
package struct RandomCluster {
  private var random: SeededGenerator
  /// Decides what schema 5 added; a generator of its own, so that the rest stays what older databases recorded.
  private var later: SeededGenerator?
  private var pods: [Int: Pod] = [:]
  private var nodes: [Int: Node] = [:]
  private var interfaces: [Int: NetworkInterface] = [:]
  private var gonePods: [Int: Pod] = [:]

  /// - Parameter isAsOfSchema4: whether the snapshots have only what a database of schema 4 or earlier records.
  package init(seed: UInt64, isAsOfSchema4: Bool = false) {
    random = SeededGenerator(seed: seed)
    later = isAsOfSchema4 ? nil : SeededGenerator(seed: ~seed)
  }

  /// Lets some time pass, and gives what a collection at `moment` would see.
  package mutating func snapshot(at moment: Timestamp) -> Snapshot {
    if !random.oneIn(5) { drift(before: moment) }
    var snapshot = earlierSnapshot(at: moment)
    if later != nil { addLaterFacts(to: &snapshot) }
    return snapshot
  }

  private mutating func earlierSnapshot(at moment: Timestamp) -> Snapshot {
    Snapshot(
      nodes: reading(duplicated(Array(nodes.values))), pods: reading(duplicated(Array(pods.values))),
      events: reading(random.oneIn(3) ? [] : some { $0.event($1, before: moment) }),
      cni: reading(random.maybe(settings())), instances: reading(some { $0.instance($1, before: moment) }),
      instanceTypes: reading(some { $0.instanceType($1) }),
      networkInterfaces: reading(duplicated(Array(interfaces.values))), subnets: reading(some { $0.subnet($1) }),
      vpcs: reading([VPC(id: "vpc-1", cidrs: [IPv4Block("10.0.0.0/16")].compactMap { $0 })]),
      cidrReservations: reading(reservations()))
  }

  private mutating func addLaterFacts(to snapshot: inout Snapshot) {
    guard var later else { return }
    defer { self.later = later }
    let owners: [String?] = [nil, "111122223333", "444455556666"]
    if case .known(var subnets) = snapshot.subnets {
      for index in subnets.indices { subnets[index].ownerID = later.pick(owners) }
      snapshot.subnets = .known(subnets)
    }
    if case .known(var instances) = snapshot.instances {
      for index in instances.indices { instances[index].ownerID = later.pick(owners) }
      snapshot.instances = .known(instances)
    }
    if case .known(var pods) = snapshot.pods {
      for index in pods.indices { pods[index].isMultiHomed = pods[index].name.utf8.count % 2 == 0 }
      snapshot.pods = .known(pods)
    }
    let nodes = (1...4).compactMap { later.oneIn(3) ? nil : later.ciliumNode($0) }
    snapshot.ciliumNodes =
      switch later.number(1...8) {
      case 1: .unknown(.denied, error: "ciliumnodes are forbidden")
      case 2: .notAsked
      default: .known(nodes)
      }
  }

  private mutating func drift(before moment: Timestamp) {
    for index in 1...12 {
      switch random.number(1...8) {
      case 1: gonePods[index] = pods.removeValue(forKey: index) ?? gonePods[index]
      case 2: pods[index] = pods[index] ?? gonePods[index] ?? random.pod(index, before: moment)
      case 3...4: if var pod = pods[index] { random.change(&pod, before: moment); pods[index] = pod }
      default: break
      }
      guard index <= 6 else { continue }
      switch random.number(1...8) {
      case 1: nodes[index] = nil
      case 2: nodes[index] = nodes[index] ?? random.node(index, before: moment)
      case 3: if var node = nodes[index] { random.change(&node); nodes[index] = node }
      case 4: interfaces[index] = nil
      case 5: interfaces[index] = random.interface(index)
      case 6: if var interface = interfaces[index] { random.change(&interface); interfaces[index] = interface }
      default: break
      }
    }
  }

  /// The values, failing now and then.
  private mutating func reading<Value>(_ value: Value) -> Reading<Value> {
    switch random.number(1...12) {
    case 1: .unknown(.failed, error: "503 from the \"server\"")
    case 2: .unknown(random.pick([.denied, .notAsked]), error: nil)
    default: .known(value)
    }
  }

  /// Now and then repeats an element, as a list that was interrupted may.
  private mutating func duplicated<Value>(_ values: [Value]) -> [Value] {
    guard random.oneIn(4), let value = values.randomElement(using: &random) else { return values }
    return values + [value]
  }

  private mutating func some<Value>(_ make: (inout SeededGenerator, Int) -> Value) -> [Value] {
    (1...4).compactMap { index in random.oneIn(3) ? nil : make(&random, index) }
  }

  private mutating func settings() -> CNISettings {
    CNISettings(
      version: random.pick(["v1.18.3", ""]),
      environment: ["WARM_IP_TARGET": "\(random.number(1...3))", "ENABLE_POD_ENI": "true"])
  }

  private mutating func reservations() -> [SubnetCIDRReservation] {
    guard random.oneIn(2), let cidr = IPv4Block("10.0.1.\(random.number(0...15) * 16)/28") else { return [] }
    return [SubnetCIDRReservation(id: "scr-1", subnetID: "subnet-1", cidr: cidr, isForPrefixes: random.oneIn(2))]
  }
}

extension SeededGenerator {
  fileprivate mutating func ciliumNode(_ index: Int) -> CiliumNode {
    CiliumNode(
      name: "node-\(index)", usesENIs: !oneIn(4), firstInterfaceIndex: number(0...2), usesPrimaryAddress: oneIn(4),
      disablesPrefixDelegation: oneIn(3), maxAllocate: oneIn(3) ? number(1...50) : nil,
      subnetIDs: oneIn(2) ? [] : ["subnet-1", "subnet \"2\""],
      subnetTags: oneIn(2) ? [] : [Tag(key: "role", value: "pods\n"), Tag(key: "team", value: "")],
      excludedInterfaceTags: oneIn(3) ? [Tag(key: "leave", value: "alone")] : [],
      ownAddresses: (0..<number(0...2)).map { IPv4Address(bits: 0x0A00_0100 + UInt32($0)) })
  }
}
