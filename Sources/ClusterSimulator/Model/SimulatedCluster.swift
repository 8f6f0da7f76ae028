public import Capacity

/// A Kubernetes cluster on EC2 with the Amazon VPC CNI, in memory: what its APIs tell follows from what was done to it,
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
  var seriesByKey: [EventSeriesKey: UID] = [:]
  var alarms = AlarmClock()
  var random: SeededRandom
  var revision: Int64 = 200
  var isSchedulingRetrySet = false

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
    alarms.set(.sweepEvents, at: start + Self.eventSweepSeconds)
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
    case .removePod(let uid), .collectPod(let uid): removePod(uid)
    case .replacePod(let uid): deletePod(uid)
    case .finishPod(let uid): finishPod(uid)
    case .endCooling(let node, let address): endCooling(of: address, on: node)
    case .retryScheduling:
      isSchedulingRetrySet = false
      runScheduler()
    case .sweepEvents:
      sweepEvents()
      alarms.set(.sweepEvents, at: now + Self.eventSweepSeconds)
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
  }

  /// Gives the event a new `resourceVersion`; its hour to live begins anew.
  mutating func touchEvent(_ uid: UID) {
    let revision = nextRevision()
    eventsByUID[uid]?.resourceVersion = revision
    eventsByUID[uid]?.writtenAt = now
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
