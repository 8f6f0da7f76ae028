/// A pod as the Kubernetes API shows it, reduced to the slot and the address that it takes and to the reason why it
/// waits.
///
/// A large cluster has hundred thousands of them in memory at once, so it is laid out to take 160 bytes: small values
/// stand together, moments take eight bytes each, and what few pods have stands apart.
public struct Pod: Hashable, Sendable {
  /// `metadata.uid`.
  public var uid: UID
  /// `status.phase`.
  public var phase: PodPhase
  /// `spec.hostNetwork`: the pod uses its node's address and takes none of its own.
  public var isHostNetwork: Bool
  /// The annotation `k8s.amazonaws.com/nicConfig` asks the VPC CNI for an address on each network card of the node.
  ///
  /// Source: https://github.com/aws/amazon-vpc-cni-k8s#multi-homed-pods-v1200
  public var isMultiHomed: Bool
  /// `metadata.deletionTimestamp` is set: the pod terminates, and keeps its slot and its address until it is gone.
  public var isTerminating: Bool
  /// `metadata.namespace`.
  public var namespace: String
  /// `metadata.name`.
  public var name: String
  /// The workload that controls the pod: `Kind/name` of the owner reference with `controller: true`, a Deployment in
  /// place of its ReplicaSet; empty without one.
  public var workload: String
  /// `spec.nodeName`; nil while the pod is not bound.
  public var node: String?
  /// What the scheduler reserves for the pod.
  public var requests: PodRequests
  /// `status.podIP`. A finished pod usually still shows the address, though it has been released.
  public var ip: IPAddress?
  private var created = PackedTime()
  private var scheduled = PackedTime()
  private var started = PackedTime()
  private var rarities = Rarities.none

  /// Makes a pod; everything but its identity may be left out.
  public init(
    uid: UID, namespace: String, name: String, workload: String = "", createdAt: Timestamp? = nil,
    isHostNetwork: Bool = false, isMultiHomed: Bool = false, requests: PodRequests = PodRequests(),
    node: String? = nil, phase: PodPhase = .running, isTerminating: Bool = false, ip: IPAddress? = nil,
    secondIP: IPAddress? = nil,
    scheduledAt: Timestamp? = nil, startedAt: Timestamp? = nil, schedulingFailure: SchedulingFailure? = nil
  ) {
    self.uid = uid
    self.phase = phase
    self.isHostNetwork = isHostNetwork
    self.isMultiHomed = isMultiHomed
    self.isTerminating = isTerminating
    self.namespace = namespace
    self.name = name
    self.workload = workload
    self.node = node
    self.requests = requests
    self.ip = ip
    created.value = createdAt
    scheduled.value = scheduledAt
    started.value = startedAt
    rarities = Rarities(secondIP: secondIP, schedulingFailure: schedulingFailure)
  }

  /// `metadata.creationTimestamp`.
  public var createdAt: Timestamp? {
    get { created.value }
    set { created.value = newValue }
  }

  /// When the condition `PodScheduled` last became `True`.
  public var scheduledAt: Timestamp? {
    get { scheduled.value }
    set { scheduled.value = newValue }
  }

  /// `status.startTime`: when the kubelet accepted the pod.
  public var startedAt: Timestamp? {
    get { started.value }
    set { started.value = newValue }
  }

  /// The second address of a dual-stack pod: `status.podIPs[1]`.
  public var secondIP: IPAddress? {
    get { rarities.secondIP }
    set { rarities = Rarities(secondIP: newValue, schedulingFailure: rarities.schedulingFailure) }
  }

  /// Why the pod is not scheduled; nil once it is, or if no scheduler has looked at it yet.
  public var schedulingFailure: SchedulingFailure? {
    get { rarities.schedulingFailure }
    set { rarities = Rarities(secondIP: rarities.secondIP, schedulingFailure: newValue) }
  }

  /// Whether the pod takes one of its node's pod slots: bound and not finished.
  public var takesSlot: Bool { node != nil && !phase.isFinished }

  /// Whether the pod holds an address of the VPC: it has one of its own and is not finished.
  public var holdsAddress: Bool { !isHostNetwork && ip != nil && !phase.isFinished }
}

/// A moment or none, in 8 bytes; an optional moment takes 9, which are 16 beside others.
private struct PackedTime: Hashable {
  /// The smallest number, which no clock shows, means none.
  private var seconds = Int64.min

  var value: Timestamp? {
    get { seconds == .min ? nil : Timestamp(seconds: seconds) }
    set { seconds = newValue?.seconds ?? .min }
  }
}

/// What few pods have, in memory of its own: a pod without it has only 8 bytes for it.
private indirect enum Rarities: Hashable {
  case none
  case some(IPAddress?, SchedulingFailure?)

  init(secondIP: IPAddress?, schedulingFailure: SchedulingFailure?) {
    self = secondIP == nil && schedulingFailure == nil ? .none : .some(secondIP, schedulingFailure)
  }

  var secondIP: IPAddress? {
    if case .some(let address, _) = self { address } else { nil }
  }

  var schedulingFailure: SchedulingFailure? {
    if case .some(_, let failure) = self { failure } else { nil }
  }
}

/// `status.phase` of a pod.
public enum PodPhase: Int, CaseIterable, Sendable {
  /// Accepted, but not all containers run.
  case pending = 0
  /// Bound, with at least one container running or restarting.
  case running = 1
  /// All containers ended with success.
  case succeeded = 2
  /// All containers ended, at least one of them with a failure.
  case failed = 3
  /// The node does not answer, or the server names a phase of a later release.
  case unknown = 4

  /// The phase of this name as the API writes it; `unknown` for any other.
  public init(apiName: some StringProtocol) {
    self = Self.allCases.first { $0.apiName == apiName } ?? .unknown
  }

  /// The name as the API writes it, for example `Pending`.
  public var apiName: String {
    switch self {
    case .pending: "Pending"
    case .running: "Running"
    case .succeeded: "Succeeded"
    case .failed: "Failed"
    case .unknown: "Unknown"
    }
  }

  /// Whether the pod has ended for good and has released its slot and its address.
  public var isFinished: Bool { self == .succeeded || self == .failed }
}

/// What the scheduler reserves for a pod: the sum over its containers, or the largest init container if that is
/// more, plus the overhead of its runtime class.
///
/// Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
public struct PodRequests: Hashable, Sendable {
  /// CPU in thousandths of a core.
  public var cpuMillicores: Int64
  /// Memory in bytes.
  public var memoryBytes: Int64

  /// Makes a request; zero by default.
  public init(cpuMillicores: Int64 = 0, memoryBytes: Int64 = 0) {
    self.cpuMillicores = cpuMillicores
    self.memoryBytes = memoryBytes
  }
}

/// The condition `PodScheduled` while it is `False`.
public struct SchedulingFailure: Hashable, Sendable {
  /// When the condition became `False`.
  public var since: Timestamp?
  /// `Unschedulable`, `SchedulerError` or `SchedulingGated`.
  public var apiReason: String
  /// The scheduler's message.
  public var message: String

  /// Makes a failure.
  public init(since: Timestamp?, apiReason: String, message: String) {
    self.since = since
    self.apiReason = apiReason
    self.message = message
  }
}
