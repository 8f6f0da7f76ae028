import HistoryFixture
import Capacity
import Foundation
import GRDB
import Query
import Testing

@testable import History

/// The views are public: what they show, and that the examples of docs/schema.md run.
struct ViewTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0, of: ClusterIdentity(name: "c1", uid: Fixture.uid(9)))
    var later = Fixture.full
    later.pods = .known([Fixture.pod(2, scheduled: 50, ip: "192.168.1.7")])
    later.subnets = .unknown(.failed, error: "Throttling")
    try fixture.record(later, at: 60, of: ClusterIdentity(name: "c1", uid: Fixture.uid(9)))
  }

  /// All rows of a query, one line each, columns parted by `|`.
  private func lines(_ sql: String) throws -> [String] {
    try fixture.store.queue.read { database in
      try Row.fetchAll(database, sql: sql).map { row in
        row.databaseValues.map { String.fromDatabaseValue($0) ?? ($0.isNull ? "NULL" : "\($0)") }
          .joined(separator: "|")
      }
    }
  }

  @Test("pods: names whole, UIDs with dashes, addresses and times readable")
  func pods() throws {
    let rows = try lines(
      "SELECT cluster, pod, uid, node, phase, pod_ip, second_ip, valid_from, valid_to FROM v_pods ORDER BY valid_from")
    #expect(
      rows == [
        "c1|web-7f9c-1|d471c689-4a0a-4d3d-0000-000000000001|node-1|Running|192.168.1.7|"
          + "2001:0db8:0000:0000:0000:0000:0000:0008|2027-01-15T08:00:00Z|2027-01-15T08:01:00Z",
        "c1|web-7f9c-2|d471c689-4a0a-4d3d-0000-000000000002|NULL|Pending|NULL|NULL|2027-01-15T08:00:00Z|"
          + "2027-01-15T08:01:00Z",
        "c1|web-7f9c-2|d471c689-4a0a-4d3d-0000-000000000002|node-1|Running|192.168.1.7|NULL|2027-01-15T08:01:00Z|NULL",
      ])
  }

  @Test("ENI addresses: one row each, prefixes with their length")
  func addresses() throws {
    let rows = try lines("SELECT eni_id, kind, position, is_primary, address FROM v_eni_addresses")
    #expect(
      rows == [
        "eni-1|ipv4|0|1|192.168.1.111", "eni-1|ipv4|1|0|192.168.1.7", "eni-1|ipv4-prefix|0|0|192.168.1.16/28",
        "eni-1|ipv6|0|0|2001:0db8:0000:0000:0000:0000:0000:0007",
        "eni-1|ipv6-prefix|0|0|2001:0db8:0000:0000:0001:0000:0000:0000/80",
      ])
  }

  @Test("VPCs: one row each, their ranges as JSON arrays in the order of EC2")
  func vpcs() throws {
    let (secondary, carrierGrade) = (IPv4Block("10.255.0.0/28"), IPv4Block("100.64.0.0/10"))
    var snapshot = Fixture.full
    snapshot.vpcs = .known([
      VPC(
        id: "vpc-1", cidrs: [IPv4Block("192.168.0.0/16"), carrierGrade, secondary].compactMap { $0 },
        ipv6CIDRs: [IPv6Block("2001:db8:ab::/56"), IPv6Block("::/0")].compactMap { $0 }), VPC(id: "vpc-2", cidrs: []),
    ])
    try fixture.record(snapshot, at: 120, of: ClusterIdentity(name: "c1", uid: Fixture.uid(9)))
    #expect(
      try lines("SELECT cluster, vpc_id, cidrs, ipv6_cidrs, valid_from, valid_to FROM v_vpcs ORDER BY 5, 2") == [
        #"c1|vpc-1|["192.168.0.0/16"]|[]|2027-01-15T08:00:00Z|2027-01-15T08:02:00Z"#,
        #"c1|vpc-1|["192.168.0.0/16","100.64.0.0/10","10.255.0.0/28"]|["2001:0db8:00ab:0000:0000:0000:0000:0000/56","#
          + #""0000:0000:0000:0000:0000:0000:0000:0000/0"]|2027-01-15T08:02:00Z|NULL"#,
        "c1|vpc-2|[]|[]|2027-01-15T08:02:00Z|NULL",
      ])
  }

  @Test("reservations: the subnet, the range, and what it is set aside for in EC2's words")
  func reservations() throws {
    var snapshot = Fixture.full
    let block = try #require(IPv4Block("192.168.1.64/28"))
    snapshot.cidrReservations = .known([
      SubnetCIDRReservation(id: "scr-1", subnetID: "subnet-1", cidr: block, isForPrefixes: false)
    ])
    try fixture.record(snapshot, at: 120, of: ClusterIdentity(name: "c1", uid: Fixture.uid(9)))
    let columns = "cluster, reservation_id, subnet_id, cidr, reservation_type, valid_from, valid_to"
    #expect(
      try lines("SELECT \(columns) FROM v_cidr_reservations ORDER BY valid_from") == [
        "c1|scr-1|subnet-1|192.168.1.64/28|prefix|2027-01-15T08:00:00Z|2027-01-15T08:02:00Z",
        "c1|scr-1|subnet-1|192.168.1.64/28|explicit|2027-01-15T08:02:00Z|NULL",
      ])
  }

  @Test("the other views show one of everything, readable")
  func others() throws {
    #expect(try lines("SELECT uid, retired_at FROM v_clusters") == ["d471c689-4a0a-4d3d-0000-000000000009|NULL"])
    #expect(
      try lines("SELECT subnets_status, seconds, pods, subnets, error FROM v_collections")
        == ["complete|1.5|2|1|NULL", "failed|1.5|1|NULL|subnets: Throttling"])
    #expect(
      try lines("SELECT node, taints, internal_ip, external_ip, pods_allocatable FROM v_nodes")
        == [#"node-1|[{"key":"dedicated","value":"web","effect":"NoSchedule"}]|192.168.1.10|NULL|17"#])
    #expect(
      try lines("SELECT eni_id, instance_id, ipv4_addresses_assigned, public_ip FROM v_network_interfaces")
        == ["eni-1|i-1|2|203.0.113.9"])
    #expect(try lines("SELECT cidr, ips_available, valid_to FROM v_subnets") == ["192.168.1.0/24|230|NULL"])
    #expect(try lines("SELECT instance_type, private_ip, launched_at FROM v_instances").count == 1)
    #expect(try lines("SELECT instance_type, enis_max FROM v_instance_types") == ["t3.medium|3"])
    #expect(try lines("SELECT involved_name, reason, count FROM v_events") == ["web-7f9c-2|FailedScheduling|1"])
    #expect(
      try lines("SELECT pod, reason, pending_since, scheduled_at, seconds, still_pending FROM v_pending")
        == ["web-7f9c-2|PodSlots|2027-01-15T08:00:00Z|2027-01-15T08:00:50Z|50|0"])
    #expect(try lines("SELECT version, environment FROM v_cni_settings") == [#"v1.18.3|{"WARM_IP_TARGET":"2"}"#])
  }

  @Test("every query of docs/schema.md runs and finds something")
  func documentedQueries() throws {
    let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/schema.md")
    let blocks = try String(contentsOf: document, encoding: .utf8).components(separatedBy: "```sql\n").dropFirst()
    #expect(blocks.count >= 8)
    for block in blocks {
      let sql = try #require(block.components(separatedBy: "```").first)
      let rows = try lines(sql)
      #expect(try SQLiteQuery(fixture.path).answer(sql).rowCount == rows.count, "capdb query answers otherwise: \(sql)")
      // A filled history without gaps has no rows in the query that looks for them.
      #expect(!rows.isEmpty || sql.contains("seconds_without"), "\(sql)")
    }
  }

  @Test("every view and every column of docs/schema.md exists, and none is missing there")
  func documentedColumns() throws {
    let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/schema.md")
    let text = try String(contentsOf: document, encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `v_") }.map { $0.split(separator: "|") }
    let documented = Set(rows.map { $0[0].trimmingCharacters(in: CharacterSet(charactersIn: " `")) })
    #expect(documented == Set(try lines("SELECT name FROM sqlite_schema WHERE type = 'view'")))
    let common: Set = [
      "cluster", "cluster_id", "valid_from", "valid_to", "valid_from_epoch", "valid_to_epoch", "collection",
    ]
    for row in rows {
      let view = row[0].trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      let columns = Set(try lines("SELECT name FROM pragma_table_info('\(view)')")).subtracting(common)
      let names = row[2].split(separator: ",").map { $0.split(separator: " ").first.map { String($0) } ?? "" }
      let described = columns.filter { column in
        names.contains(column) || column.hasSuffix("_status") || row[2].contains(column)
      }
      #expect(described == columns, "\(view) shows \(columns.subtracting(described))")
    }
  }
}
