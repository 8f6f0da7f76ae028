import Foundation
import Testing

extension IntegrationTests {
  /// The article's nodes fill up as nginx grows; what capdb reports is what the two APIs say.
  @Suite("The article's cluster", .needs(.capdb, .api, .scheduling, .openssl, .moto, of: "the article's cluster"))
  struct ArticleTests {
    @Test("is recorded as the APIs tell it", arguments: [2, 8, 15, 30, 50])
    func step(replicas: Int) async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.plane.grant()
      try await cluster.scale(replicas)
      let reading = try await cluster.reading()
      for access in ["token", "client-certificate", "exec-v1", "exec-v1beta1", "service-account"] {
        let capdb = try cluster.capdb(access)
        try await capdb.collect()
        try await expectReports(of: capdb, toEqual: reading)
        try await expectPending(of: capdb, toEqual: reading)
        try await expectCollection(of: capdb, toCount: reading)
      }
    }

    @Test("fills at 50 replicas: 17 of 17 slots, 42 running, 8 pending for slots in the scheduler's words")
    func full() async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.scale(50)
      let capdb = try cluster.capdb()
      let before = try await cluster.reading()
      try await capdb.collect()
      let after = try await cluster.reading()
      let events = try #require(try await capdb.report("collections", as: CollectionReportRow.self).first?.events)
      // The scheduler tries again and again, and says so when it likes.
      #expect(before.failedScheduling >= 8)
      #expect((before.failedScheduling...after.failedScheduling).contains(events))
      for node in try await capdb.report("nodes", as: NodeReportRow.self) {
        #expect(node.podsAllocatable == 17)
        #expect(node.podsUsed == 17)
        #expect(node.podsFree == 0)
        #expect(node.effectiveFree == 0)
      }
      let nginx = try await capdb.report("pods", as: PodReportRow.self).filter { $0.namespace == "default" }
      #expect(nginx.count { $0.phase == "Running" } == 42)
      #expect(nginx.count { $0.phase == "Pending" } == 8)
      let waiting = try await capdb.report("pending", as: PendingReportRow.self).filter(\.isStillPending)
      #expect(waiting.map(\.reason) == Array(repeating: "PodSlots", count: 8))
      #expect(Set(waiting.map(\.message)) == ["0/3 nodes are available: 3 Too many pods."])
      #expect(Set(waiting.map(\.owner)) == ["Deployment/nginx"])
    }

    @Test("at 2 replicas is known to run 42 of 50, with 8 waiting for slots")
    func planned() async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.scale(2)
      let capdb = try cluster.capdb()
      try await capdb.collect()
      let rows = try await capdb.plan("--workload", "default/nginx", "--replicas", "50")
      #expect(
        rows == [PlanReportRow(workload: "default/nginx", replicas: 50, run: 42, wait: 8, reason: "PodSlots")])
    }

    @Test("can be read as it was after it has changed")
    func past() async throws {
      let cluster = try await ArticleCluster.shared
      let capdb = try cluster.capdb()
      try await cluster.scale(8)
      let before = try await cluster.reading()
      try await capdb.collect()
      let moment = try #require(try await capdb.report("collections", as: CollectionReportRow.self).first).startedAt
      try await cluster.scale(30)
      try await capdb.collect()
      try await expectReports(of: capdb, toEqual: try await cluster.reading())
      try await expectReports(of: capdb, at: moment, toEqual: before)
    }

    @Test("costs one row of the log while it does not change, and counts up in the hour and the day that have it")
    func unchanged() async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.scale(15)
      let capdb = try cluster.capdb()
      try await capdb.collect()
      let before = try await HistoryFile(path: capdb.database).tables()
      try await capdb.collect()
      let after = try await HistoryFile(path: capdb.database).tables()
      #expect(before.count > 10)
      #expect(before["collection"]?.rows == 1)
      #expect(after["collection"]?.rows == 2)
      // The versions to go on from are those of the later collection, in as many rows.
      for (name, table) in before where !["collection", "collection_rollup", "resume_point"].contains(name) {
        #expect(after[name] == table)
      }
      #expect(after["resume_point"]?.rows == before["resume_point"]?.rows)
      // A collection may fall into the next hour.
      #expect((2...3).contains(after["collection_rollup"]?.rows ?? 0))
      let latest = try #require(try await capdb.report("collections", as: CollectionReportRow.self).first)
      #expect(latest.changes == 0)
    }
  }
}

/// Nodes, pods, interfaces and subnets.
private func expectReports(
  of capdb: Capdb, at moment: String? = nil, toEqual reading: Reading,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let nodes = try await capdb.report("nodes", as: NodeReportRow.self, at: moment)
  #expect(nodes == reading.nodeRows, sourceLocation: sourceLocation)
  let pods = try await capdb.report("pods", as: PodReportRow.self, at: moment)
  #expect(pods.count == reading.pods.count, sourceLocation: sourceLocation)
  #expect(Set(pods) == reading.podRows, sourceLocation: sourceLocation)
  let interfaces = try await capdb.report("enis", as: ENIReportRow.self, at: moment)
  #expect(interfaces.count == reading.networkInterfaces.count, sourceLocation: sourceLocation)
  #expect(Set(interfaces) == reading.eniRows, sourceLocation: sourceLocation)
  let types = try await capdb.report("instance-types", as: InstanceTypeReportRow.self, at: moment)
  let medium = InstanceTypeReportRow(
    instanceType: "t3.medium", vcpus: 2, enisMax: 3, ipv4PerENI: 6, maxPods: 17, maxPodsPrefixDelegation: 110)
  #expect(types == [medium], sourceLocation: sourceLocation)
  guard moment == nil else { return }
  #expect(try await subnets(of: capdb) == reading.subnets, sourceLocation: sourceLocation)
}

/// Available addresses by subnet, out of the public view.
private func subnets(of capdb: Capdb) async throws -> [String: Int] {
  struct Row: Decodable {
    var subnet_id: String
    var ips_available: Int
  }
  let query = "SELECT subnet_id, ips_available FROM v_subnets WHERE valid_to IS NULL"
  let rows = try await HistoryFile(path: capdb.database).rows(query, as: Row.self)
  return Dictionary(uniqueKeysWithValues: rows.map { ($0.subnet_id, $0.ips_available) })
}

/// The pods that wait, why, and since when.
private func expectPending(of capdb: Capdb, toEqual reading: Reading) async throws {
  let rows = try await capdb.report("pending", as: PendingReportRow.self).filter(\.isStillPending)
  let waiting = reading.pods.filter { $0.phase == "Pending" }
  #expect(Set(rows.map(\.pod)) == Set(waiting.map(\.name)))
  #expect(rows.count == waiting.count)
  for row in rows {
    let pod = try #require(waiting.first { $0.name == row.pod })
    #expect(row.reason == "PodSlots")
    #expect(row.message == pod.unschedulableMessage)
    #expect(row.pendingSince == pod.createdAt)
  }
}

/// The log's row.
private func expectCollection(of capdb: Capdb, toCount reading: Reading) async throws {
  let log = try await capdb.report("collections", as: CollectionReportRow.self)
  let row = try #require(log.first)
  #expect(log.count == 1)
  #expect(row.status == "complete")
  #expect(row.kubernetesStatus == "complete")
  #expect(row.ec2Status == "complete")
  #expect(row.nodes == reading.nodes.count)
  #expect(row.pods == reading.pods.count)
  #expect(row.enis == reading.networkInterfaces.count)
  #expect(row.subnets == reading.subnets.count)
  #expect(row.error == nil)
}

extension Capdb {
  /// The rows of a report, at a moment of the past if one is named.
  fileprivate func report<Row: Decodable>(_ topic: String, as row: Row.Type, at moment: String?) async throws -> [Row] {
    guard let moment else { return try await report(topic, as: row) }
    return try await report(topic, as: row, "--at", moment)
  }
}
