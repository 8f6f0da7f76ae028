import Capacity
import Database

/// Subnets: identity in `subnet`, the counter of free addresses in `subnet_state`.
enum SubnetFact: RecordedFact {
  static let source = Source.subnets
  static var reading: WritableKeyPath<Snapshot, Reading<[Subnet]>> { \.subnets }

  static let identity: IdentityTable? = IdentityTable(
    name: "subnet", columns: ["subnet_id", "vpc_id_ref", "zone_ref", "cidr", "ipv6_cidrs", "tags_ref", "owner_id_ref"])
  static let state = StateTable(name: "subnet_state", columns: ["available_ipv4_count"])

  static func key(of subnet: Subnet) -> String { subnet.id }

  static func key(of row: inout Row) -> String { row.text() }

  static func encodeIdentity(_ subnet: Subnet, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws {
    sink.text(subnet.id)
    try sink.reference(subnet.vpcID, in: dictionaries.texts)
    try sink.reference(subnet.zone, in: dictionaries.texts)
    if let cidr = subnet.cidr { sink.bytes(PackedAddresses.pack([cidr])) } else { sink.blob(nil) }
    sink.bytes(PackedAddresses.pack(subnet.ipv6CIDRs))
    try sink.reference(TagText.text(of: subnet.tags), in: dictionaries.texts)
    try sink.reference(subnet.ownerID, in: dictionaries.texts)
  }

  static func encodeState(_ subnet: Subnet, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) {
    sink.integer(Int64(subnet.availableIPv4Count))
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> Subnet {
    let texts = dictionaries.texts
    var subnet = Subnet(
      id: row.text(), vpcID: try row.reference(in: texts), zone: try row.reference(in: texts),
      cidr: PackedAddresses.ipv4Blocks(row.bytes()).first, ipv6CIDRs: PackedAddresses.ipv6Blocks(row.bytes()))
    subnet.tags = try texts.tags(of: row.integer())
    subnet.ownerID = try row.optionalReference(in: texts)
    subnet.availableIPv4Count = Int(row.integer())
    return subnet
  }
}
