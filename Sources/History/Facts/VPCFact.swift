import Capacity
import Database

/// VPCs and their address ranges, in `vpc_state`.
enum VPCFact: RecordedFact {
  static let source = Source.vpcs
  static var reading: WritableKeyPath<Snapshot, Reading<[VPC]>> { \.vpcs }

  static let state = StateTable(name: "vpc_state", columns: ["vpc_id", "cidrs", "ipv6_cidrs"])

  static func key(of vpc: VPC) -> String { vpc.id }

  static func key(of row: inout Row) -> String { row.text() }

  static func encodeState(_ vpc: VPC, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) {
    sink.text(vpc.id)
    sink.bytes(PackedAddresses.pack(vpc.cidrs))
    sink.bytes(PackedAddresses.pack(vpc.ipv6CIDRs))
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) -> VPC {
    VPC(
      id: row.text(), cidrs: PackedAddresses.ipv4Blocks(row.bytes()),
      ipv6CIDRs: PackedAddresses.ipv6Blocks(row.bytes()))
  }
}
