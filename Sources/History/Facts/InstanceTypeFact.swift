import Capacity
import Database

/// Instance types, in `instance_type_state`: EC2's reference data, which changes hardly ever.
enum InstanceTypeFact: RecordedFact {
  static let source = Source.instanceTypes
  static var reading: WritableKeyPath<Snapshot, Reading<[InstanceType]>> { \.instanceTypes }

  static let state = StateTable(
    name: "instance_type_state",
    columns: [
      "instance_type", "vcpus", "memory_mib", "enis_max", "enis_max_all_cards", "ipv4_per_eni", "ipv6_per_eni",
      "hypervisor", "is_bare_metal", "architectures",
    ])

  static func key(of type: InstanceType) -> String { type.name }

  static func key(of row: inout Row) -> String { row.text() }

  static func encodeState(_ type: InstanceType, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) {
    sink.text(type.name)
    sink.integer(Int64(type.vcpus))
    sink.integer(type.memoryMiB)
    sink.integer(Int64(type.enisMax))
    sink.integer(Int64(type.enisMaxAllCards))
    sink.integer(Int64(type.ipv4PerENI))
    sink.integer(Int64(type.ipv6PerENI))
    sink.text(type.hypervisor)
    sink.flag(type.isBareMetal)
    sink.text(type.architectures)
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) -> InstanceType {
    InstanceType(
      name: row.text(), vcpus: Int(row.integer()), memoryMiB: row.integer(), enisMax: Int(row.integer()),
      enisMaxAllCards: Int(row.integer()), ipv4PerENI: Int(row.integer()), ipv6PerENI: Int(row.integer()),
      hypervisor: row.text(), isBareMetal: row.flag(), architectures: row.text())
  }
}
