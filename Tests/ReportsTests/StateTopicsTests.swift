import Capacity
import Testing

@testable import Reports

@Suite("Pods, interfaces and types")
struct StateTopicsTests {
  @Test("a pod's address is found in a delegated prefix of its node")
  func podInPrefix() throws {
    let snapshot = snapshot(
      pods: pods(holding: ["10.0.0.40"]), interfaces: [eni(0, ["10.0.0.10"], prefixes: ["10.0.0.32/28"])])
    let row = try #require(PodRow.rows(of: recorded(snapshot)).first)
    #expect(row.eniID == "eni-1-00" && row.subnetID == "subnet-1")
  }

  @Test("an address on another node's interface is not the pod's")
  func foreignAddress() throws {
    let snapshot = snapshot(
      pods: pods(holding: ["10.0.0.40"]),
      interfaces: [eni(0, ["10.0.0.10"]), eni(0, ["10.0.0.9", "10.0.0.40"], instance: "i-2")])
    #expect(PodRow.rows(of: recorded(snapshot)).first?.eniID == nil)
  }

  @Test("a finished pod keeps the address the API shows, and has no interface")
  func finishedPod() throws {
    let snapshot = snapshot(
      pods: [pod(1, ip: "10.0.0.11", phase: .succeeded)], interfaces: [eni(0, addresses(10, 6))])
    let row = try #require(PodRow.rows(of: recorded(snapshot)).first)
    #expect(row.podIP == IPAddress("10.0.0.11") && row.eniID == nil)
  }

  @Test("a pod with security groups of its own sits on a branch interface")
  func branch() throws {
    var branch = eni(0, ["10.0.0.90"], type: "branch")
    branch.attachment = nil
    let snapshot = snapshot(pods: pods(holding: ["10.0.0.90"]), interfaces: [eni(0, addresses(10, 6)), branch])
    #expect(PodRow.rows(of: recorded(snapshot)).first?.eniID == branch.id)
    let row = try #require(ENIRow.rows(of: recorded(snapshot)).first { $0.kind == .branch })
    #expect(row.podIPsUsed == 1 && row.ipsWarm == nil)
  }

  @Test("pods are ordered by namespace and name and carry when they were seen")
  func podOrder() throws {
    var state = recorded(
      snapshot(
        pods: [
          pod(1, namespace: "b", name: "x"), pod(2, namespace: "a", name: "z"), pod(3, namespace: "a", name: "y"),
        ], interfaces: [eni(0, addresses(10, 6))]))
    state.podsSeen[uid(3)] = SeenSpan(first: noon + -60, last: noon)
    let rows = PodRow.rows(of: state)
    #expect(rows.map(\.pod) == ["y", "z", "x"])
    #expect(rows[0].firstSeenAt == noon + -60 && rows[0].lastSeenAt == noon && rows[1].firstSeenAt == nil)
  }

  @Test("interfaces of nodes come first; those of others tell nothing of this cluster's pods")
  func foreignInterfaces() {
    let balancer = NetworkInterface(
      id: "eni-0", vpcID: "vpc-1", subnetID: "subnet-1", interfaceType: "network_load_balancer",
      isRequesterManaged: true, ipv4Addresses: [address("10.0.0.200")])
    let foreign = eni(0, addresses(100, 6), instance: "i-9")
    let rows = ENIRow.rows(
      of: recorded(snapshot(interfaces: [balancer, foreign, eni(1, addresses(20, 6)), eni(0, addresses(10, 6))])))
    #expect(rows.map(\.eniID) == ["eni-1-00", "eni-1-01", "eni-9-00", "eni-0"])
    #expect(rows.map(\.node) == ["n1", "n1", nil, nil])
    #expect(rows.map(\.ipsWarm) == [5, 5, nil, nil])
    #expect(rows.map(\.podIPsUsed) == [0, 0, nil, nil])
    #expect(rows[2].instanceID == "i-9" && rows[3].deviceIndex == nil)
  }

  @Test("a pod leaves under its node's public address, but not under external translation")
  func egress() throws {
    func egress(_ cni: [String: String]) -> IPAddress? {
      var primary = eni(0, addresses(10, 6))
      primary.publicIP = address("203.0.113.1")
      let snapshot = snapshot(pods: pods(holding: ["10.0.0.11"]), interfaces: [primary], cni: cni)
      return PodRow.rows(of: recorded(snapshot)).first?.egressIP
    }
    #expect(egress([:]) == IPAddress("203.0.113.1"))
    #expect(egress(["AWS_VPC_K8S_CNI_EXTERNALSNAT": "true"]) == nil)
  }

  @Test("interfaces that the CNI left behind follow those of the nodes, and have no warm addresses")
  func leaked() throws {
    var leaked = eni(0, addresses(100, 6))
    leaked.id = "eni-z"
    leaked.attachment = nil
    leaked.status = "available"
    leaked.description = "aws-K8S-i-7"
    var free = leaked
    free.id = "eni-a"
    free.description = "spare"
    let busy = eni(1, addresses(30, 6))
    let history = FakeHistory(
      recorded(
        snapshot(
          pods: pods(holding: ["10.0.0.11", "10.0.0.12"]),
          interfaces: [free, leaked, eni(0, addresses(10, 6)), busy])))
    func order(_ sort: SortOrder?) throws -> [ReportCell] {
      let table = try Topic.enis.report(ReportRequest(now: noon, sort: sort), from: history).table
      return (0..<table.rowCount).map { table.cells(ofRow: $0)[1] }
    }
    #expect(try order(nil) == [.text("eni-1-00"), .text("eni-1-01"), .text("eni-z"), .text("eni-a")])
    let warmest = try SortOrder(parsing: "ips_warm:desc")
    #expect(try order(warmest) == [.text("eni-1-01"), .text("eni-1-00"), .text("eni-z"), .text("eni-a")])
    let rows = ENIRow.rows(of: try #require(history.all.first?.states.first))
    #expect(rows.map(\.kind) == [.primary, .secondary, .leaked, .other])
    #expect(rows.map(\.ipsWarm) == [3, 5, nil, nil])
  }

  @Test("a type is shown once, with and without prefix delegation")
  func instanceTypes() throws {
    let xen = InstanceType(name: "m4.large", vcpus: 2, enisMax: 2, ipv4PerENI: 10, hypervisor: "xen")
    let large = InstanceType(name: "m5.16xlarge", vcpus: 64, enisMax: 15, ipv4PerENI: 50)
    var one = snapshot(interfaces: [])
    one.instanceTypes = .known([t3Medium, xen])
    var two = one
    two.instanceTypes = .known([large, t3Medium])
    let history = FakeHistory(
      .init(cluster: cluster("a", id: 1), states: [recorded(one, cluster: cluster("a", id: 1))]),
      .init(cluster: cluster("b", id: 2), states: [recorded(two, cluster: cluster("b", id: 2))]))
    let table = try Topic.instanceTypes.report(ReportRequest(now: noon), from: history).table
    #expect(
      (0..<table.rowCount).map { table.cells(ofRow: $0) } == [
        [.text("m4.large"), .integer(2), .integer(2), .integer(10), .integer(20), .absent],
        [.text("m5.16xlarge"), .integer(64), .integer(15), .integer(50), .integer(737), .integer(250)],
        [.text("t3.medium"), .integer(2), .integer(3), .integer(6), .integer(17), .integer(110)],
      ])
  }

  @Test("free blocks leave out the subnet's ends, used ones and explicit reservations")
  func freePrefixes() {
    let small = subnet(free: 100, cidr: "10.0.0.0/24")
    func count(_ interfaces: [NetworkInterface], _ reservations: [SubnetCIDRReservation] = []) -> Int? {
      FreePrefixes.counts(subnets: [small], interfaces: interfaces, reservations: reservations)["subnet-1"]
    }
    #expect(count([]) == 14)
    #expect(count([eni(0, ["10.0.0.5", "10.0.0.16", "10.0.0.31"], prefixes: ["10.0.0.64/28"])]) == 12)
    let explicit = SubnetCIDRReservation(
      id: "scr-1", subnetID: "subnet-1", cidr: IPv4Block("10.0.0.128/26")!, isForPrefixes: false)
    #expect(count([], [explicit]) == 10)
    var forPrefixes = explicit
    forPrefixes.isForPrefixes = true
    #expect(count([], [forPrefixes]) == 14)
    #expect(count([eni(0, ["10.0.9.1"])]) == 14)
    #expect(FreePrefixes(of: subnet(free: 11, cidr: "10.0.0.0/28"))?.count == 0)
    #expect(FreePrefixes(of: Subnet(id: "v6", vpcID: "vpc-1")) == nil)
  }

  @Test("the summary knows what it does not know")
  func summaryUnknown() throws {
    var snapshot = snapshot(interfaces: [eni(0, addresses(10, 6))])
    snapshot.pods = .unknown(.failed, error: "x")
    let row = SummaryRow(recorded(snapshot), status: .partial, pending: [])
    #expect(row.nodes == 1 && row.nodesFull == nil && row.slotsAllocatable == 17 && row.slotsUsed == nil)
    #expect(row.podsPending == nil && row.pendingReasons == nil && row.effectiveFree == nil)
    #expect(row.unknownSources == [.pods])
  }

  @Test("a single address comes from between used ones, and breaks a block only when there are none")
  func freeAddresses() {
    var free = FreeAddresses(scattered: 2, blocks: 2)
    #expect(free.take(1, of: 1) == 1 && free == FreeAddresses(scattered: 1, blocks: 2))
    #expect(free.take(2, of: 1) == 2 && free == FreeAddresses(scattered: 15, blocks: 1))
    #expect(free.take(3, of: 16) == 16 && free == FreeAddresses(scattered: 15, blocks: 0))
    #expect(free.take(40, of: 1) == 15 && free.count == 0)
  }
}
