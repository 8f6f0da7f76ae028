public import Capacity

/// A Kubernetes cluster on EC2 with the Amazon VPC CNI, in memory: what its APIs say follows from what was done to it,
/// from its seed and from its clock, which only the caller advances.
///
/// A value: a copy is a snapshot that further changes do not touch.
public struct SimulatedCluster: Sendable {
  /// What a cluster is called and how it speaks.
  public struct Settings: Hashable, Sendable {
    /// The EKS cluster's name.
    public var name: String
    /// The AWS region.
    public var region: String
    /// The AWS account that owns everything.
    public var accountID: String
    /// `gitVersion` of `GET /version`.
    public var kubernetesVersion: String
    /// `status.nodeInfo.kubeletVersion` of the nodes.
    public var kubeletVersion: String
    /// The scheduler's manner of explaining itself.
    public var wording: SchedulerWording
    /// All generated names, ids, addresses and random spans follow from it.
    public var seed: UInt64

    /// Makes settings; those of the article's cluster by default.
    public init(
      name: String = "myeks", region: String = "ap-northeast-2", accountID: String = "123456789012",
      kubernetesVersion: String = "v1.30.4-eks-a737599", kubeletVersion: String = "v1.30.4-eks-a737599",
      wording: SchedulerWording = .plain, seed: UInt64 = 1
    ) {
      self.name = name
      self.region = region
      self.accountID = accountID
      self.kubernetesVersion = kubernetesVersion
      self.kubeletVersion = kubeletVersion
      self.wording = wording
      self.seed = seed
    }
  }

  /// How the scheduler words a failure.
  public enum SchedulerWording: Hashable, Sendable {
    /// Up to Kubernetes 1.23: `0/3 nodes are available: 3 Too many pods.`
    case plain
    /// From 1.24 on, with a sentence on preemption at the end.
    case withPreemption
  }

  /// What the cluster is called and how it speaks.
  public let settings: Settings
  /// UID of the namespace `kube-system`: the cluster's identity.
  public let kubeSystemUID: UID
  /// `vpcId`.
  public let vpcID: String
  /// The VPC's address range.
  public let vpcCIDR: IPv4Block
  /// The security group of all interfaces.
  public let securityGroupID: String
  /// The cluster's clock.
  public internal(set) var now: Timestamp
  /// When the cluster was made.
  public let createdAt: Timestamp
  /// The environment of container `aws-node`.
  public internal(set) var cniEnvironment: [String: String]
  /// The tag of the CNI's image.
  public internal(set) var cniVersion: String
  /// The CNI's settings as a collector sees them; kept along, as each change of an address asks for them.
  public internal(set) var cni: CNISettings
  /// The VPC's subnets, in the order they were added.
  public internal(set) var subnets: [SimulatedSubnet] = []
  /// The node groups by name.
  public internal(set) var nodeGroups: [String: SimulatedNodeGroup] = [:]
  /// The nodes, in the order they were launched.
  public internal(set) var nodes: [SimulatedNode] = []
  /// Nodes that are gone, whose instances EC2 still lists as terminated, and since when.
  public internal(set) var terminatedNodes: [(node: SimulatedNode, since: Timestamp)] = []

  var workloadsByKey: [String: SimulatedWorkload] = [:]
  var podUIDsByWorkload: [String: [UID]] = [:]
  var podsByUID: [UID: SimulatedPod] = [:]
  var unscheduled: [UID] = []
  var interfacesByID: [String: SimulatedInterface] = [:]
  var eventsByUID: [UID: SimulatedEvent] = [:]
  /// When expired events were last removed because somebody watches.
  var eventsExpiredAt: Timestamp?
  var seriesByKey: [EventSeriesKey: UID] = [:]
  var alarms = AlarmClock()
  var random: SeededRandom
  var revision: Int64 = 200
  var isSchedulingRetrySet = false
  /// What was written; nil where nobody watches, since years of writes would fill the memory.
  var journal: WriteJournal?

  /// Makes a cluster without subnets, nodes and workloads.
  ///
  /// - Throws: `SimulatorError.invalidCIDR` if `vpcCIDR` is not a block from /16 to /28.
  public init(settings: Settings = Settings(), startingAt start: Timestamp, vpcCIDR: String) throws(SimulatorError) {
    self.settings = settings
    self.vpcCIDR = try Self.block(vpcCIDR)
    var random = SeededRandom(seed: settings.seed)
    kubeSystemUID = UID.random(using: &random)
    vpcID = random.resourceID("vpc")
    securityGroupID = random.resourceID("sg")
    self.random = random
    now = start
    createdAt = start
    cniVersion = "v1.18.3-eksbuild.2"
    cniEnvironment = Self.defaultCNIEnvironment(clusterName: settings.name, vpcID: vpcID)
    cni = CNISettings(version: cniVersion, environment: cniEnvironment)
    alarms.set(.expireEvents, at: start + Self.eventExpirySeconds)
  }

  /// Lets time pass up to `moment` and does what falls due meanwhile; an earlier moment changes nothing.
  public mutating func advance(to moment: Timestamp) {
    while let alarm = alarms.next(upTo: moment) {
      now = max(now, alarm.at)
      perform(alarm.task)
    }
    now = max(now, moment)
    terminatedNodes.removeAll { now - $0.since >= 3600 }
  }

  /// Lets `seconds` pass.
  public mutating func advance(by seconds: Int64) {
    advance(to: now + seconds)
  }

  private mutating func perform(_ task: SimulatedTask) {
    switch task {
    case .startPod(let uid): startPod(uid)
    case .removePod(let uid): removePod(uid)
    case .replacePod(let uid): deletePod(uid)
    case .finishPod(let uid): finishPod(uid)
    case .endCooling(let node, let address): endCooling(of: address, on: node)
    case .retryScheduling:
      isSchedulingRetrySet = false
      runScheduler()
    case .expireEvents:
      expireEvents()
      alarms.set(.expireEvents, at: now + Self.eventExpirySeconds)
    }
  }

  /// The next `metadata.resourceVersion`.
  mutating func nextRevision() -> Int64 {
    revision += 1
    return revision
  }

  /// Gives the pod a new `resourceVersion`, as every write does.
  mutating func touchPod(_ uid: UID) {
    let revision = nextRevision()
    podsByUID[uid]?.resourceVersion = revision
    if let pod = podsByUID[uid] { noteWrite("MODIFIED", ofPod: pod) }
  }

  /// Gives the event a new `resourceVersion`; its hour to live begins anew.
  mutating func touchEvent(_ uid: UID) {
    let revision = nextRevision()
    eventsByUID[uid]?.resourceVersion = revision
    eventsByUID[uid]?.writtenAt = now
    if let event = eventsByUID[uid] { noteWrite("MODIFIED", ofEvent: event) }
  }

  static func block(_ text: String) throws(SimulatorError) -> IPv4Block {
    guard let block = IPv4Block(text), (16...28).contains(block.prefixLength) else { throw .invalidCIDR(text) }
    return block
  }
}

extension UID {
  /// A random UUID of version 4.
  ///
  /// Source: RFC 9562 section 5.4.
  static func random(using random: inout SeededRandom) -> UID {
    UID(
      high: random.next() & ~0xF000 | 0x4000,
      low: random.next() & ~(0xC0 << 56) | (0x80 << 56))
  }
}

/// Something a simulated cluster will do by itself.
enum SimulatedTask: Sendable {
  /// The kubelet gives a bound pod its address and starts it.
  case startPod(UID)
  /// The kubelet is done with a deleted pod, or a finished one is cleaned up.
  case removePod(UID)
  /// Churn: the pod is deleted, and its workload replaces it.
  case replacePod(UID)
  /// A job's pod succeeds.
  case finishPod(UID)
  /// The CNI may hand out a released address again.
  case endCooling(node: String, IPv4Address)
  /// The scheduler looks again at all pods it could not place.
  case retryScheduling
  /// The API server forgets old events.
  case expireEvents
}

/// Tasks in the order of their times; those of one moment in the order they were set.
struct AlarmClock: Sendable {
  private struct Alarm: Sendable {
    let at: Timestamp
    let number: Int
    let task: SimulatedTask
  }

  /// Latest first, so that the next one is taken off the end.
  private var alarms: [Alarm] = []
  private var count = 0

  mutating func set(_ task: SimulatedTask, at moment: Timestamp) {
    count += 1
    let alarm = Alarm(at: moment, number: count, task: task)
    // An equal time was set earlier and so comes off the end first.
    alarms.insert(alarm, at: alarms.partitioningIndex { $0.at <= moment })
  }

  /// The next task up to `moment` and its time; nil if there is none.
  mutating func next(upTo moment: Timestamp) -> (at: Timestamp, task: SimulatedTask)? {
    guard let last = alarms.last, last.at <= moment else { return nil }
    alarms.removeLast()
    return (last.at, last.task)
  }
}

extension SeededRandom {
  /// Text of `length` characters out of `alphabet`.
  mutating func text(length: Int, of alphabet: [Character]) -> String {
    String((0..<length).compactMap { _ in alphabet.randomElement(using: &self) })
  }

  /// The id of an EC2 resource: the prefix and 17 hexadecimal digits.
  mutating func resourceID(_ prefix: String) -> String {
    prefix + "-" + text(length: 17, of: Self.hexadecimal)
  }

  static let hexadecimal = Array("0123456789abcdef")

  /// The letters and digits of generated Kubernetes names: no vowels and nothing that looks like another.
  ///
  /// Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/rand
  static let nameAlphabet = Array("bcdfghjklmnpqrstvwxz2456789")
}

/// What a simulated cluster refuses to do.
public enum SimulatorError: Error, Equatable, Sendable {
  /// No subnet has this id.
  case noSuchSubnet(String)
  /// No node group has this name.
  case noSuchNodeGroup(String)
  /// No node has this name.
  case noSuchNode(String)
  /// No workload has this key (`namespace/name`).
  case noSuchWorkload(String)
  /// No interface has this id.
  case noSuchInterface(String)
  /// The address is reserved, taken or not of the subnet.
  case addressUnavailable(IPv4Address, subnetID: String)
  /// The subnet has fewer free addresses than asked for: EC2's `InsufficientFreeAddressesInSubnet`.
  case insufficientFreeAddresses(subnetID: String)
  /// The text is no CIDR block of IPv4 from /16 to /28.
  case invalidCIDR(String)
}

extension SimulatorError: CustomStringConvertible {
  /// What was refused, and why.
  public var description: String {
    switch self {
    case .noSuchSubnet(let id): "the simulated VPC has no subnet \(id); add it first"
    case .noSuchNodeGroup(let name): "the simulated cluster has no node group \(name); add it first"
    case .noSuchNode(let name): "the simulated cluster has no node \(name)"
    case .noSuchWorkload(let key): "the simulated cluster has no workload \(key); apply it first"
    case .noSuchInterface(let id): "the simulated VPC has no network interface \(id)"
    case .addressUnavailable(let address, let subnetID):
      "address \(address) of subnet \(subnetID) is reserved, taken or outside the subnet; choose another"
    case .insufficientFreeAddresses(let subnetID): "subnet \(subnetID) has too few free addresses"
    case .invalidCIDR(let text): "\(text) is no IPv4 CIDR block from /16 to /28"
    }
  }
}
