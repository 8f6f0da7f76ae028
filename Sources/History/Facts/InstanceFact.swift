import Capacity
import Database

/// EC2 instances, in `instance_state`.
enum InstanceFact: RecordedFact {
  static let source = Source.instances
  static var reading: WritableKeyPath<Snapshot, Reading<[Instance]>> { \.instances }

  static let state = StateTable(
    name: "instance_state",
    columns: [
      "instance_id", "instance_type_ref", "state_ref", "zone_ref", "vpc_id_ref", "subnet_id_ref", "private_ip",
      "public_ip", "launched_at", "is_spot", "owner_id_ref",
    ])

  static func key(of instance: Instance) -> String { instance.id }

  static func key(of row: inout Row) -> String { row.text() }

  static func encodeState(_ instance: Instance, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws {
    let texts = dictionaries.texts
    sink.text(instance.id)
    try sink.reference(instance.instanceType, in: texts)
    try sink.reference(instance.state, in: texts)
    try sink.reference(instance.zone, in: texts)
    try sink.reference(instance.vpcID, in: texts)
    try sink.reference(instance.subnetID, in: texts)
    sink.address(instance.privateIP)
    sink.address(instance.publicIP)
    sink.time(instance.launchedAt)
    sink.flag(instance.isSpot)
    try sink.reference(instance.ownerID, in: texts)
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> Instance {
    let texts = dictionaries.texts
    var instance = Instance(
      id: row.text(), instanceType: try row.reference(in: texts), state: try row.reference(in: texts),
      zone: try row.reference(in: texts), vpcID: try row.optionalReference(in: texts),
      subnetID: try row.optionalReference(in: texts), privateIP: try row.optionalAddress()?.ipv4,
      publicIP: try row.optionalAddress()?.ipv4, launchedAt: row.optionalTime(), isSpot: row.flag())
    instance.ownerID = try row.optionalReference(in: texts)
    return instance
  }
}
