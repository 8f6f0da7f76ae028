import Capacity
import Testing

@testable import Reports

/// 2026-11-23T00:00:00Z.
private let midnight = Timestamp(seconds: 1_795_392_000)
private let day: Int64 = 86_400

@Suite("Trends")
struct TrendTopicsTests {
  private func trend<Group, Counters>(
    _ counts: [(days: Int64, [Group: Counters]?)]
  ) -> Trend<Group, Counters> {
    var builder = TrendBuilder<Group, Counters>(bucketSeconds: day)
    for (days, count) in counts { builder.add(count, at: midnight + days * day + 60) }
    return builder.trend
  }

  private func history(_ name: String, id: Int64 = 1) -> FakeHistory.Cluster {
    FakeHistory.Cluster(cluster: cluster(name, id: id, lastCollectedAt: midnight + 2 * day))
  }

  private func lines(_ topic: Topic, _ history: FakeHistory, by: String? = nil) throws -> [String] {
    let request = ReportRequest(
      since: midnight, until: midnight + 3 * day, now: midnight + 3 * day, step: day, by: by)
    let table = try topic.divided(by: by).report(request, from: history).table
    return (0..<table.rowCount).map { row in
      table.cells(ofRow: row).map { cell in
        switch cell {
        case .absent: "-"
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .decimal(let number): "\(number)"
        case .real(let number): "\(number)"
        case .boolean(let value): "\(value)"
        case .timestamp(let moment): "\((moment - midnight) / day)"
        }
      }.joined(separator: " ")
    }
  }

  @Test("of pod slots have a row for each step and group, empty over gaps")
  func podSlots() throws {
    let full = SlotCounters(
      nodes: 3, slotsAllocatable: 51, slotsUsed: 51, slotsFree: 0, nodesFull: 3, podsPending: 8, effectiveFree: 0)
    let half = SlotCounters(nodes: 3, slotsAllocatable: 51, slotsUsed: 24, slotsFree: 27, podsPending: 0)
    var myeks = history("myeks")
    myeks.slotTrends[.cluster] = trend([(0, ["": half]), (2, ["": full])])
    myeks.slotTrends[.nodeGroup] = trend([(0, ["ng1": half, "": half])])
    let fake = FakeHistory(myeks)
    #expect(
      try lines(.podSlots, fake) == [
        "0 myeks myeks 3 51 24 27 47.1 0 0 -", "1 myeks myeks - - - - - - - -", "2 myeks myeks 3 51 51 0 100.0 8 3 0",
      ])
    #expect(
      try lines(.podSlots, fake, by: "node-group").prefix(2) == [
        "0 myeks - 3 51 24 27 47.1 0 0 -", "0 myeks ng1 3 51 24 27 47.1 0 0 -",
      ])
  }

  @Test("of subnets name what a group has in common")
  func subnets() throws {
    let counters = SubnetCounters(
      ipsTotal: 251, ipsAvailable: 200, usedByPods: 30, usedByNodes: 6, warm: 12, usedByOthers: 3, freePrefixes: 9)
    let unknown = SubnetCounters(ipsTotal: 251, ipsAvailable: 200)
    let group = SubnetGroup(
      vpcID: "vpc-1", zone: "zone-a", subnetID: "subnet-1", cidr: IPv4Block("10.0.0.0/24"))
    var myeks = history("myeks")
    myeks.subnetTrends[.subnet] = trend([(0, [group: counters]), (1, [group: unknown])])
    myeks.subnetTrends[.zone] = trend([(0, [SubnetGroup(zone: "zone-a"): counters])])
    #expect(
      try lines(.subnets, FakeHistory(myeks)).prefix(2) == [
        "0 myeks vpc-1 subnet-1 zone-a 10.0.0.0/24 251 200 51 20.3 30 6 12 3 9",
        "1 myeks vpc-1 subnet-1 zone-a 10.0.0.0/24 251 200 51 20.3 - - - - -",
      ])
    #expect(
      try lines(.subnets, FakeHistory(myeks), by: "zone").first == "0 myeks - - zone-a - 251 200 51 20.3 30 6 12 3 9")
  }

  private func owner(_ kind: AddressOwnerKind, _ name: String) -> AddressOwner {
    AddressOwner(subnetID: "subnet-1", kind: kind, owner: name)
  }

  @Test("of owners are one account of a subnet that clusters share")
  func sharedSubnet() throws {
    var blue = history("blue", id: 1)
    blue.ownerTrend = trend([
      (
        0,
        [
          owner(.pod, "blue"): .init(ipsUsed: 30), owner(.node, "blue"): .init(ipsUsed: 3),
          owner(.node, "green"): .init(ipsUsed: 2), owner(.other, "green"): .init(ipsUsed: 20),
          owner(.natGateway, "nat-1"): .init(ipsUsed: 1), owner(.node, "red"): .init(ipsUsed: 1),
        ]
      )
    ])
    let group = SubnetGroup(vpcID: "vpc-1", zone: "zone-a", subnetID: "subnet-1", cidr: IPv4Block("10.0.0.0/24"))
    blue.subnetTrends[.subnet] = trend([(0, [group: SubnetCounters(ipsTotal: 251, ipsAvailable: 100)])])
    var green = history("arn:aws:eks:eu-west-1:111122223333:cluster/green", id: 2)
    let name = green.cluster.identity.name
    green.ownerTrend = trend([
      (
        0,
        [
          owner(.pod, name): .init(ipsUsed: 12), owner(.warm, name): .init(ipsUsed: 8),
          owner(.node, name): .init(ipsUsed: 2), owner(.node, "blue"): .init(ipsUsed: 3),
          owner(.other, "blue"): .init(ipsUsed: 31), owner(.natGateway, "nat-1"): .init(ipsUsed: 1),
        ]
      )
    ])
    let prefix = "0 vpc-1 subnet-1 10.0.0.0/24"
    #expect(
      try lines(.owners, FakeHistory(blue, green)).filter { $0.hasPrefix("0") } == [
        "\(prefix) pod \(name) 12", "\(prefix) pod blue 30", "\(prefix) node \(name) 2", "\(prefix) node blue 3",
        "\(prefix) node red 1", "\(prefix) warm \(name) 8", "\(prefix) nat-gateway nat-1 1",
      ])
    // The latest step says who holds the addresses now.
    let steps = try lines(.owners, FakeHistory(blue)).compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    #expect(steps == steps.sorted(by: >) && Set(steps).count > 1)
    // Without green's own collections, blue's view of it is all there is.
    #expect(try lines(.owners, FakeHistory(blue)).contains("\(prefix) other green 20"))
  }

  @Test("of waits sum up each reason, and each step its share of a long wait")
  func pendingByReason() throws {
    func spell(_ pod: String, _ reason: PendingReason, from: Int64, to: Int64?) -> PendingSpell {
      PendingSpell(
        namespace: "default", pod: pod, workload: "", reason: reason, message: "", pendingSince: midnight + from,
        scheduledAt: to.map { midnight + $0 }, endedAt: to.map { midnight + $0 })
    }
    var myeks = history("myeks")
    myeks.spells = [
      spell("a", .podSlots, from: day - 100, to: day + 40), spell("b", .podSlots, from: day, to: day + 10),
      spell("c", .cpu, from: 50, to: 50), spell("d", .ipAddresses, from: 2 * day - 30, to: nil),
      spell("e", .volume, from: 10, to: day),
    ]
    #expect(
      try lines(.pending, FakeHistory(myeks), by: "reason") == [
        "0 myeks CPU 1 1 0 0 0", "0 myeks PodSlots 1 1 100 100 1", "0 myeks Volume 1 1 86390 86390 1",
        "1 myeks IPAddresses 1 1 30 30 1", "1 myeks PodSlots 2 1 50 140 0",
      ])
  }

  @Test("refuse a grouping they do not have, and other topics any")
  func groupings() {
    let request = ReportRequest(now: midnight, by: "colour")
    #expect(
      throws: ReportError.unknownGrouping("colour", topic: "subnets", known: ["subnet", "zone", "vpc", "cluster"])
    ) { try Topic.subnets.check(request) }
    #expect(throws: ReportError.unknownGrouping("colour", topic: "pending", known: ["reason"])) {
      try Topic.pending.check(request)
    }
    #expect(throws: ReportError.unknownGrouping("colour", topic: "nodes", known: [])) { try Topic.nodes.check(request) }
  }
}
