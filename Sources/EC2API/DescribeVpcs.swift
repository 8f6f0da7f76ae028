public import AWSAccess
import OutsideText
public import Capacity

extension EC2Client {
  /// The VPCs with these ids; those that are gone are left out.
  /// - Throws: `AWSError`.
  public func describeVPCs(ids: some Collection<String>) async throws(AWSError) -> [VPC] {
    try await list(VPCsDecoder(), action: "DescribeVpcs", filter: "vpc-id", values: ids)
  }
}

/// Reads `DescribeVpcsResponse`.
struct VPCsDecoder: EC2PageDecoder {
  enum Element: Sendable {
    case item, nextToken
    case id, firstCIDR, association, cidr, state, ipv6Association, ipv6CIDR, ipv6State
  }

  static let root = "DescribeVpcsResponse"
  static let elements: [(path: String, element: Element)] = pageElements(
    item: "vpcSet/item", .item, nextToken: .nextToken,
    [
      ("vpcId", .id), ("cidrBlock", .firstCIDR), ("cidrBlockAssociationSet/item", .association),
      ("cidrBlockAssociationSet/item/cidrBlock", .cidr),
      ("cidrBlockAssociationSet/item/cidrBlockState/state", .state),
      ("ipv6CidrBlockAssociationSet/item", .ipv6Association),
      ("ipv6CidrBlockAssociationSet/item/ipv6CidrBlock", .ipv6CIDR),
      ("ipv6CidrBlockAssociationSet/item/ipv6CidrBlockState/state", .ipv6State),
    ])

  var values: [VPC] = []
  var nextToken = ""
  private var current = VPC(id: "", cidrs: [])
  private var firstCIDR: IPv4Block?
  private var association = CIDRAssociation()
  private var ipv6 = CIDRAssociation()

  init() {}

  mutating func end(_ element: Element, text: String) throws(XMLReplyError) {
    switch element {
    case .item: try endItem()
    case .nextToken: nextToken = text
    case .id: current.id = text
    case .firstCIDR: firstCIDR = try ReplyValue.ipv4Block(text, "cidrBlock")
    case .cidr: association.cidr = text
    case .state: association.state = text
    case .association:
      if let cidr = association.take() { current.cidrs.append(try ReplyValue.ipv4Block(cidr, "cidrBlock")) }
    case .ipv6CIDR: ipv6.cidr = text
    case .ipv6State: ipv6.state = text
    case .ipv6Association:
      if let cidr = ipv6.take() { current.ipv6CIDRs.append(try ReplyValue.ipv6Block(cidr, "ipv6CidrBlock")) }
    }
  }

  /// Ends a VPC, whose original range comes first.
  private mutating func endItem() throws(XMLReplyError) {
    _ = try ReplyValue.required(current.id, "vpcId", of: "a VPC")
    if let firstCIDR { current.cidrs = [firstCIDR] + current.cidrs.filter { $0 != firstCIDR } }
    values.append(current)
    current = VPC(id: "", cidrs: [])
    firstCIDR = nil
  }
}
