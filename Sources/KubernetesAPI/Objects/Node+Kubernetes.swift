internal import Capacity
internal import OutsideText

extension Node {
  /// Makes a node of what the API gives.
  ///
  /// - Throws: `DecodingFailure` that names the node, if a field is missing or cannot be understood.
  init(_ node: ProtoNode) throws(DecodingFailure) {
    do throws(DecodingFailure) {
      try self.init(unnamed: node)
    } catch {
      throw error.inside("node \(.name(node.metadata.name))")
    }
  }

  private init(unnamed node: ProtoNode) throws(DecodingFailure) {
    let metadata = node.metadata
    guard !metadata.name.isEmpty else { throw DecodingFailure(.missing(field: "metadata.name")) }
    guard !metadata.uid.isEmpty else { throw DecodingFailure(.missing(field: "metadata.uid")) }
    let labels = NodeLabels(metadata.labels)
    self.init(
      uid: UID(opaque: metadata.uid), name: metadata.name, createdAt: metadata.createdAt,
      providerID: node.spec.providerID, instanceType: labels.instanceType, zone: labels.zone,
      nodeGroup: labels.nodeGroup, compute: labels.compute(providerID: node.spec.providerID),
      isReady: node.status.conditions.contains { $0.type == "Ready" && $0.status == "True" },
      isSchedulable: !node.spec.unschedulable,
      taints: node.spec.taints.map { Taint(key: $0.key, value: $0.value, effect: $0.effect) }.sorted(),
      allocatable: try Allocatable(node.status.allocatable),
      internalIP: try node.status.address(ofType: "InternalIP"),
      externalIP: try node.status.address(ofType: "ExternalIP"),
      kubeletVersion: node.status.nodeInfo.kubeletVersion, operatingSystem: node.status.nodeInfo.operatingSystem,
      hasTrunkENI: labels.hasTrunkENI)
  }
}

extension ProtoObjectMeta {
  /// `metadata.creationTimestamp`; nil if it is null.
  var createdAt: Timestamp? { Timestamp(creationTimestamp) }
}

extension Timestamp {
  /// The moment of a `Time` or `MicroTime`; nil for the one without content, by which the API writes null.
  init?(_ time: ProtoTime) {
    guard time.hasSeconds else { return nil }
    self.init(seconds: time.seconds)
  }
}

extension ProtoNodeStatus {
  /// The first address of a type.
  fileprivate func address(ofType type: String) throws(DecodingFailure) -> IPAddress? {
    guard let address = addresses.first(where: { $0.type == type })?.address else { return nil }
    return try IPAddress.kubernetes(address, field: "status.addresses \(.word(type) ?? .withheld)")
  }
}

extension Allocatable {
  /// Converts the resources that decide how many pods fit; others are not read.
  ///
  /// - Throws: `DecodingFailure` if one of them is no quantity.
  init(_ resources: [ProtoQuantityEntry]) throws(DecodingFailure) {
    self.init()
    for resource in resources {
      let quantity = { () throws(DecodingFailure) in
        try Quantity(kubernetes: resource.value.string, field: "status.allocatable \(.name(resource.key))")
      }
      switch resource.key {
      case "cpu": cpuMillicores = try quantity().milli
      case "memory": memoryBytes = try quantity().integer
      case "ephemeral-storage": ephemeralStorageBytes = try quantity().integer
      case "hugepages-1Gi": hugepages1GiBytes = try quantity().integer
      case "hugepages-2Mi": hugepages2MiBytes = try quantity().integer
      case "pods": pods = try quantity().integer
      case "vpc.amazonaws.com/pod-eni": podENIs = try quantity().integer
      case "vpc.amazonaws.com/PrivateIPv4Address": privateIPv4Addresses = try quantity().integer
      default: break
      }
    }
  }
}
