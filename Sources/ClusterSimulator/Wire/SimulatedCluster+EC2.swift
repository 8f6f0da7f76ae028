import Capacity

/// What EC2 describes of the cluster: subnets, the VPC and reservations.
extension SimulatedCluster {
  var subnetItems: [EC2Item] {
    subnets.map { subnet in
      EC2Item(
        id: subnet.id,
        attributes: [
          "subnet-id": [subnet.id], "vpc-id": [vpcID], "availability-zone": [subnet.zone],
          "cidr-block": [subnet.cidr.description],
        ].addingTags(subnet.tags)
      ) { render(subnet, into: &$0) }
    }
  }

  private func render(_ subnet: SimulatedSubnet, into item: inout XMLDocument) {
    item.element("subnetId", subnet.id)
    item.element(
      "subnetArn", "arn:aws:ec2:\(settings.region):\(settings.accountID):subnet/\(subnet.id)")
    item.element("state", "available")
    item.element("ownerId", settings.accountID)
    item.element("vpcId", vpcID)
    item.element("cidrBlock", subnet.cidr.description)
    item.element("ipv6CidrBlockAssociationSet") { _ in }
    item.element("availableIpAddressCount", subnet.availableCount)
    item.element("availabilityZone", subnet.zone)
    item.element("availabilityZoneId", subnet.zoneID)
    item.element("defaultForAz", false)
    item.element("mapPublicIpOnLaunch", true)
    item.element("assignIpv6AddressOnCreation", false)
    item.element("ipv6Native", false)
    item.tags(subnet.tags)
  }

  var vpcItem: EC2Item {
    EC2Item(id: vpcID, attributes: ["vpc-id": [vpcID]]) { item in
      item.element("vpcId", vpcID)
      item.element("ownerId", settings.accountID)
      item.element("state", "available")
      item.element("cidrBlock", vpcCIDR.description)
      item.list("cidrBlockAssociationSet", [vpcCIDR]) { association, block in
        association.element("associationId", "vpc-cidr-assoc-" + vpcID.dropFirst(4))
        association.element("cidrBlock", block.description)
        association.element("cidrBlockState") { $0.element("state", "associated") }
      }
      item.element("ipv6CidrBlockAssociationSet") { _ in }
      item.element("instanceTenancy", "default")
      item.element("isDefault", false)
      item.element("tagSet") { _ in }
    }
  }

  func reservationItems(subnetID: String) throws(AWSFailure) -> [EC2Item] {
    guard let subnet = subnet(subnetID) else {
      throw AWSFailure(
        status: 400, code: "InvalidSubnetID.NotFound", message: "The subnet ID '\(subnetID)' does not exist")
    }
    return subnet.reservations.map { reservation in
      EC2Item(
        id: reservation.id, attributes: ["reservationType": [reservation.isForPrefixes ? "prefix" : "explicit"]]
      ) { item in
        item.element("subnetCidrReservationId", reservation.id)
        item.element("subnetId", subnetID)
        item.element("cidr", reservation.cidr.description)
        item.element("reservationType", reservation.isForPrefixes ? "prefix" : "explicit")
        item.element("ownerId", settings.accountID)
        item.element("tagSet") { _ in }
      }
    }
  }

  /// The types of the cluster's node groups and nodes, by name.
  var instanceTypeItems: [EC2Item] {
    let types = Set(nodeGroups.values.map(\.instanceType) + nodes.map(\.instanceType))
    return types.sorted { $0.name < $1.name }.map { type in
      EC2Item(id: type.name, attributes: ["instance-type": [type.name]]) { Self.render(type, into: &$0) }
    }
  }

  private static func render(_ type: InstanceType, into item: inout XMLDocument) {
    item.element("instanceType", type.name)
    item.element("currentGeneration", true)
    item.element("bareMetal", type.isBareMetal)
    item.element("hypervisor", type.isBareMetal ? nil : type.hypervisor)
    item.element("processorInfo") { info in
      info.list("supportedArchitectures", type.architectures.split(separator: ",")) { $0.write(String($1)) }
    }
    item.element("vCpuInfo") { $0.element("defaultVCpus", type.vcpus) }
    item.element("memoryInfo") { $0.element("sizeInMiB", Int(type.memoryMiB)) }
    item.element("networkInfo") { info in
      let cards = [type.enisMax] + (type.enisMaxAllCards > type.enisMax ? [type.enisMaxAllCards - type.enisMax] : [])
      info.element("maximumNetworkInterfaces", type.enisMaxAllCards)
      info.element("maximumNetworkCards", cards.count)
      info.element("defaultNetworkCardIndex", 0)
      info.list("networkCards", cards.enumerated()) { card, entry in
        card.element("networkCardIndex", entry.offset)
        card.element("maximumNetworkInterfaces", entry.element)
      }
      info.element("ipv4AddressesPerInterface", type.ipv4PerENI)
      info.element("ipv6AddressesPerInterface", type.ipv6PerENI)
      info.element("ipv6Supported", type.ipv6PerENI > 0)
      info.element("efaSupported", false)
    }
  }
}

extension XMLDocument {
  mutating func tags(_ tags: [Tag]) {
    list("tagSet", tags) { item, tag in
      item.element("key", tag.key)
      item.element("value", tag.value)
    }
  }
}

extension [String: [String]] {
  /// The filters `tag:KEY` and `tag-key` besides these.
  func addingTags(_ tags: [Tag]) -> Self {
    var attributes = self
    for tag in tags { attributes["tag:" + tag.key] = [tag.value] }
    attributes["tag-key"] = tags.map(\.key)
    return attributes
  }
}

/// What EC2 describes of the cluster: instances and network interfaces.
extension SimulatedCluster {
  /// One reservation per instance; terminated ones stay for an hour.
  var instanceItems: [EC2Item] {
    (nodes.map { ($0, true) } + terminatedNodes.map { ($0.node, false) }).map { node, isRunning in
      EC2Item(
        id: node.instanceID,
        attributes: [
          "instance-id": [node.instanceID], "instance-state-name": [isRunning ? "running" : "terminated"],
          "instance-type": [node.instanceType.name], "vpc-id": isRunning ? [vpcID] : [],
          "subnet-id": isRunning ? [node.subnetID] : [], "private-dns-name": isRunning ? [node.name] : [],
        ].addingTags(tags(of: node))
      ) { reservation in
        reservation.element("reservationId", "r-" + node.instanceID.dropFirst(2))
        reservation.element("ownerId", settings.accountID)
        reservation.element("groupSet") { _ in }
        reservation.list("instancesSet", [node]) { render($1, isRunning: isRunning, into: &$0) }
      }
    }.sorted { $0.id < $1.id }
  }

  private func tags(of node: SimulatedNode) -> [Tag] {
    [
      Tag(key: "eks:cluster-name", value: settings.name), Tag(key: "eks:nodegroup-name", value: node.group),
      Tag(key: "kubernetes.io/cluster/\(settings.name)", value: "owned"),
    ]
  }

  private func render(_ node: SimulatedNode, isRunning: Bool, into item: inout XMLDocument) {
    item.element("instanceId", node.instanceID)
    item.element("imageId", "ami-12c6146b")
    item.element("instanceState") { state in
      state.element("code", isRunning ? 16 : 48)
      state.element("name", isRunning ? "running" : "terminated")
    }
    item.element("privateDnsName", isRunning ? node.name : "")
    item.element("instanceType", node.instanceType.name)
    item.element("launchTime", Self.milliseconds(node.createdAt))
    item.element("placement") { placement in
      placement.element("availabilityZone", node.zone)
      placement.element("tenancy", "default")
    }
    item.element("architecture", "x86_64")
    item.element("hypervisor", "xen")
    item.element("instanceLifecycle", node.isSpot ? "spot" : nil)
    if isRunning {
      item.element("subnetId", node.subnetID)
      item.element("vpcId", vpcID)
      item.element("privateIpAddress", node.privateIP.description)
      item.list("networkInterfaceSet", node.interfaceIDs.compactMap { interface($0) }) {
        render($1, into: &$0, short: true)
      }
    } else {
      item.element("networkInterfaceSet") { _ in }
    }
    item.tags(tags(of: node))
  }

  var interfaceItems: [EC2Item] {
    interfaces.map { interface in
      let value = interface.value
      return EC2Item(
        id: value.id,
        attributes: [
          "network-interface-id": [value.id], "vpc-id": [value.vpcID], "subnet-id": [value.subnetID],
          "status": [value.status], "interface-type": [value.interfaceType], "description": [value.description],
          "availability-zone": [interface.zone],
          "attachment.instance-id": [value.attachment?.instanceID].compactMap(\.self),
          "addresses.private-ip-address": value.ipv4Addresses.map(\.description),
          "private-ip-address": value.ipv4Addresses.prefix(1).map(\.description),
        ].addingTags(value.tags)
      ) { render(interface, into: &$0, short: false) }
    }
  }

  /// An interface as DescribeNetworkInterfaces has it or, `short`, as an instance's item does: without tags.
  private func render(_ interface: SimulatedInterface, into item: inout XMLDocument, short: Bool) {
    let value = interface.value
    item.element("networkInterfaceId", value.id)
    item.element("subnetId", value.subnetID)
    item.element("vpcId", value.vpcID)
    item.element("availabilityZone", short ? nil : interface.zone)
    item.element("description", value.description)
    item.element("ownerId", settings.accountID)
    item.element("requesterId", short || value.requesterID.isEmpty ? nil : value.requesterID)
    if !short { item.element("requesterManaged", value.isRequesterManaged) }
    item.element("status", value.status)
    item.element("macAddress", interface.macAddress)
    item.element("privateIpAddress", value.ipv4Addresses.first?.description)
    item.element("sourceDestCheck", true)
    item.list("groupSet", [securityGroupID]) { group, id in
      group.element("groupId", id)
      group.element("groupName", "eks-cluster-sg-\(settings.name)")
    }
    renderAttachment(of: interface, into: &item, short: short)
    if !short { item.tags(value.tags) }
    item.list("privateIpAddressesSet", value.ipv4Addresses.enumerated()) { address, entry in
      address.element("privateIpAddress", entry.element.description)
      address.element("primary", entry.offset == 0)
    }
    item.list("ipv4PrefixSet", value.ipv4Prefixes) { $0.element("ipv4Prefix", $1.description) }
    item.element("ipv6AddressesSet") { _ in }
    item.element("interfaceType", value.interfaceType)
  }

  private func renderAttachment(of interface: SimulatedInterface, into item: inout XMLDocument, short: Bool) {
    guard let attachment = interface.value.attachment else { return }
    item.element("attachment") { element in
      element.element("attachmentId", interface.attachmentID)
      if !short {
        element.element("instanceId", attachment.instanceID)
        element.element("instanceOwnerId", attachment.instanceID == nil ? "amazon-aws" : settings.accountID)
      }
      element.element("deviceIndex", attachment.deviceIndex)
      element.element("networkCardIndex", attachment.networkCardIndex)
      element.element("status", "attached")
      element.element("attachTime", Self.milliseconds(interface.attachedAt))
      element.element("deleteOnTermination", true)
    }
  }

  /// A time as EC2 writes it, with milliseconds.
  private static func milliseconds(_ time: Timestamp) -> String { time.description.dropLast() + ".000Z" }
}
