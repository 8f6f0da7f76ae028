import Capacity
import ClusterSimulator

/// The simulated cluster as it goes through its year.
struct ClusterLife {
  var cluster: SimulatedCluster
  let size: YearOfHistory.Size
  let begin: Timestamp
  let end: Timestamp
  let types: NodeTypes
  let cast: Cast
  let landscape: Landscape
  var neighbours: Neighbours
  /// The node group in which nodes are launched.
  var group = Self.firstGroup
  /// When nodes were last launched another way: older ones are rolled.
  var changedAt: Timestamp
  /// Addresses that the scarce subnet had free before others came.
  private let freeAtFirst: Int
  private var timeline: Timeline
  private var random: SeededRandom

  static let firstGroup = "ng1"
  static let secondGroup = "ng2"
  private static let misconfiguredGroup = "experiment"

  init(_ size: YearOfHistory.Size, from begin: Timestamp, to end: Timestamp, seed: UInt64) throws {
    self.size = size
    self.begin = begin
    self.end = end
    types = NodeTypes(size)
    cast = Cast(size)
    var cluster = try SimulatedCluster(
      settings: .init(name: "prod", wording: .withPreemption, seed: seed), startingAt: begin + -600,
      vpcCIDR: "10.0.0.0/16")
    landscape = try Landscape(size, types, in: &cluster)
    neighbours = try Neighbours(landscape, in: &cluster)
    cluster.setNodeGroup(SimulatedNodeGroup(name: Self.firstGroup, instanceType: types.first))
    for number in 0..<size.nodes {
      try cluster.launchNode(inGroup: Self.firstGroup, subnetID: landscape.subnet(ofNode: number))
    }
    cluster.applySystemWorkloads()
    for service in Cast.services {
      cluster.apply(cast.workload(of: service, replicas: cast.replicas(of: service, at: begin, share: 0)))
    }
    cluster.advance(to: begin)
    freeAtFirst = cluster.subnet(landscape.scarce)?.availableCount ?? 0
    self.cluster = cluster
    changedAt = begin + -600
    timeline = Timeline(size, from: begin, to: end)
    random = SeededRandom(seed: seed ^ 0x11FE)
  }

  /// Lets everything happen that happens up to a moment.
  mutating func advance(to moment: Timestamp) throws {
    while let (at, occurrence) = timeline.next(upTo: moment) {
      cluster.advance(to: at)
      try perform(occurrence)
    }
    cluster.advance(to: moment)
  }

  /// How much of the year is over.
  private var share: Double { Double(cluster.now - begin) / Double(end - begin) }

  private mutating func perform(_ occurrence: Occurrence) throws {
    switch occurrence {
    case .scaleServices: try scaleServices()
    case .nightlyJob: cluster.apply(cast.nightlyJob())
    case .training: cluster.apply(cast.training(replicas: roomForTraining + 3))
    case .loadTest(let isTooLarge):
      cluster.apply(cast.loadTest(replicas: isTooLarge ? freeSlots + 4 + size.nodes / 5 : freeSlots * 4 / 5))
    case .endLoadTest: cluster.apply(cast.loadTest(replicas: 0))
    case .misconfiguredNode: try launchMisconfiguredNode()
    case .endMisconfiguredNode: try drain { $0.group == Self.misconfiguredGroup }
    case .loseNode(let leavingInterfaces): try loseNode(leavingInterfaces: leavingInterfaces)
    case .fillUp: try fillUp()
    case .introduceSecondGroup:
      cluster.setNodeGroup(SimulatedNodeGroup(name: Self.secondGroup, instanceType: types.second, isSpot: true))
      (group, changedAt) = (Self.secondGroup, cluster.now)
    case .rollNode(let sparingScarceSubnet): try rollNode(sparingScarceSubnet: sparingScarceSubnet)
    case .removeDrained: try removeDrained()
    case .switchToPrefixes:
      cluster.configureCNI(["ENABLE_PREFIX_DELEGATION": "true"], version: "v1.19.2-eksbuild.1")
      changedAt = cluster.now
    case .crowdScarceSubnet: try crowdScarceSubnet()
    case .relaunchInScarceSubnet: try relaunchInScarceSubnet()
    case .leaveScarceSubnet: try leaveScarceSubnet()
    case .growOtherCluster: try neighbours.growOtherCluster(landscape, in: &cluster)
    }
  }

  private mutating func scaleServices() throws {
    for service in Cast.services {
      let replicas = cast.replicas(of: service, at: cluster.now, share: share)
      if cluster.workload(service.key)?.replicas != replicas { try cluster.scale(service.key, to: replicas) }
    }
  }

  /// Pods of the job that find the CPU they ask for.
  private var roomForTraining: Int {
    var left = Dictionary(uniqueKeysWithValues: cluster.nodes.map { ($0.name, $0.allocatable.cpuMillicores ?? 0) })
    for pod in cluster.pods where pod.takesSlot { left[pod.node ?? "", default: 0] -= pod.requests.cpuMillicores }
    return left.values.reduce(0) { $0 + Int(max(0, $1) / Cast.trainingMillicores) }
  }

  private var freeSlots: Int {
    Int(cluster.nodes.filter(\.isSchedulable).reduce(0) { $0 + max(0, $1.slots - $1.slotsUsed) })
  }

  private mutating func launchMisconfiguredNode() throws {
    cluster.setNodeGroup(
      SimulatedNodeGroup(
        name: Self.misconfiguredGroup, instanceType: types.first, maxPods: 2 * NodeTypes.slots(types.first)))
    try launchNode(in: landscape.roomy[0], group: Self.misconfiguredGroup)
  }

  private mutating func loseNode(leavingInterfaces: Bool) throws {
    let scarce = landscape.scarce
    let nodes = cluster.nodes.filter { $0.isSchedulable && $0.subnetID != scarce }
    guard let node = nodes.randomElement(using: &random) else { return }
    try cluster.removeNode(named: node.name, leavingInterfaces: leavingInterfaces)
  }

  /// Addresses that others leave of the scarce subnet: none at nine tenths of the year, after which there are some
  /// again, and fewer by the week.
  private var freeLeftByOthers: Double {
    share < 0.9
      ? Double(freeAtFirst) * (1 - share / 0.9) : Double(freeAtFirst) * 0.6 * (1 - (share - 0.9) / 0.25)
  }

  private mutating func crowdScarceSubnet() throws {
    let available = cluster.subnet(landscape.scarce)?.availableCount ?? 0
    let taken = max(0, available - Int(freeLeftByOthers.rounded()))
    try neighbours.crowd(landscape, taking: taken, in: &cluster)
  }
}
