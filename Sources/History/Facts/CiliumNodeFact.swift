import Capacity
import Database

/// What Cilium may assign on nodes, in `cilium_node_state`.
enum CiliumNodeFact: RecordedFact {
  static let source = Source.ciliumNodes
  static var reading: WritableKeyPath<Snapshot, Reading<[CiliumNode]>> { \.ciliumNodes }

  static let state = StateTable(
    name: "cilium_node_state",
    columns: [
      "node", "uses_enis", "first_interface_index", "uses_primary_address", "disables_prefix_delegation",
      "max_allocate", "subnet_ids", "subnet_tags", "excluded_interface_tags", "own_addresses",
    ])

  static func key(of node: CiliumNode) -> String { node.name }

  static func key(of row: inout Row) -> String { row.text() }

  static func encodeState(_ node: CiliumNode, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) {
    sink.text(node.name)
    sink.flag(node.usesENIs)
    sink.integer(Int64(node.firstInterfaceIndex))
    sink.flag(node.usesPrimaryAddress)
    sink.flag(node.disablesPrefixDelegation)
    sink.integer(node.maxAllocate.map { Int64($0) })
    sink.text(JSONText.strings(node.subnetIDs))
    sink.text(TagText.text(of: node.subnetTags))
    sink.text(TagText.text(of: node.excludedInterfaceTags))
    sink.bytes(PackedAddresses.pack(node.ownAddresses))
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> CiliumNode {
    CiliumNode(
      name: row.text(), usesENIs: row.flag(), firstInterfaceIndex: Int(clamping: row.integer()),
      usesPrimaryAddress: row.flag(), disablesPrefixDelegation: row.flag(),
      maxAllocate: row.optionalInteger().map { Int(clamping: $0) },
      subnetIDs: try JSONText.parseStrings(row.text()), subnetTags: try TagText.tags(row.text()),
      excludedInterfaceTags: try TagText.tags(row.text()), ownAddresses: PackedAddresses.ipv4Addresses(row.bytes()))
  }
}
