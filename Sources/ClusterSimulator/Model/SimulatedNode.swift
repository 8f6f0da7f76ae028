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

extension SimulatedCluster {
  /// Adds a subnet to the VPC and returns its id.
  ///
  /// - Throws: `SimulatorError.invalidCIDR` if `cidr` is not a block from /16 to /28.
  @discardableResult
  public mutating func addSubnet(zone: String, cidr: String, tags: [Tag] = []) throws(SimulatorError) -> String {
    let block = try Self.block(cidr)
    let id = random.resourceID("subnet")
    let zoneNumber = (zone.utf8.last ?? UInt8(ascii: "a")) - UInt8(ascii: "a") + 1
    let zoneID = SimulatedEC2Names.zoneIDPrefix(of: settings.region) + "-az\(zoneNumber)"
    subnets.append(SimulatedSubnet(id: id, zone: zone, zoneID: zoneID, cidr: block, tags: tags.sorted()))
    return id
  }

  /// Sets a range of a subnet aside, for prefixes or against any use; returns the reservation's id.
  @discardableResult
  public mutating func reserve(cidr: String, ofSubnet subnetID: String, forPrefixes: Bool) throws(SimulatorError)
    -> String
  {
    guard let index = subnets.firstIndex(where: { $0.id == subnetID }) else { throw .noSuchSubnet(subnetID) }
    guard let block = IPv4Block(cidr), subnets[index].cidr.contains(block.base) else { throw .invalidCIDR(cidr) }
    let id = random.resourceID("scr")
    subnets[index].reserve(
      SubnetCIDRReservation(id: id, subnetID: subnetID, cidr: block, isForPrefixes: forPrefixes))
    return id
  }

  /// Adds a node group, or changes the one of this name for nodes launched later.
  public mutating func setNodeGroup(_ group: SimulatedNodeGroup) {
    nodeGroups[group.name] = group
  }

  /// Launches an instance that joins as a node, with its DaemonSet pods; returns the node's name.
  ///
  /// - Parameter privateIP: the primary address; a random one of the subnet if nil.
  /// - Throws: `SimulatorError` for an unknown group or subnet, and where the subnet lacks an address.
  @discardableResult
  public mutating func launchNode(inGroup groupName: String, subnetID: String, privateIP: IPv4Address? = nil)
    throws(SimulatorError) -> String
  {
    guard let group = nodeGroups[groupName] else { throw .noSuchNodeGroup(groupName) }
    guard let subnet = subnets.firstIndex(where: { $0.id == subnetID }) else { throw .noSuchSubnet(subnetID) }
    let address = try takePrimaryAddress(privateIP, subnet: subnet)
    let instanceID = random.resourceID("i")
    let interface = makeInterface(
      subnet: subnet, addresses: [address], description: "", instanceID: instanceID, deviceIndex: 0, tags: [])
    let node = makeNode(group, subnet: subnets[subnet], address: address, instanceID: instanceID, eni: interface)
    nodes.append(node)
    noteWrite("ADDED", ofNode: node)
    reconcileAddresses(onNode: nodes.count - 1)
    reconcileDaemonSets()
    runScheduler()
    return node.name
  }

  /// Terminates an instance: its pods go at once, their workloads replace them elsewhere, its interfaces are deleted.
  ///
  /// - Parameter leavingInterfaces: leaves the CNI's secondary interfaces behind, as a CNI that died too early does.
  public mutating func removeNode(named name: String, leavingInterfaces: Bool = false) throws(SimulatorError) {
    guard let index = nodes.firstIndex(where: { $0.name == name }) else { throw .noSuchNode(name) }
    for uid in nodes[index].podUIDs { forgetPod(uid) }
    for uid in unscheduled where podsByUID[uid]?.requiredNode == name { forgetPod(uid) }
    for id in nodes[index].interfaceIDs {
      let isLeft = leavingInterfaces && interfacesByID[id]?.isPrimary == false
      if isLeft { detachInterface(id) } else { deleteInterface(id) }
    }
    var node = nodes.remove(at: index)
    terminatedNodes.append((node, now))
    node.resourceVersion = nextRevision()
    noteWrite("DELETED", ofNode: node)
    for key in workloadsByKey.keys.sorted() { reconcile(key) }
    runScheduler()
  }

  /// Cordons the node and deletes all of its pods but those of DaemonSets.
  public mutating func drainNode(named name: String) throws(SimulatorError) {
    try setSchedulable(false, node: name)
    for uid in node(named: name)?.podUIDs ?? [] where podsByUID[uid]?.requiredNode == nil { deletePod(uid) }
  }

  /// Cordons or uncordons a node: `spec.unschedulable`.
  public mutating func setSchedulable(_ isSchedulable: Bool, node name: String) throws(SimulatorError) {
    guard let index = nodes.firstIndex(where: { $0.name == name }) else { throw .noSuchNode(name) }
    nodes[index].isSchedulable = isSchedulable
    touchNode(index)
    runScheduler()
  }

  /// Sets the condition `Ready` of a node; one that is not ready carries the taints that keep pods away.
  public mutating func setReady(_ isReady: Bool, node name: String) throws(SimulatorError) {
    guard let index = nodes.firstIndex(where: { $0.name == name }) else { throw .noSuchNode(name) }
    guard nodes[index].isReady != isReady else { return }
    nodes[index].isReady = isReady
    nodes[index].readyChangedAt = now
    touchNode(index)
    runScheduler()
  }

  private mutating func touchNode(_ index: Int) {
    nodes[index].resourceVersion = nextRevision()
    noteWrite("MODIFIED", ofNode: nodes[index])
  }

  private mutating func takePrimaryAddress(_ wanted: IPv4Address?, subnet: Int) throws(SimulatorError) -> IPv4Address {
    let subnetID = subnets[subnet].id
    if let wanted {
      guard subnets[subnet].take(wanted) else { throw .addressUnavailable(wanted, subnetID: subnetID) }
      return wanted
    }
    guard let address = subnets[subnet].takeAddresses(1, using: &random)?.first else {
      throw .insufficientFreeAddresses(subnetID: subnetID)
    }
    return address
  }

  private mutating func makeNode(
    _ group: SimulatedNodeGroup, subnet: SimulatedSubnet, address: IPv4Address, instanceID: String, eni: String
  ) -> SimulatedNode {
    let maxPods = group.maxPods ?? KubeletSizing.maxPods(of: group.instanceType, cni: cni)
    let resources = KubeletSizing.resources(of: group.instanceType, maxPods: maxPods)
    var node = SimulatedNode(
      name: SimulatedEC2Names.privateDNSName(address, region: settings.region), uid: UID.random(using: &random),
      instanceID: instanceID, group: group.name, instanceType: group.instanceType, zone: subnet.zone,
      subnetID: subnet.id, privateIP: address, createdAt: now, isSpot: group.isSpot,
      capacity: resources.capacity, allocatable: resources.allocatable, readyChangedAt: now, interfaceIDs: [eni])
    node.resourceVersion = nextRevision()
    return node
  }
}

/// Names that EC2 derives from others.
enum SimulatedEC2Names {
  /// The private DNS name of an address.
  static func privateDNSName(_ address: IPv4Address, region: String) -> String {
    let host = "ip-" + address.description.split(separator: ".").joined(separator: "-")
    return host + (region == "us-east-1" ? ".ec2.internal" : ".\(region).compute.internal")
  }

  /// The region's part of a zone id: `apne2` for `ap-northeast-2`.
  static func zoneIDPrefix(of region: String) -> String {
    let parts = region.split(separator: "-")
    guard parts.count == 3 else { return region }
    let directions = ["northeast": "ne", "southeast": "se", "northwest": "nw", "southwest": "sw", "central": "c"]
    return "\(parts[0])\(directions[String(parts[1])] ?? String(parts[1].prefix(1)))\(parts[2])"
  }
}
