import TextEncoding
public import AWSAccess
import OutsideText
public import Capacity

extension EC2Client {
  /// All subnets of these VPCs.
  /// - Throws: `AWSError`.
  public func describeSubnets(vpcIDs: some Collection<String>) async throws(AWSError) -> [Subnet] {
    try await list(SubnetsDecoder(), action: "DescribeSubnets", filter: "vpc-id", values: vpcIDs)
  }
}

/// Reads `DescribeSubnetsResponse`.
struct SubnetsDecoder: EC2PageDecoder {
  enum Element: Sendable {
    case item, nextToken
    case id, vpcID, ownerID, zone, cidr, availableCount
    case ipv6Association, ipv6CIDR, ipv6State
    case tag, tagKey, tagValue
  }

  static let root = "DescribeSubnetsResponse"
  static let elements: [(path: String, element: Element)] = pageElements(
    item: "subnetSet/item", .item, nextToken: .nextToken,
    [
      ("subnetId", .id), ("vpcId", .vpcID), ("ownerId", .ownerID), ("availabilityZone", .zone), ("cidrBlock", .cidr),
      ("availableIpAddressCount", .availableCount), ("ipv6CidrBlockAssociationSet/item", .ipv6Association),
      ("ipv6CidrBlockAssociationSet/item/ipv6CidrBlock", .ipv6CIDR),
      ("ipv6CidrBlockAssociationSet/item/ipv6CidrBlockState/state", .ipv6State),
      ("tagSet/item", .tag), ("tagSet/item/key", .tagKey), ("tagSet/item/value", .tagValue),
    ])

  var values: [Subnet] = []
  var nextToken = ""
  private var pool = StringInterner()
  private var current = Subnet(id: "", vpcID: "")
  private var availableCount: Int?
  private var ipv6 = CIDRAssociation()
  private var tags = TagReading()

  init() {}

  mutating func end(_ element: Element, text: String) throws(XMLReplyError) {
    switch element {
    case .item: try endItem()
    case .nextToken: nextToken = text
    case .id: current.id = text
    case .vpcID: current.vpcID = pool.text(text)
    case .ownerID: current.ownerID = text.isEmpty ? nil : pool.text(text)
    case .zone: current.zone = pool.text(text)
    case .cidr: current.cidr = text.isEmpty ? nil : try ReplyValue.ipv4Block(text, "cidrBlock")
    case .availableCount: availableCount = try count(text)
    case .ipv6CIDR: ipv6.cidr = text
    case .ipv6State: ipv6.state = text
    case .ipv6Association:
      if let cidr = ipv6.take() { current.ipv6CIDRs.append(try ReplyValue.ipv6Block(cidr, "ipv6CidrBlock")) }
    case .tagKey: tags.key = text
    case .tagValue: tags.value = text
    case .tag: tags.endTag(&pool, keeping: Subnet.recordsTag)
    }
  }

  /// moto counts below zero where it gives an address out twice.
  private func count(_ text: String) throws(XMLReplyError) -> Int {
    guard let number = Int(text) else { throw .invalid(element: "availableIpAddressCount") }
    return max(0, number)
  }

  private mutating func endItem() throws(XMLReplyError) {
    _ = try ReplyValue.required(current.id, "subnetId", of: "a subnet")
    _ = try ReplyValue.required(current.vpcID, "vpcId", of: .name(current.id))
    guard let availableCount else { throw .missing(element: "availableIpAddressCount", item: .name(current.id)) }
    current.availableIPv4Count = availableCount
    current.tags = tags.take()
    values.append(current)
    current = Subnet(id: "", vpcID: "")
    self.availableCount = nil
  }
}

/// An address range with its state, which may be on its way in or out.
struct CIDRAssociation {
  var cidr = ""
  var state = ""

  /// The range if it is associated or has no state; nothing is left here.
  mutating func take() -> String? {
    defer { self = CIDRAssociation() }
    return !cidr.isEmpty && (state.isEmpty || state == "associated") ? cidr : nil
  }
}
