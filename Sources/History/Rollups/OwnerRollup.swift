import Capacity

/// Who holds addresses, in `owner_rollup`.
enum OwnerRollup: Rollup {
  static let table = "owner_rollup"
  static let groupColumns = ["subnet_id_ref", "owner_kind", "owner_ref"]
  static let counterColumns = ["ips_used"]
  static let groupKinds: [Int64] = []

  static func encode(_ owner: AddressOwner, into sink: inout some ColumnSink, _ texts: TextDictionary) throws {
    try sink.reference(owner.subnetID, in: texts)
    sink.text(owner.kind.rawValue)
    try sink.reference(owner.owner, in: texts)
  }

  static func decodeGroup(_ row: inout RowReader, _ texts: TextDictionary) throws -> AddressOwner {
    AddressOwner(
      subnetID: try row.reference(in: texts), kind: AddressOwnerKind(rawValue: row.text()) ?? .other,
      owner: try row.reference(in: texts))
  }

  static func encode(_ counters: OwnerCounters, into sink: inout some ColumnSink) {
    sink.integer(counters.ipsUsed)
  }

  static func decodeCounters(_ row: inout RowReader) -> OwnerCounters {
    OwnerCounters(ipsUsed: row.integer())
  }
}
