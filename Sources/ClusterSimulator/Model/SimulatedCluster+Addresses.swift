import Capacity

/// The stand-in for the VPC CNI's address manager (ipamd): it keeps a warm pool on every node, in the sizes that
/// `aws-node`'s environment asks for.
///
/// Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md
extension SimulatedCluster {
  /// The environment of a fresh EKS add-on.
  public static func defaultCNIEnvironment(clusterName: String, vpcID: String) -> [String: String] {
    [
      "ADDITIONAL_ENI_TAGS": "{}", "ANNOTATE_POD_IP": "false", "AWS_VPC_CNI_NODE_PORT_SUPPORT": "true",
      "AWS_VPC_ENI_MTU": "9001", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "false", "AWS_VPC_K8S_CNI_EXTERNALSNAT": "false",
      "AWS_VPC_K8S_CNI_LOGLEVEL": "DEBUG", "AWS_VPC_K8S_CNI_RANDOMIZESNAT": "prng",
      "AWS_VPC_K8S_CNI_VETHPREFIX": "eni", "CLUSTER_NAME": clusterName, "DISABLE_METRICS": "false",
      "ENABLE_IPv4": "true", "ENABLE_IPv6": "false", "ENABLE_POD_ENI": "false", "ENABLE_PREFIX_DELEGATION": "false",
      "ENABLE_SUBNET_DISCOVERY": "true", "POD_SECURITY_GROUP_ENFORCING_MODE": "strict", "VPC_ID": vpcID,
      "WARM_ENI_TARGET": "1", "WARM_PREFIX_TARGET": "1",
    ]
  }

  /// Changes variables of `aws-node` (nil removes one) and, if given, its version. Nodes keep what they have and grow
  /// in the new mode; only nodes launched later get another max pods.
  public mutating func configureCNI(_ changes: [String: String?], version: String? = nil) {
    for (name, value) in changes { cniEnvironment[name] = value }
    cniVersion = version ?? cniVersion
    cni = CNISettings(version: cniVersion, environment: cniEnvironment)
    _ = nextRevision()
    for index in nodes.indices { reconcileAddresses(onNode: index) }
  }

  /// Gives a pod an address of its node; nil if the node has none.
  mutating func takeAddress(for uid: UID, onNode index: Int) -> IPv4Address? {
    let node = nodes[index]
    let free = node.interfaceIDs.compactMap { interfacesByID[$0] }.flatMap(\.podAddresses)
      .first { node.addressesInUse[$0] == nil && !node.addressesCooling.contains($0) }
    guard let free else {
      reconcileAddresses(onNode: index)
      return nil
    }
    nodes[index].addressesInUse[free] = uid
    reconcileAddresses(onNode: index)
    return free
  }

  /// Takes an address back; it cools for 30 s before another pod gets it.
  mutating func releaseAddress(_ address: IPv4Address, onNode index: Int) {
    guard nodes[index].addressesInUse.removeValue(forKey: address) != nil else { return }
    nodes[index].addressesCooling.insert(address)
    let period = Int64(cni.number("IP_COOLDOWN_PERIOD") ?? 30)
    alarms.set(.endCooling(node: nodes[index].name, address), at: now + period)
  }

  mutating func endCooling(of address: IPv4Address, on name: String) {
    guard let index = nodes.firstIndex(where: { $0.name == name }) else { return }
    nodes[index].addressesCooling.remove(address)
    reconcileAddresses(onNode: index)
  }

  /// Lets the node's pool grow until it is large enough or nothing more can be had, then gives back what is too much.
  mutating func reconcileAddresses(onNode index: Int) {
    guard let targets = WarmTargets(cni: cni, type: nodes[index].instanceType) else { return }
    var pool = AddressPool(nodes[index], interfaces: interfacesByID)
    while targets.isTooLow(pool), !targets.stopsGrowth(pool, maxPods: nodes[index].slots) {
      guard grow(onNode: index, targets: targets, shortage: targets.shortage(pool)) else { break }
      pool = AddressPool(nodes[index], interfaces: interfacesByID)
    }
    shrink(onNode: index, targets: targets, pool: pool)
  }

  /// Fills up an interface that has room, else attaches another; false if neither is possible.
  private mutating func grow(onNode index: Int, targets: WarmTargets, shortage: Int) -> Bool {
    guard let subnet = subnets.firstIndex(where: { $0.id == nodes[index].subnetID }) else { return false }
    let limit = nodes[index].instanceType.ipv4PerENI
    for id in nodes[index].interfaceIDs {
      let room =
        limit - (interfacesByID[id].map { $0.value.ipv4Addresses.count + $0.value.ipv4Prefixes.count } ?? limit)
      guard room > 0 else { continue }
      return fill(id, subnet: subnet, node: index, slots: min(room, targets.slots(for: shortage, room: room)))
    }
    guard nodes[index].interfaceIDs.count < min(nodes[index].instanceType.enisMax, cni.maxENI ?? .max) else {
      return false
    }
    return attachInterface(
      onNode: index, subnet: subnet, slots: min(limit - 1, targets.slots(for: shortage, room: limit - 1)))
  }

  /// Assigns addresses or prefixes to an interface. Where the subnet cannot give all at once, one is tried.
  private mutating func fill(_ id: String, subnet: Int, node index: Int, slots: Int) -> Bool {
    if cni.usesPrefixDelegation, nodes[index].instanceType.supportsPrefixDelegation {
      var taken = 0
      while taken < slots, let prefix = subnets[subnet].takePrefix(using: &random) {
        interfacesByID[id]?.value.ipv4Prefixes.append(prefix)
        taken += 1
      }
      nodes[index].lastAddressError = taken > 0 ? nil : "InsufficientCidrBlocks"
      return taken > 0
    }
    let addresses =
      subnets[subnet].takeAddresses(slots, using: &random) ?? subnets[subnet].takeAddresses(1, using: &random)
    nodes[index].lastAddressError = addresses == nil ? "InsufficientFreeAddressesInSubnet" : nil
    guard let addresses else { return false }
    interfacesByID[id]?.value.ipv4Addresses.append(contentsOf: addresses)
    return true
  }

  private mutating func attachInterface(onNode index: Int, subnet: Int, slots: Int) -> Bool {
    let isPrefixMode = cni.usesPrefixDelegation && nodes[index].instanceType.supportsPrefixDelegation
    guard let addresses = subnets[subnet].takeAddresses(isPrefixMode ? 1 : slots + 1, using: &random) else {
      nodes[index].lastAddressError = "InsufficientFreeAddressesInSubnet"
      return false
    }
    let instanceID = nodes[index].instanceID
    // The lowest address is not the primary one more often than any other.
    let primary = Int.random(in: addresses.indices, using: &random)
    let ordered = [addresses[primary]] + addresses.enumerated().filter { $0.offset != primary }.map(\.element)
    let id = makeInterface(
      subnet: subnet, addresses: ordered, description: "aws-K8S-\(instanceID)", instanceID: instanceID,
      deviceIndex: freeDeviceIndex(onNode: index), tags: interfaceTags(instanceID: instanceID))
    guard !isPrefixMode || fill(id, subnet: subnet, node: index, slots: slots) else {
      deleteInterface(id)
      return false
    }
    nodes[index].interfaceIDs.append(id)
    nodes[index].lastAddressError = nil
    return true
  }

  private func freeDeviceIndex(onNode index: Int) -> Int {
    let used = nodes[index].interfaceIDs.compactMap { interfacesByID[$0]?.value.attachment?.deviceIndex }
    return (0...used.count).first { !used.contains($0) } ?? used.count
  }

  /// The tags of an interface that the CNI creates.
  private func interfaceTags(instanceID: String) -> [Tag] {
    var tags = [
      Tag(key: "node.k8s.amazonaws.com/instance_id", value: instanceID),
      Tag(key: "node.k8s.amazonaws.com/createdAt", value: now.description),
    ]
    if let name = cniEnvironment["CLUSTER_NAME"], !name.isEmpty {
      tags.append(Tag(key: "cluster.k8s.amazonaws.com/name", value: name))
      tags.append(Tag(key: "eks:eni:owner", value: "amazon-vpc-cni"))
    }
    return tags
  }
}
