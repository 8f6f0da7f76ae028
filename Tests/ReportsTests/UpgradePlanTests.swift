import Capacity
import Testing

@testable import Reports

@Suite("Free addresses for an upgrade")
struct UpgradePlanTests {
  private func plan(_ surge: Surge = .nodes(1), of state: RecordedState) throws -> Report {
    try .upgradePlan(surge: surge, request: ReportRequest(now: noon), from: FakeHistory(state))
  }

  private func cells(_ report: Report) -> [[ReportCell]] {
    report.cells("subnet_id", "surge_nodes", "control_plane_ips", "ips_needed", "prefixes_needed", "missing", "verdict")
  }

  private func controlPlane(_ number: Int, cluster: String = "myeks", subnet: String = "subnet-1") -> NetworkInterface {
    NetworkInterface(
      id: "eni-cp\(number)", vpcID: "vpc-1", subnetID: subnet, description: "Amazon EKS \(cluster)",
      isRequesterManaged: true, attachment: .init(instanceID: nil, deviceIndex: 1),
      ipv4Addresses: [address("10.0.0.2\(number)")])
  }

  private func cluster(nodes: Int, free: Int, cni: [String: String] = [:], controlPlane: [NetworkInterface])
    -> RecordedState
  {
    busyCluster(nodes: nodes, slots: 17, free: free, cni: cni) { snapshot in
      var all = snapshot.nodes.value ?? []
      for index in all.indices { all[index].nodeGroup = "ng1" }
      snapshot.nodes = .known(all)
      snapshot.networkInterfaces = .known((snapshot.networkInterfaces.value ?? []) + controlPlane)
    }
  }

  @Test("is that of two nodes per zone with a warm ENI each, and of the control plane")
  func byDefault() throws {
    // 5 pods fill an ENI, and one stays warm: 2 × 6 addresses for each of two nodes, and 5 for the control plane.
    let report = try plan(of: cluster(nodes: 2, free: 40, controlPlane: [controlPlane(1), controlPlane(2)]))
    #expect(
      cells(report) == [
        [.text("subnet-1"), .integer(2), .integer(5), .integer(29), .integer(0), .integer(0), .text("fits")]
      ])
    #expect(report.notices == [])
    #expect(
      report.table.columns.map(\.name) == [
        "cluster", "subnet_id", "zone", "ips_available", "free_prefixes", "surge_nodes", "control_plane_ips",
        "ips_needed", "prefixes_needed", "missing", "verdict",
      ])
  }

  @Test("is short by what the subnet lacks")
  func short() throws {
    let report = try plan(.nodes(3), of: cluster(nodes: 4, free: 30, controlPlane: [controlPlane(1)]))
    #expect(
      cells(report) == [
        [.text("subnet-1"), .integer(3), .integer(5), .integer(41), .integer(0), .integer(11), .text("short")]
      ])
  }

  @Test("is counted in whole blocks with prefixes, however many single addresses there are")
  func prefixes() throws {
    let state = cluster(
      nodes: 1, free: 200, cni: ["ENABLE_PREFIX_DELEGATION": "true"], controlPlane: [controlPlane(1)])
    // 5 pods take one prefix, and one stays warm, but 17 slots end the growth at two.
    #expect(
      cells(try plan(of: state)) == [
        [.text("subnet-1"), .integer(2), .integer(5), .integer(71), .integer(4), .integer(0), .text("fits")]
      ])
    var scattered = state
    scattered.snapshot.subnets = .known([subnet(free: 200, cidr: "10.0.0.0/24")])
    scattered.snapshot.cidrReservations = .known([
      SubnetCIDRReservation(
        id: "scr-1", subnetID: "subnet-1", cidr: IPv4Block("10.0.0.64/26")!, isForPrefixes: false),
      SubnetCIDRReservation(
        id: "scr-2", subnetID: "subnet-1", cidr: IPv4Block("10.0.0.128/25")!, isForPrefixes: false),
    ])
    // Blocks 2 and 3 of the first four are free, the others hold addresses.
    #expect(cells(try plan(of: scattered)).first?[5] == .integer(32))
  }

  @Test("leaves the control plane out where no interface shows its subnets, and says so")
  func noControlPlane() throws {
    let report = try plan(of: cluster(nodes: 1, free: 100, controlPlane: []))
    #expect(report.cells("control_plane_ips") == [[.integer(0)]])
    #expect(report.notices.count == 1 && report.notices[0].contains("control plane"))
  }

  @Test("counts the interfaces of this cluster's control plane only")
  func otherClusters() throws {
    let others = [controlPlane(1, cluster: "other", subnet: "subnet-9"), controlPlane(2)]
    let report = try plan(of: cluster(nodes: 1, free: 100, controlPlane: others))
    #expect(report.cells("subnet_id", "control_plane_ips") == [[.text("subnet-1"), .integer(5)]])
  }

  @Test("cannot be told without the CNI's settings")
  func unknownSettings() throws {
    var state = cluster(nodes: 1, free: 100, controlPlane: [])
    state.snapshot.cni = .unknown(.denied, error: nil)
    #expect(throws: PlanError.unknown(["cni"], cluster: "myeks")) { try plan(of: state) }
  }
}
