import Capacity

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
