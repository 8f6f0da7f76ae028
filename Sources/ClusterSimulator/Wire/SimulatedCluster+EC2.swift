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
