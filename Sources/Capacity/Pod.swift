/// A pod as the Kubernetes API shows it, reduced to the slot and the address that it takes and to the reason why it
/// waits.
///
/// A large cluster has hundred thousands of them in memory at once, so it is laid out to take 104 bytes: small values
/// stand together, moments take five bytes each, and what all pods of a workload or only few pods have stands apart.
public struct Pod: Hashable, Sendable {
  /// `metadata.uid`.
  public var uid: UID
  /// `status.phase`.
  public var phase: PodPhase
  /// `metadata.deletionTimestamp` is set: the pod terminates, and keeps its slot and its address until it is gone.
  public var isTerminating: Bool
  private var created = PackedTime()
  /// What it shares with the other pods of its workload.
  package private(set) var shared: SharedPodAttributes
  /// `metadata.name` behind its last dash. Most are so short that they take no memory of their own.
  package private(set) var nameSuffix: String
  /// `spec.nodeName`; nil while the pod is not bound.
  public var node: String?
  /// `status.podIP`. A finished pod usually still shows the address, though it has been released.
  public var ip: IPAddress?
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
    let (prefix, suffix) = PodAttributes.split(name)
    let attributes = PodAttributes(
      namespace: namespace, namePrefix: prefix, workload: workload, isHostNetwork: isHostNetwork,
      isMultiHomed: isMultiHomed, requests: requests)
    self.init(uid: uid, SharedPodAttributes(attributes), nameSuffix: suffix)
    self.node = node
    self.phase = phase
    self.isTerminating = isTerminating
    self.ip = ip
    created.value = createdAt
    scheduled.value = scheduledAt
    started.value = startedAt
    rarities = Rarities(secondIP: secondIP, schedulingFailure: schedulingFailure)
  }

  /// Makes a running pod of a workload that is nowhere yet.
  ///
  /// - Parameter nameSuffix: the name behind its last dash.
  package init(uid: UID, _ shared: SharedPodAttributes, nameSuffix: String) {
    self.uid = uid
    self.shared = shared
    self.nameSuffix = nameSuffix
    phase = .running
    isTerminating = false
  }

  /// `metadata.name`.
  public var name: String {
    get { shared.namePrefix + nameSuffix }
    set {
      let (prefix, suffix) = PodAttributes.split(newValue)
      attributes.namePrefix = prefix
      nameSuffix = suffix
    }
  }

  /// `metadata.namespace`.
  public var namespace: String {
    get { shared.namespace }
    set { attributes.namespace = newValue }
  }

  /// The workload that controls the pod; empty without one. See `PodAttributes`.
  public var workload: String {
    get { shared.workload }
    set { attributes.workload = newValue }
  }

  /// `spec.hostNetwork`: the pod uses its node's address and takes none of its own.
  public var isHostNetwork: Bool {
    get { shared.isHostNetwork }
    set { attributes.isHostNetwork = newValue }
  }

  /// The pod asks for an address on each network card of the node. See `PodAttributes`.
  public var isMultiHomed: Bool {
    get { shared.isMultiHomed }
    set { attributes.isMultiHomed = newValue }
  }

  /// What the scheduler reserves for the pod.
  public var requests: PodRequests {
    get { shared.requests }
    set { attributes.requests = newValue }
  }

  /// A pod that is changed no longer shares them.
  private var attributes: PodAttributes {
    get { shared.value }
    set { shared = SharedPodAttributes(newValue) }
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

/// A moment or none, in five bytes that may stand anywhere; an optional moment takes nine, which are 16 beside others.
private struct PackedTime {
  /// Seconds from the last one before the year 0, the earliest that RFC 3339 can write; 0 is none. The latest is in the year 34842.
  private var bytes: InlineArray<5, UInt8> = [0, 0, 0, 0, 0]

  private static let zero: Int64 = -62_167_219_201
  private static let largest: Int64 = 1 << 40 - 1

  private var number: Int64 {
    get { bytes.indices.reduce(0) { $0 << 8 | Int64(bytes[$1]) } }
    set { for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: newValue >> (32 - 8 * index)) } }
  }

  /// What lies outside becomes the earliest or the latest.
  var value: Timestamp? {
    get { number == 0 ? nil : Timestamp(seconds: number + Self.zero) }
    set {
      let seconds = newValue.map { min(max($0.seconds, Self.zero + 1), Self.zero + Self.largest) }
      number = seconds.map { $0 - Self.zero } ?? 0
    }
  }
}

extension PackedTime: Hashable {
  static func == (one: PackedTime, other: PackedTime) -> Bool { one.number == other.number }

  func hash(into hasher: inout Hasher) { hasher.combine(number) }
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
