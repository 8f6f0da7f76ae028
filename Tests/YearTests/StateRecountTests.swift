import Capacity
import ClusterSimulator
import Reports
import Testing
import YearOfHistory

/// At a hundred random moments of the year, the state topics against the simulator's own state. What a collection did
/// not learn must be absent, whatever the simulator knows.
struct StateRecountTests {
  @Test func nodesAgreeWithTheSimulator() throws {
    let year = try RecordedYear.shared.get()
    for moment in year.moments {
      let seen = try #require(year.latest(at: moment))
      let outcome = seen.collection.outcome
      let rows = try year.rows(
        .nodes, at: moment,
        [
          "node", "instance_type", "zone", "node_group", "pods_allocatable", "pods_used", "pods_free",
          "enis_attached", "ips_assigned", "pod_ips_used", "ips_warm",
        ])
      let expected = seen.cluster.census().nodes.map { name, node -> [ReportCell] in
        let (pods, ec2) = (outcome.answersPods, outcome.answersEC2)
        return [
          .text(name), .text(node.instanceType), .text(node.zone), .text(node.group), .integer(node.slots),
          pods ? .integer(node.slotsUsed) : .absent, pods ? .integer(max(0, node.slots - node.slotsUsed)) : .absent,
          ec2 ? ReportCell(node.interfaces) : .absent, ec2 ? ReportCell(node.addressesAssigned) : .absent,
          pods && ec2 ? ReportCell(node.podAddresses) : .absent,
          pods && ec2 ? ReportCell(node.addressesWarm) : .absent,
        ]
      }
      #expect(rows == (outcome.answersNodes ? Set(expected) : []), "at \(moment), \(outcome)")
    }
  }

  @Test func podsAgreeWithTheSimulator() throws {
    let year = try RecordedYear.shared.get()
    for moment in year.moments {
      let seen = try #require(year.latest(at: moment))
      let rows = try year.rows(
        .pods, at: moment, ["namespace", "pod", "phase", "node", "host_network", "pod_ip", "created_at"])
      let expected = seen.cluster.pods.map { pod -> [ReportCell] in
        [
          .text(pod.namespace), .text(pod.name), .text(pod.phase.apiName), ReportCell(pod.node),
          .boolean(pod.isHostNetwork), ReportCell(pod.ip?.description), .timestamp(pod.createdAt),
        ]
      }
      #expect(rows == (seen.collection.outcome.answersPods ? Set(expected) : []), "at \(moment)")
    }
  }

  @Test func interfacesAgreeWithTheSimulator() throws {
    let year = try RecordedYear.shared.get()
    for moment in year.moments {
      let seen = try #require(year.latest(at: moment))
      let rows = try year.rows(
        .enis, at: moment,
        ["eni_id", "instance_id", "device_index", "status", "subnet_id", "ips_assigned", "prefixes_assigned"])
      let expected = seen.cluster.interfaces.map(\.value).map { interface -> [ReportCell] in
        [
          .text(interface.id), ReportCell(interface.attachment?.instanceID),
          ReportCell(interface.attachment?.deviceIndex), .text(interface.status), .text(interface.subnetID),
          ReportCell(interface.ipv4AssignedCount), ReportCell(interface.ipv4Prefixes.count),
        ]
      }
      #expect(rows == (seen.collection.outcome.answersEC2 ? Set(expected) : []), "at \(moment)")
    }
  }

  @Test func theMomentsMeetWhatTheYearIsFor() throws {
    let year = try RecordedYear.shared.get()
    let latest = year.moments.compactMap { year.latest(at: $0) }
    #expect(latest.count == 106)
    #expect(Set(latest.map(\.collection.outcome)).count == 6)
    #expect(Set(latest.flatMap { $0.cluster.nodes.map(\.group) }).isSuperset(of: ["ng1", "ng2"]))
    #expect(Set(latest.map(\.cluster.cni.usesPrefixDelegation)) == [true, false])
    let intervals = zip(year.year.collections.dropFirst(), year.year.collections).map { $0.at - $1.at }
    #expect(intervals.max() ?? 0 > 2 * 86_400, "there is a gap of days")
  }
}
