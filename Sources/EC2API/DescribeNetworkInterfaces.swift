import TextEncoding
public import AWSAccess
import OutsideText
public import Capacity

extension EC2Client {
  /// All network interfaces of these VPCs, of all owners.
  /// - Throws: `AWSError`.
  public func describeNetworkInterfaces(vpcIDs: some Collection<String>) async throws(AWSError) -> [NetworkInterface] {
    try await listWithManaged(
      NetworkInterfacesDecoder(), action: "DescribeNetworkInterfaces", filter: "vpc-id", values: vpcIDs)
  }
}

/// Reads `DescribeNetworkInterfacesResponse`.
struct NetworkInterfacesDecoder: EC2PageDecoder {
  enum Element: Sendable {
    case item, nextToken
    case id, vpcID, subnetID, status, interfaceType, description, requesterID, requesterManaged, operatorManaged
    case attachment, instanceID, deviceIndex, networkCardIndex
    case primaryIP, address, addressIP, addressIsPrimary, addressPublicIP, publicIP
    case ipv4Prefix, ipv6Address, ipv6Prefix
    case tag, tagKey, tagValue
  }

  static let root = "DescribeNetworkInterfacesResponse"
  static let elements: [(path: String, element: Element)] = pageElements(
    item: "networkInterfaceSet/item", .item, nextToken: .nextToken,
    [
      ("privateIpAddressesSet/item", .address), ("privateIpAddressesSet/item/privateIpAddress", .addressIP),
      ("privateIpAddressesSet/item/primary", .addressIsPrimary),
      ("privateIpAddressesSet/item/association/publicIp", .addressPublicIP),
      ("networkInterfaceId", .id), ("vpcId", .vpcID), ("subnetId", .subnetID), ("status", .status),
      ("interfaceType", .interfaceType), ("description", .description), ("requesterId", .requesterID),
      ("requesterManaged", .requesterManaged), ("operator/managed", .operatorManaged),
      ("attachment", .attachment), ("attachment/instanceId", .instanceID),
      ("attachment/deviceIndex", .deviceIndex), ("attachment/networkCardIndex", .networkCardIndex),
      ("privateIpAddress", .primaryIP), ("association/publicIp", .publicIP),
      ("ipv4PrefixSet/item/ipv4Prefix", .ipv4Prefix), ("ipv6AddressesSet/item/ipv6Address", .ipv6Address),
      ("ipv6PrefixSet/item/ipv6Prefix", .ipv6Prefix),
      ("tagSet/item", .tag), ("tagSet/item/key", .tagKey), ("tagSet/item/value", .tagValue),
    ])

  var values: [NetworkInterface] = []
  var nextToken = ""
  private var pool = StringInterner()
  private var current = blank
  private var attachment = NetworkInterface.Attachment(instanceID: nil, deviceIndex: 0)
  private var address = AddressReading()
  private var addresses: [AddressReading] = []
  private var primaryIP: IPv4Address?
  private var tags = TagReading()

  private static let blank = NetworkInterface(id: "", vpcID: "", subnetID: "", status: "", interfaceType: "interface")

  init() {}

  mutating func end(_ element: Element, text: String) throws(XMLReplyError) {
    switch element {
    case .addressIP: address.ip = try ReplyValue.ipv4(text, "privateIpAddress")
    case .addressIsPrimary: address.isPrimary = try ReplyValue.boolean(text, "primary")
    case .addressPublicIP: address.publicIP = try ReplyValue.ipv4(text, "publicIp")
    case .address: try endAddress()
    case .item: try endItem()
    case .nextToken: nextToken = text
    case .attachment, .instanceID, .deviceIndex, .networkCardIndex: try endAttachment(element, text)
    case .tag, .tagKey, .tagValue: endTag(element, text)
    default: try endField(element, text)
    }
  }

  private mutating func endField(_ element: Element, _ text: String) throws(XMLReplyError) {
    switch element {
    case .id: current.id = text
    case .vpcID: current.vpcID = pool.text(text)
    case .subnetID: current.subnetID = pool.text(text)
    case .status: current.status = text
    case .interfaceType: current.interfaceType = pool.text(text)
    case .description: current.description = pool.text(text)
    case .requesterID: current.requesterID = pool.text(text)
    case .requesterManaged, .operatorManaged:
      if try ReplyValue.boolean(text, "requesterManaged") { current.isRequesterManaged = true }
    case .primaryIP: primaryIP = try ReplyValue.ipv4(text, "privateIpAddress")
    case .publicIP: current.publicIP = try ReplyValue.ipv4(text, "publicIp")
    case .ipv4Prefix: current.ipv4Prefixes.append(try ReplyValue.ipv4Block(text, "ipv4Prefix"))
    case .ipv6Address: current.ipv6Addresses.append(try ReplyValue.ipv6(text, "ipv6Address"))
    case .ipv6Prefix: current.ipv6Prefixes.append(try ReplyValue.ipv6Block(text, "ipv6Prefix"))
    default: break
    }
  }

  private mutating func endAttachment(_ element: Element, _ text: String) throws(XMLReplyError) {
    switch element {
    case .instanceID: attachment.instanceID = pool.text(text)
    case .deviceIndex: attachment.deviceIndex = try ReplyValue.integer(text, "deviceIndex")
    case .networkCardIndex: attachment.networkCardIndex = try ReplyValue.integer(text, "networkCardIndex")
    default:
      current.attachment = attachment
      attachment = NetworkInterface.Attachment(instanceID: nil, deviceIndex: 0)
    }
  }

  private mutating func endTag(_ element: Element, _ text: String) {
    switch element {
    case .tagKey: tags.key = text
    case .tagValue: tags.value = text
    default: tags.endTag(&pool, keeping: NetworkInterface.recordsTag)
    }
  }

  private mutating func endAddress() throws(XMLReplyError) {
    guard address.ip != nil else { throw .missing(element: "privateIpAddress", item: "an address of an interface") }
    addresses.append(address)
    address = AddressReading()
  }

  private mutating func endItem() throws(XMLReplyError) {
    _ = try ReplyValue.required(current.id, "networkInterfaceId", of: "a network interface")
    _ = try ReplyValue.required(current.vpcID, "vpcId", of: .name(current.id))
    _ = try ReplyValue.required(current.subnetID, "subnetId", of: .name(current.id))
    _ = try ReplyValue.required(current.status, "status", of: .name(current.id))
    takeAddresses()
    current.ipv4Prefixes.sort { $0.base < $1.base }
    current.tags = tags.take()
    values.append(current)
    current = Self.blank
  }

  /// Sets the addresses: the primary first, the others by number.
  private mutating func takeAddresses() {
    if addresses.count > 1 { addresses.sort(by: AddressReading.precedes) }
    current.ipv4Addresses = addresses.compactMap(\.ip)
    if let primaryIP, addresses.isEmpty { current.ipv4Addresses = [primaryIP] }
    if current.publicIP == nil { current.publicIP = addresses.first { $0.isPrimary }?.publicIP }
    addresses.removeAll(keepingCapacity: true)
    primaryIP = nil
  }
}

/// An item of `privateIpAddressesSet`.
private struct AddressReading {
  var ip: IPv4Address?
  var isPrimary = false
  var publicIP: IPv4Address?

  static func precedes(_ left: AddressReading, _ right: AddressReading) -> Bool {
    guard left.isPrimary == right.isPrimary else { return left.isPrimary }
    return (left.ip?.bits ?? 0) < (right.ip?.bits ?? 0)
  }
}
