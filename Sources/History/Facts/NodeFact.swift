import Capacity
import Database

/// Nodes: identity in `node`, readiness and Allocatable in `node_state`.
enum NodeFact: RecordedFact {
  static let source = Source.nodes
  static var reading: WritableKeyPath<Snapshot, Reading<[Node]>> { \.nodes }

  static let identity: IdentityTable? = IdentityTable(
    name: "node",
    columns: [
      "uid", "name_ref", "created_at", "provider_id", "instance_type_ref", "zone_ref", "node_group_ref", "compute",
      "operating_system_ref",
    ])
  static let state = StateTable(
    name: "node_state",
    columns: [
      "is_ready", "is_schedulable", "has_trunk_eni", "taints_ref", "cpu_allocatable_millicores",
      "memory_allocatable_bytes", "ephemeral_storage_allocatable_bytes", "hugepages_1gi_allocatable_bytes",
      "hugepages_2mi_allocatable_bytes", "pods_allocatable", "pod_enis_allocatable",
      "private_ipv4_addresses_allocatable", "internal_ip", "external_ip", "kubelet_version_ref",
    ])

  static func key(of node: Node) -> UID { node.uid }

  static func key(of row: inout Row) throws -> UID { try row.uid() }

  static func encodeIdentity(_ node: Node, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws {
    let texts = dictionaries.texts
    sink.uid(node.uid)
    try sink.reference(node.name, in: texts)
    sink.time(node.createdAt)
    sink.text(node.providerID)
    try sink.reference(node.instanceType, in: texts)
    try sink.reference(node.zone, in: texts)
    try sink.reference(node.nodeGroup, in: texts)
    sink.text(node.compute.rawValue)
    try sink.reference(node.operatingSystem, in: texts)
  }

  static func encodeState(_ node: Node, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws {
    sink.flag(node.isReady)
    sink.flag(node.isSchedulable)
    sink.flag(node.hasTrunkENI)
    try sink.reference(text(of: node.taints), in: dictionaries.texts)
    sink.integer(node.allocatable.cpuMillicores)
    sink.integer(node.allocatable.memoryBytes)
    sink.integer(node.allocatable.ephemeralStorageBytes)
    sink.integer(node.allocatable.hugepages1GiBytes)
    sink.integer(node.allocatable.hugepages2MiBytes)
    sink.integer(node.allocatable.pods)
    sink.integer(node.allocatable.podENIs)
    sink.integer(node.allocatable.privateIPv4Addresses)
    sink.address(node.internalIP)
    sink.address(node.externalIP)
    try sink.reference(node.kubeletVersion, in: dictionaries.texts)
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> Node {
    let texts = dictionaries.texts
    var node = Node(
      uid: try row.uid(), name: try row.reference(in: texts), createdAt: row.optionalTime(), providerID: row.text(),
      instanceType: try row.optionalReference(in: texts), zone: try row.optionalReference(in: texts),
      nodeGroup: try row.optionalReference(in: texts), compute: ComputeKind(rawValue: row.text()) ?? .other)
    node.operatingSystem = try row.reference(in: texts)
    node.isReady = row.flag()
    node.isSchedulable = row.flag()
    node.hasTrunkENI = row.flag()
    node.taints = try taints(row.reference(in: texts))
    node.allocatable = allocatable(&row)
    node.internalIP = try row.optionalAddress()
    node.externalIP = try row.optionalAddress()
    node.kubeletVersion = try row.reference(in: texts)
    return node
  }

  private static func allocatable(_ row: inout Row) -> Allocatable {
    Allocatable(
      cpuMillicores: row.optionalInteger(), memoryBytes: row.optionalInteger(),
      ephemeralStorageBytes: row.optionalInteger(), hugepages1GiBytes: row.optionalInteger(),
      hugepages2MiBytes: row.optionalInteger(), pods: row.optionalInteger(), podENIs: row.optionalInteger(),
      privateIPv4Addresses: row.optionalInteger())
  }

  private static func text(of taints: [Taint]) -> String {
    JSONText.array(taints.map { [("key", $0.key), ("value", $0.value), ("effect", $0.effect)] })
  }

  private static func taints(_ text: String) throws -> [Taint] {
    try JSONText.parseArray(text).map { members in
      guard members.count == 3 else { throw CorruptRow("a taint of \(members.count) parts") }
      return Taint(key: members[0].value, value: members[1].value, effect: members[2].value)
    }
  }
}
