/// An EC2 instance behind a node.
public struct Instance: Hashable, Sendable {
  /// `instanceId`.
  public var id: String
  /// `instanceType`, for example `t3.medium`.
  public var instanceType: String
  /// `ownerId` of its reservation: the account that launched it; nil if EC2 did not say.
  public var ownerID: String?
  /// `instanceState/name`.
  public var state: String
  /// `placement/availabilityZone`.
  public var zone: String
  /// `vpcId`; nil for a terminated instance.
  public var vpcID: String?
  /// `subnetId`: the subnet of its primary interface; nil for a terminated instance.
  public var subnetID: String?
  /// `privateIpAddress`: the primary address of its primary interface.
  public var privateIP: IPv4Address?
  /// `ipAddress`: its public address.
  public var publicIP: IPv4Address?
  /// `launchTime`.
  public var launchedAt: Timestamp?
  /// `instanceLifecycle` is `spot`.
  public var isSpot: Bool

  /// Makes an instance; everything but its identity may be left out.
  public init(
    id: String, instanceType: String, ownerID: String? = nil, state: String = "running", zone: String = "",
    vpcID: String? = nil, subnetID: String? = nil, privateIP: IPv4Address? = nil, publicIP: IPv4Address? = nil,
    launchedAt: Timestamp? = nil, isSpot: Bool = false
  ) {
    self.id = id
    self.instanceType = instanceType
    self.ownerID = ownerID
    self.state = state
    self.zone = zone
    self.vpcID = vpcID
    self.subnetID = subnetID
    self.privateIP = privateIP
    self.publicIP = publicIP
    self.launchedAt = launchedAt
    self.isSpot = isSpot
  }
}

/// What an instance type can attach: reference data of EC2, the same for everyone in a region.
public struct InstanceType: Hashable, Sendable {
  /// `instanceType`, for example `t3.medium`.
  public var name: String
  /// `vCpuInfo/defaultVCpus`.
  public var vcpus: Int
  /// `memoryInfo/sizeInMiB`.
  public var memoryMiB: Int64
  /// ENIs of the **default network card**, the only one whose ENIs carry pods by default.
  public var enisMax: Int
  /// ENIs of all network cards together: `networkInfo/maximumNetworkInterfaces`.
  public var enisMaxAllCards: Int
  /// `networkInfo/ipv4AddressesPerInterface`, the primary one included.
  public var ipv4PerENI: Int
  /// `networkInfo/ipv6AddressesPerInterface`.
  public var ipv6PerENI: Int
  /// `hypervisor`: nitro or xen; empty on bare metal, where EC2 leaves it out.
  public var hypervisor: String
  /// `bareMetal`.
  public var isBareMetal: Bool
  /// `processorInfo/supportedArchitectures`, joined by commas.
  public var architectures: String

  /// Makes an instance type.
  public init(
    name: String, vcpus: Int, memoryMiB: Int64 = 0, enisMax: Int, enisMaxAllCards: Int? = nil, ipv4PerENI: Int,
    ipv6PerENI: Int = 0, hypervisor: String = "nitro", isBareMetal: Bool = false, architectures: String = "x86_64"
  ) {
    self.name = name
    self.vcpus = vcpus
    self.memoryMiB = memoryMiB
    self.enisMax = enisMax
    self.enisMaxAllCards = enisMaxAllCards ?? enisMax
    self.ipv4PerENI = ipv4PerENI
    self.ipv6PerENI = ipv6PerENI
    self.hypervisor = hypervisor
    self.isBareMetal = isBareMetal
    self.architectures = architectures
  }

  /// Whether the VPC CNI can delegate /28 prefixes to its interfaces: Nitro instances and bare metal.
  public var supportsPrefixDelegation: Bool { isBareMetal || hypervisor == "nitro" }
}
