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

  /// Fills up an interface with free slots, else attaches another; false if neither is possible.
  private mutating func grow(onNode index: Int, targets: WarmTargets, shortage: Int) -> Bool {
    guard let subnet = subnets.firstIndex(where: { $0.id == nodes[index].subnetID }) else { return false }
    let limit = nodes[index].instanceType.ipv4PerENI
    for id in nodes[index].interfaceIDs {
      let free =
        limit - (interfacesByID[id].map { $0.value.ipv4Addresses.count + $0.value.ipv4Prefixes.count } ?? limit)
      guard free > 0 else { continue }
      return fill(id, subnet: subnet, node: index, slots: min(free, targets.slots(for: shortage, free: free)))
    }
    guard nodes[index].interfaceIDs.count < min(nodes[index].instanceType.enisMax, cni.maxENI ?? .max) else {
      return false
    }
    return attachInterface(
      onNode: index, subnet: subnet, slots: min(limit - 1, targets.slots(for: shortage, free: limit - 1)))
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

/// What of a node's pool the CNI gives back.
extension SimulatedCluster {
  mutating func shrink(onNode index: Int, targets: WarmTargets, pool: AddressPool) {
    guard let subnet = subnets.firstIndex(where: { $0.id == nodes[index].subnetID }) else { return }
    var surplus = targets.surplus(pool)
    if targets.countsAddresses, surplus > 0 { surplus -= releaseSpares(surplus, onNode: index, subnet: subnet) }
    removeIdleInterface(onNode: index, targets: targets)
  }

  /// Unassigns up to `count` addresses that no pod uses, from the last interface on; returns how many.
  private mutating func releaseSpares(_ count: Int, onNode index: Int, subnet: Int) -> Int {
    let node = nodes[index]
    var left = count
    for id in node.interfaceIDs.reversed() {
      guard let interface = interfacesByID[id] else { continue }
      for prefix in interface.value.ipv4Prefixes where left >= 16 && !node.usesAny(of: prefix) {
        interfacesByID[id]?.value.ipv4Prefixes.removeAll { $0 == prefix }
        subnets[subnet].release(prefix)
        left -= 16
      }
      for address in interface.value.ipv4Addresses.dropFirst() where left > 0 && !node.uses(address) {
        interfacesByID[id]?.value.ipv4Addresses.removeAll { $0 == address }
        subnets[subnet].release(address)
        left -= 1
      }
    }
    return count - left
  }

  /// Detaches and deletes an interface if the pool is large enough without it and no pod has used it lately.
  private mutating func removeIdleInterface(onNode index: Int, targets: WarmTargets) {
    let node = nodes[index]
    let idle = node.interfaceIDs.reversed().compactMap { interfacesByID[$0] }
      .first { !$0.isPrimary && !$0.podAddresses.contains(where: node.uses) }
    guard let idle else { return }
    var without = AddressPool(node, interfaces: interfacesByID)
    without.total -= idle.podAddresses.count
    without.freePrefixes -= idle.value.ipv4Prefixes.count
    guard !targets.isTooLow(without) else { return }
    nodes[index].interfaceIDs.removeAll { $0 == idle.id }
    deleteInterface(idle.id)
  }
}

extension SimulatedNode {
  /// Whether a pod uses the address or has used it within the last 30 s.
  func uses(_ address: IPv4Address) -> Bool {
    addressesInUse[address] != nil || addressesCooling.contains(address)
  }

  func usesAny(of prefix: IPv4Block) -> Bool {
    addressesInUse.keys.contains { prefix.contains($0) } || addressesCooling.contains { prefix.contains($0) }
  }
}

/// A node's pool of pod addresses, counted.
struct AddressPool {
  /// Pod addresses on the node's interfaces.
  var total: Int
  /// Those that pods use.
  let used: Int
  /// Those that cool.
  let cooling: Int
  /// Prefixes of which no address is in use or cooling.
  var freePrefixes: Int

  /// Those that can be handed out at once.
  var available: Int { total - used - cooling }

  init(_ node: SimulatedNode, interfaces: [String: SimulatedInterface]) {
    let mine = node.interfaceIDs.compactMap { interfaces[$0] }
    total = mine.reduce(0) { $0 + $1.value.ipv4AssignedCount - 1 }
    used = node.addressesInUse.count
    cooling = node.addressesCooling.count
    freePrefixes = mine.reduce(0) { $0 + $1.value.ipv4Prefixes.count { !node.usesAny(of: $0) } }
  }
}

/// How large the CNI keeps a node's pool.
///
/// IP targets override the ENI and the prefix target; without them a whole ENI, or whole prefixes, stay free.
/// Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md
struct WarmTargets {
  private enum Rule {
    case addresses(warm: Int, minimum: Int)
    case prefixes(warm: Int)
    case enis(warm: Int, addressesPerENI: Int)
  }

  private let rule: Rule
  private let isPrefixMode: Bool

  /// The targets of the settings for an instance type; nil where pods take no IPv4 addresses.
  init?(cni: CNISettings, type: InstanceType) {
    guard !cni.usesIPv6 else { return nil }
    isPrefixMode = cni.usesPrefixDelegation && type.supportsPrefixDelegation
    let warmIPs = cni.number("WARM_IP_TARGET").flatMap { $0 > 0 ? $0 : nil }
    let minimumIPs = cni.number("MINIMUM_IP_TARGET").flatMap { $0 > 0 ? $0 : nil }
    if warmIPs != nil || minimumIPs != nil {
      rule = .addresses(warm: warmIPs ?? 0, minimum: minimumIPs ?? 0)
    } else if isPrefixMode {
      rule = .prefixes(warm: max(1, cni.number("WARM_PREFIX_TARGET") ?? 1))
    } else {
      rule = .enis(warm: cni.number("WARM_ENI_TARGET") ?? 1, addressesPerENI: type.ipv4PerENI - 1)
    }
  }

  /// Whether single addresses are counted, so that an interface is filled only as far as needed.
  var countsAddresses: Bool {
    if case .addresses = rule { return true }
    return false
  }

  func isTooLow(_ pool: AddressPool) -> Bool { shortage(pool) > 0 }

  /// Addresses (prefixes under a prefix target) that the pool lacks.
  func shortage(_ pool: AddressPool) -> Int {
    switch rule {
    case .addresses(let warm, let minimum): max(0, warm - pool.available, minimum - pool.total)
    case .prefixes(let warm): max(0, warm - pool.freePrefixes)
    case .enis(let warm, let perENI): max(0, max(warm * perENI, pool.total == 0 ? 1 : 0) - pool.available)
    }
  }

  /// Addresses that the pool has too many under IP targets.
  func surplus(_ pool: AddressPool) -> Int {
    guard case .addresses(let warm, let minimum) = rule else { return 0 }
    return max(0, min(pool.available - warm, pool.total - minimum))
  }

  /// Whether the pool holds as many addresses as the kubelet lets pods run; it grows no further then.
  func stopsGrowth(_ pool: AddressPool, maxPods: Int64) -> Bool { pool.total >= Int(maxPods) }

  /// The addresses or prefixes to ask for, of an interface with so many `free` slots.
  func slots(for shortage: Int, free: Int) -> Int {
    switch rule {
    case .addresses: isPrefixMode ? (shortage + 15) / 16 : shortage
    case .prefixes: shortage
    case .enis: free
    }
  }
}
