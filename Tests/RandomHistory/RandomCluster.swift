package import Capacity

/// A cluster whose contents drift at random, and what a collector with failing sources sees of it.
package struct RandomCluster {
  private var random: SeededGenerator
  private var pods: [Int: Pod] = [:]
  private var nodes: [Int: Node] = [:]
  private var interfaces: [Int: NetworkInterface] = [:]
  private var gonePods: [Int: Pod] = [:]

  package init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  /// Lets some time pass, and gives what a collection at `moment` would see.
  package mutating func snapshot(at moment: Timestamp) -> Snapshot {
    if !random.oneIn(5) { drift(before: moment) }
    return Snapshot(
      nodes: reading(duplicated(Array(nodes.values))), pods: reading(duplicated(Array(pods.values))),
      events: reading(random.oneIn(3) ? [] : some { $0.event($1, before: moment) }),
      cni: reading(random.maybe(settings())), instances: reading(some { $0.instance($1, before: moment) }),
      instanceTypes: reading(some { $0.instanceType($1) }),
      networkInterfaces: reading(duplicated(Array(interfaces.values))), subnets: reading(some { $0.subnet($1) }),
      vpcs: reading([VPC(id: "vpc-1", cidrs: [IPv4Block("10.0.0.0/16")].compactMap { $0 })]),
      cidrReservations: reading(reservations()))
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
