/// A pod as the Kubernetes API shows it, reduced to the slot and the address that it takes and to the reason why it
/// waits.
public struct Pod: Hashable, Sendable {
  /// `metadata.uid`.
  public var uid: UID
  /// `metadata.namespace`.
  public var namespace: String
  /// `metadata.name`.
  public var name: String
  /// The workload that controls the pod: `Kind/name` of the owner reference with `controller: true`, a Deployment in
  /// place of its ReplicaSet; empty without one.
  public var workload: String
  /// `metadata.creationTimestamp`.
  public var createdAt: Timestamp?
  /// `spec.hostNetwork`: the pod uses its node's address and takes none of its own.
  public var isHostNetwork: Bool
  /// What the scheduler reserves for the pod.
  public var requests: PodRequests
  /// `spec.nodeName`; nil while the pod is not bound.
  public var node: String?
  /// `status.phase`.
  public var phase: PodPhase
  /// `metadata.deletionTimestamp` is set: the pod terminates, and keeps its slot and its address until it is gone.
  public var isTerminating: Bool
  /// `status.podIP`. A finished pod usually still shows the address, though it has been released.
  public var ip: IPAddress?
  /// The second address of a dual-stack pod: `status.podIPs[1]`.
  public var secondIP: IPAddress?
  /// When the condition `PodScheduled` last became `True`.
  public var scheduledAt: Timestamp?
  /// `status.startTime`: when the kubelet accepted the pod.
  public var startedAt: Timestamp?
  /// Why the pod is not scheduled; nil once it is, or if no scheduler has looked at it yet.
  public var schedulingFailure: SchedulingFailure?

  /// Makes a pod; everything but its identity may be left out.
  public init(
    uid: UID, namespace: String, name: String, workload: String = "", createdAt: Timestamp? = nil,
    isHostNetwork: Bool = false, requests: PodRequests = PodRequests(), node: String? = nil,
    phase: PodPhase = .running, isTerminating: Bool = false, ip: IPAddress? = nil, secondIP: IPAddress? = nil,
    scheduledAt: Timestamp? = nil, startedAt: Timestamp? = nil, schedulingFailure: SchedulingFailure? = nil
  ) {
    self.uid = uid
    self.namespace = namespace
    self.name = name
    self.workload = workload
    self.createdAt = createdAt
    self.isHostNetwork = isHostNetwork
    self.requests = requests
    self.node = node
    self.phase = phase
    self.isTerminating = isTerminating
    self.ip = ip
    self.secondIP = secondIP
    self.scheduledAt = scheduledAt
    self.startedAt = startedAt
    self.schedulingFailure = schedulingFailure
  }

  /// Whether the pod takes one of its node's pod slots: bound and not finished.
  public var takesSlot: Bool { node != nil && !phase.isFinished }

  /// Whether the pod holds an address of the VPC: it has one of its own and is not finished.
  public var holdsAddress: Bool { !isHostNetwork && ip != nil && !phase.isFinished }
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
