import Capacity
import Database

/// Ranges of subnets that are set aside, in `cidr_reservation_state`.
enum CIDRReservationFact: RecordedFact {
  static let source = Source.cidrReservations
  static var reading: WritableKeyPath<Snapshot, Reading<[SubnetCIDRReservation]>> { \.cidrReservations }

  static let state = StateTable(
    name: "cidr_reservation_state", columns: ["reservation_id", "subnet_id", "cidr", "is_for_prefixes"])

  static func key(of reservation: SubnetCIDRReservation) -> String { reservation.id }

  static func key(of row: inout Row) -> String { row.text() }

  static func encodeState(
    _ reservation: SubnetCIDRReservation, into sink: inout some ColumnSink, _ dictionaries: Dictionaries
  ) {
    sink.text(reservation.id)
    sink.text(reservation.subnetID)
    sink.bytes(PackedAddresses.pack([reservation.cidr]))
    sink.flag(reservation.isForPrefixes)
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> SubnetCIDRReservation {
    let id = row.text()
    let subnetID = row.text()
    guard let cidr = PackedAddresses.ipv4Blocks(row.bytes()).first else {
      throw CorruptRow("CIDR reservation \(id) has no range")
    }
    return SubnetCIDRReservation(id: id, subnetID: subnetID, cidr: cidr, isForPrefixes: row.flag())
  }
}
