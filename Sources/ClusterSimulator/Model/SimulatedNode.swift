public import Capacity

/// A group of nodes of one instance type, as an EKS managed node group launches them.
public struct SimulatedNodeGroup: Hashable, Sendable {
  /// The group's name: label `eks.amazonaws.com/nodegroup`.
  public var name: String
  /// The type of its instances.
  public var instanceType: InstanceType
  /// The kubelet's max pods; nil for what the CNI's mode at launch gives.
  public var maxPods: Int?
  /// Whether the instances are spot instances.
  public var isSpot: Bool

  /// Makes a group.
  public init(name: String, instanceType: InstanceType, maxPods: Int? = nil, isSpot: Bool = false) {
    self.name = name
    self.instanceType = instanceType
    self.maxPods = maxPods
    self.isSpot = isSpot
  }
}

/// A node of a simulated cluster together with the EC2 instance behind it.
public struct SimulatedNode: Sendable {
  /// `metadata.name`: the private DNS name.
  public let name: String
  /// `metadata.uid`.
  public let uid: UID
  /// The EC2 instance.
  public let instanceID: String
  /// The node group's name.
  public let group: String
  /// The type of the instance.
  public let instanceType: InstanceType
  /// The availability zone.
  public let zone: String
  /// The subnet of the primary interface, in which the CNI puts all others too.
  public let subnetID: String
  /// The primary address of the primary interface.
  public let privateIP: IPv4Address
  /// When instance and node came up.
  public let createdAt: Timestamp
  /// Whether the instance is a spot instance.
  public let isSpot: Bool
  /// `status.capacity` as far as it differs from `allocatable`.
  public let capacity: Allocatable
  /// `status.allocatable`.
  public let allocatable: Allocatable
  /// Condition `Ready`.
  public internal(set) var isReady = true
  /// When condition `Ready` last changed.
  public internal(set) var readyChangedAt: Timestamp
  /// `spec.unschedulable` is not set.
  public internal(set) var isSchedulable = true
  /// `metadata.resourceVersion`.
  public internal(set) var resourceVersion: Int64 = 0
  /// The interfaces attached to the instance, by device index.
  public internal(set) var interfaceIDs: [String]
  /// The pods bound to the node, finished ones included, in the order they were bound.
  public internal(set) var podUIDs: [UID] = []
  /// The pod addresses in use and who holds them.
  public internal(set) var addressesInUse: [IPv4Address: UID] = [:]
  /// Pod addresses released less than 30 s ago, which the CNI does not hand out yet.
  public internal(set) var addressesCooling: Set<IPv4Address> = []
  /// EC2's error code when the CNI last failed to get an address; nil once it succeeded.
  public internal(set) var lastAddressError: String?

  /// What non-terminal pods of the node take, kept along so that scheduling does not count anew.
  var load = Load()

  /// Slots and requests that a node's non-terminal pods take.
  struct Load: Hashable, Sendable {
    var slots: Int64 = 0
    var cpuMillicores: Int64 = 0
    var memoryBytes: Int64 = 0

    mutating func add(_ requests: PodRequests) {
      slots += 1
      cpuMillicores += requests.cpuMillicores
      memoryBytes += requests.memoryBytes
    }

    mutating func remove(_ requests: PodRequests) {
      slots -= 1
      cpuMillicores -= requests.cpuMillicores
      memoryBytes -= requests.memoryBytes
    }
  }

  /// Pod slots in use.
  public var slotsUsed: Int64 { load.slots }
  /// Pod slots in all: `status.allocatable.pods`.
  public var slots: Int64 { allocatable.pods ?? 0 }
}

/// What kubelet and managed node groups make of an instance type.
enum KubeletSizing {
  /// `status.capacity` and `status.allocatable` of an Amazon Linux node.
  ///
  /// CPU: 6 % of the first core, 1 % of the second, 0.5 % of the next two and 0.25 % of the rest are reserved.
  /// Memory: 255 MiB and 11 MiB per pod are reserved, and 100 MiB kept from eviction.
  /// Source: https://github.com/awslabs/amazon-eks-ami (kubelet's kubeReserved).
  static func resources(of type: InstanceType, maxPods: Int) -> (capacity: Allocatable, allocatable: Allocatable) {
    let memoryKiB = 3_943_312 * type.memoryMiB / 4096
    let reservedMiB = Int64(255 + 11 * maxPods + 100)
    let capacity = Allocatable(
      cpuMillicores: Int64(type.vcpus) * 1000, memoryBytes: memoryKiB * 1024,
      ephemeralStorageBytes: 31_444_972 * 1024, hugepages1GiBytes: 0, hugepages2MiBytes: 0, pods: Int64(maxPods))
    var allocatable = capacity
    allocatable.cpuMillicores = Int64(type.vcpus) * 1000 - reservedMillicores(cores: type.vcpus)
    allocatable.memoryBytes = (memoryKiB - reservedMiB * 1024) * 1024
    allocatable.ephemeralStorageBytes = 27_905_944_324
    return (capacity, allocatable)
  }

  private static func reservedMillicores(cores: Int) -> Int64 {
    let tenths = (0..<cores).reduce(0) { sum, core in
      switch core {
      case 0: sum + 600
      case 1: sum + 100
      case 2, 3: sum + 50
      default: sum + 25
      }
    }
    return Int64((tenths + 9) / 10)
  }

  /// The pods that an instance type carries in the given CNI mode, as the AMI's calculator has it.
  static func maxPods(of type: InstanceType, cni: CNISettings) -> Int {
    let enis = min(type.enisMax, cni.maxENI ?? type.enisMax)
    guard cni.usesPrefixDelegation, type.supportsPrefixDelegation else { return enis * (type.ipv4PerENI - 1) + 2 }
    return min(enis * (type.ipv4PerENI - 1) * 16 + 2, type.vcpus > 30 ? 250 : 110)
  }
}
