import Capacity
import Database

/// ENIs: identity in `network_interface`, attachment and addresses in `network_interface_state`.
enum NetworkInterfaceFact: RecordedFact {
  static let source = Source.networkInterfaces
  static var reading: WritableKeyPath<Snapshot, Reading<[NetworkInterface]>> { \.networkInterfaces }

  static let identity: IdentityTable? = IdentityTable(
    name: "network_interface",
    columns: [
      "eni_id", "vpc_id_ref", "subnet_id_ref", "interface_type_ref", "requester_id_ref", "is_requester_managed",
    ], keepsFirstSeen: true)
  static let state = StateTable(
    name: "network_interface_state",
    columns: [
      "status_ref", "description_ref", "tags_ref", "instance_id_ref", "device_index", "network_card_index",
      "ipv4_addresses", "ipv4_prefixes", "ipv6_addresses", "ipv6_prefixes", "public_ip",
    ])

  static func key(of interface: NetworkInterface) -> String { interface.id }

  static func key(of row: inout Row) -> String { row.text() }

  static func encodeIdentity(
    _ interface: NetworkInterface, into sink: inout some ColumnSink, _ dictionaries: Dictionaries
  ) throws {
    sink.text(interface.id)
    try sink.reference(interface.vpcID, in: dictionaries.texts)
    try sink.reference(interface.subnetID, in: dictionaries.texts)
    try sink.reference(interface.interfaceType, in: dictionaries.texts)
    try sink.reference(interface.requesterID, in: dictionaries.texts)
    sink.flag(interface.isRequesterManaged)
  }

  static func encodeState(
    _ interface: NetworkInterface, into sink: inout some ColumnSink, _ dictionaries: Dictionaries
  ) throws {
    try sink.reference(interface.status, in: dictionaries.texts)
    try sink.reference(interface.description, in: dictionaries.texts)
    try sink.reference(TagText.text(of: interface.tags), in: dictionaries.texts)
    try sink.reference(interface.attachment?.instanceID, in: dictionaries.texts)
    sink.integer(interface.attachment.map { Int64($0.deviceIndex) })
    sink.integer(interface.attachment.map { Int64($0.networkCardIndex) })
    sink.bytes(PackedAddresses.pack(interface.ipv4Addresses))
    sink.bytes(PackedAddresses.pack(interface.ipv4Prefixes))
    sink.bytes(PackedAddresses.pack(interface.ipv6Addresses))
    sink.bytes(PackedAddresses.pack(interface.ipv6Prefixes))
    sink.address(interface.publicIP)
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> NetworkInterface {
    let texts = dictionaries.texts
    var interface = NetworkInterface(
      id: row.text(), vpcID: try row.reference(in: texts), subnetID: try row.reference(in: texts))
    interface.interfaceType = try row.reference(in: texts)
    interface.requesterID = try row.reference(in: texts)
    interface.isRequesterManaged = row.flag()
    interface.status = try row.reference(in: texts)
    interface.description = try row.reference(in: texts)
    interface.tags = try texts.tags(of: row.integer())
    interface.attachment = try attachment(&row, texts)
    interface.ipv4Addresses = PackedAddresses.ipv4Addresses(row.bytes())
    interface.ipv4Prefixes = PackedAddresses.ipv4Blocks(row.bytes())
    interface.ipv6Addresses = PackedAddresses.ipv6Addresses(row.bytes())
    interface.ipv6Prefixes = PackedAddresses.ipv6Blocks(row.bytes())
    interface.publicIP = try row.optionalAddress()?.ipv4
    return interface
  }

  private static func attachment(
    _ row: inout Row, _ texts: TextDictionary
  ) throws -> NetworkInterface.Attachment? {
    let instanceID = try row.optionalReference(in: texts)
    let deviceIndex = row.optionalInteger()
    let networkCardIndex = row.optionalInteger()
    guard let deviceIndex, let networkCardIndex else { return nil }
    return NetworkInterface.Attachment(
      instanceID: instanceID, deviceIndex: Int(deviceIndex), networkCardIndex: Int(networkCardIndex))
  }

  static func firstSeen(
    _ newcomers: some Collection<NetworkInterface>, in context: RecordingContext
  ) throws -> [String: Timestamp] {
    guard context.lastKnown(.networkInterfaces) != nil else { return [:] }
    let select = try Statement(
      "SELECT min(first_seen_at) FROM network_interface WHERE cluster_id = ? AND eni_id = ?", in: context.connection)
    var found: [String: Timestamp] = [:]
    for interface in newcomers {
      var parameters = select.binder()
      parameters.integer(context.cluster.id)
      parameters.text(interface.id)
      found[interface.id] = try select.first { $0.optionalTime() } ?? nil
    }
    return found
  }

  static func note(_ seen: SeenSpan, of interface: NetworkInterface, in state: inout RecordedState) {
    state.networkInterfacesSeen[interface.id] = seen
  }
}

/// Tags as a JSON object.
enum TagText {
  static func text(of tags: [Tag]) -> String { JSONText.object(tags.map { ($0.key, $0.value) }) }

  static func tags(_ text: String) throws -> [Tag] {
    try JSONText.parseObject(text).map { Tag(key: $0.key, value: $0.value) }
  }
}
