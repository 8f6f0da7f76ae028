public import Capacity

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
    terminatedNodes.append((nodes.remove(at: index), now))
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
    nodes[index].resourceVersion = nextRevision()
    runScheduler()
  }

  /// Sets the condition `Ready` of a node; one that is not ready carries the taints that keep pods away.
  public mutating func setReady(_ isReady: Bool, node name: String) throws(SimulatorError) {
    guard let index = nodes.firstIndex(where: { $0.name == name }) else { throw .noSuchNode(name) }
    guard nodes[index].isReady != isReady else { return }
    nodes[index].isReady = isReady
    nodes[index].readyChangedAt = now
    nodes[index].resourceVersion = nextRevision()
    runScheduler()
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
