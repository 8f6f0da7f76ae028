/// A node as the Kubernetes API shows it, reduced to what decides how many pods it can run.
public struct Node: Hashable, Sendable {
  /// `metadata.uid`.
  public var uid: UID
  /// `metadata.name`.
  public var name: String
  /// `metadata.creationTimestamp`.
  public var createdAt: Timestamp?
  /// `spec.providerID`, for example `aws:///ap-northeast-2a/i-0123456789abcdef0`; empty if unset.
  public var providerID: String
  /// Label `node.kubernetes.io/instance-type` (or its beta name); nil if the node has neither.
  public var instanceType: String?
  /// Label `topology.kubernetes.io/zone` (or its beta name); nil if the node has neither.
  public var zone: String?
  /// The group that the node was launched for; nil if no label names it.
  public var nodeGroup: String?
  /// What kind of machine it is, and who runs it.
  public var compute: ComputeKind
  /// Condition `Ready` is `True`.
  public var isReady: Bool
  /// `spec.unschedulable` is not set.
  public var isSchedulable: Bool
  /// `spec.taints`, sorted.
  public var taints: [Taint]
  /// `status.allocatable`.
  public var allocatable: Allocatable
  /// Address of type `InternalIP` (the first of them).
  public var internalIP: IPAddress?
  /// Address of type `ExternalIP` (the first of them).
  public var externalIP: IPAddress?
  /// `status.nodeInfo.kubeletVersion`; empty if unknown.
  public var kubeletVersion: String
  /// `linux` or `windows`, from `status.nodeInfo.operatingSystem`; empty if unknown.
  public var operatingSystem: String
  /// Label `vpc.amazonaws.com/has-trunk-attached` is `true`: security groups for pods take an ENI here.
  public var hasTrunkENI: Bool

  /// Makes a node; everything but its identity may be left out.
  public init(
    uid: UID, name: String, createdAt: Timestamp? = nil, providerID: String = "", instanceType: String? = nil,
    zone: String? = nil, nodeGroup: String? = nil, compute: ComputeKind = .other, isReady: Bool = true,
    isSchedulable: Bool = true, taints: [Taint] = [], allocatable: Allocatable = Allocatable(),
    internalIP: IPAddress? = nil, externalIP: IPAddress? = nil, kubeletVersion: String = "",
    operatingSystem: String = "linux", hasTrunkENI: Bool = false
  ) {
    self.uid = uid
    self.name = name
    self.createdAt = createdAt
    self.providerID = providerID
    self.instanceType = instanceType
    self.zone = zone
    self.nodeGroup = nodeGroup
    self.compute = compute
    self.isReady = isReady
    self.isSchedulable = isSchedulable
    self.taints = taints
    self.allocatable = allocatable
    self.internalIP = internalIP
    self.externalIP = externalIP
    self.kubeletVersion = kubeletVersion
    self.operatingSystem = operatingSystem
    self.hasTrunkENI = hasTrunkENI
  }

  /// The EC2 instance behind the node: the last part of the provider ID where it begins with `i-`.
  ///
  /// Fargate nodes have a provider ID without an instance; hybrid and non-AWS nodes another scheme.
  public var instanceID: String? {
    let bytes = providerID.utf8
    guard providerID.hasPrefix("aws://"), let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    let last = bytes[bytes.index(after: slash)...]
    return last.starts(with: "i-".utf8) ? String(Substring(last)) : nil
  }
}

/// Who runs the machine behind a node.
public enum ComputeKind: String, CaseIterable, Sendable {
  /// An EC2 instance of the account.
  case ec2
  /// An EC2 instance that EKS Auto Mode manages.
  case autoMode = "auto-mode"
  /// One Fargate task per pod.
  case fargate
  /// An EKS hybrid node: a machine outside AWS.
  case hybrid
  /// Anything else, or unknown.
  case other
}

/// What a node offers to pods: `status.allocatable`. Absent resources are nil.
public struct Allocatable: Hashable, Sendable {
  /// `cpu`, in thousandths of a core.
  public var cpuMillicores: Int64?
  /// `memory`, in bytes.
  public var memoryBytes: Int64?
  /// `ephemeral-storage`, in bytes.
  public var ephemeralStorageBytes: Int64?
  /// `hugepages-1Gi`, in bytes.
  public var hugepages1GiBytes: Int64?
  /// `hugepages-2Mi`, in bytes.
  public var hugepages2MiBytes: Int64?
  /// `pods`: the node's pod slots.
  public var pods: Int64?
  /// `vpc.amazonaws.com/pod-eni`: branch ENIs for pods with their own security groups.
  public var podENIs: Int64?
  /// `vpc.amazonaws.com/PrivateIPv4Address`: addresses for pods of a Windows node.
  public var privateIPv4Addresses: Int64?

  /// Makes a set of resources; those left out are absent.
  public init(
    cpuMillicores: Int64? = nil, memoryBytes: Int64? = nil, ephemeralStorageBytes: Int64? = nil,
    hugepages1GiBytes: Int64? = nil, hugepages2MiBytes: Int64? = nil, pods: Int64? = nil, podENIs: Int64? = nil,
    privateIPv4Addresses: Int64? = nil
  ) {
    self.cpuMillicores = cpuMillicores
    self.memoryBytes = memoryBytes
    self.ephemeralStorageBytes = ephemeralStorageBytes
    self.hugepages1GiBytes = hugepages1GiBytes
    self.hugepages2MiBytes = hugepages2MiBytes
    self.pods = pods
    self.podENIs = podENIs
    self.privateIPv4Addresses = privateIPv4Addresses
  }
}

/// A taint of a node.
public struct Taint: Hashable, Comparable, Sendable {
  /// The taint's key.
  public var key: String
  /// The taint's value; empty if it has none.
  public var value: String
  /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
  public var effect: String

  /// Makes a taint.
  public init(key: String, value: String = "", effect: String) {
    self.key = key
    self.value = value
    self.effect = effect
  }

  /// Orders taints by key, value and effect.
  public static func < (left: Taint, right: Taint) -> Bool {
    (left.key, left.value, left.effect) < (right.key, right.value, right.effect)
  }
}
