import CapdbRunner
import Foundation
import Testing

extension IntegrationTests {
  /// What goes wrong in real clusters: the message, the exit code, and the history before and after.
  @Suite("Failures", .needs(.capdb, .api, .scheduling, .openssl, .moto, of: "failures"))
  struct FailureTests {
    @Test("a wrong token is named, and the history is intact and goes on")
    func wrongToken() async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.scale(8)
      var capdb = try cluster.capdb()
      try await capdb.collect()
      let before = try await HistoryFile(path: capdb.database).tables()
      capdb.kubeconfig = cluster.plane.kubeconfig("wrong-token")
      let outcome = try await capdb.attempt()
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("capdb: myeks: nodes, pods, events, cni:"), "\(outcome.errors)")
      #expect(outcome.errors.contains("HTTP 401 Unauthorized"), "\(outcome.errors)")
      #expect(!outcome.errors.contains("wrong-"), "a token, or its file, is no part of a message")
      let after = try await HistoryFile(path: capdb.database).tables()
      // The rollups of subnets go on without what pods hold of them.
      for name in before.keys where !name.hasPrefix("collection") && name != "subnet_rollup" {
        #expect(after[name] == before[name], "\(name)")
      }
      #expect(after["collection"]?.rows == 2)
      capdb.kubeconfig = cluster.plane.kubeconfig("token")
      try await expectGrowth(of: capdb, on: cluster)
    }

    @Test("without the right to list pods the rest is recorded, and what depends on pods is unknown")
    func missingRight() async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.scale(8)
      try await cluster.plane.allowNobody("nodes", "events", "daemonsets", "namespaces")
      var capdb = try cluster.capdb("nobody")
      let outcome = try await capdb.attempt()
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("capdb: myeks: pods:"), "\(outcome.errors)")
      #expect(
        outcome.errors.contains("pods is forbidden: User \"nobody\" cannot list resource \"pods\""), "\(outcome.errors)"
      )
      let lines = outcome.errors.split(separator: "\n")
      #expect(lines.count == 2 && lines.last?.contains("capdb doctor") == true, "\(outcome.errors)")
      let rows = try await capdb.report("nodes", as: NodeReportRow.self)
      #expect(rows.count == 3)
      for row in rows {
        #expect(row.podsAllocatable == 17)
        #expect(row.podsUsed == nil)
        #expect(row.podsFree == nil)
        #expect(row.podIPsUsed == nil)
        #expect(row.ipsWarm == nil)
        #expect((row.ipsAssigned ?? 0) > 0)
      }
      #expect(try await capdb.report("pods", as: PodReportRow.self).isEmpty)
      let log = try await capdb.report("collections", as: CollectionReportRow.self)
      #expect(log.map(\.status) == ["partial"])
      #expect(log.map(\.ec2Status) == ["complete"])
      #expect(log.map(\.pods) == [nil])
      capdb.kubeconfig = cluster.plane.kubeconfig("token")
      try await expectGrowth(of: capdb, on: cluster)
    }

    @Test("without EC2 the Kubernetes side is recorded, and what depends on EC2 is unknown")
    func noEC2() async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.scale(8)
      var capdb = try cluster.capdb()
      // The port of discard, on which nothing listens.
      capdb.ec2 = "http://127.0.0.1:9"
      let outcome = try await capdb.attempt("--deadline", "3s")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("127.0.0.1"), "\(outcome.errors)")
      let rows = try await capdb.report("nodes", as: NodeReportRow.self)
      #expect(rows.count == 3)
      for row in rows {
        #expect(row.podsUsed.map { $0 > 0 } == true)
        #expect(row.enisAttached == nil)
        #expect(row.ipsAssigned == nil)
        #expect(row.effectiveFree == nil)
      }
      let log = try await capdb.report("collections", as: CollectionReportRow.self)
      #expect(log.map(\.kubernetesStatus) == ["complete"])
      #expect(log.map(\.ec2Status) == ["failed"])
      capdb.ec2 = cluster.ec2.place
      try await expectGrowth(of: capdb, on: cluster)
    }

    @Test("an API server that is not there is named, and leaves a row in the log")
    func noServer() async throws {
      let cluster = try await ArticleCluster.shared
      let folder = try TemporaryFolder()
      let server = try cluster.plane.text("server").trimmingCharacters(in: .whitespacesAndNewlines)
      let kubeconfig = try cluster.plane.text("kubeconfig/token").replacing(server, with: "https://127.0.0.1:9")
      try kubeconfig.write(toFile: folder.file("kubeconfig"), atomically: true, encoding: .utf8)
      let capdb = try Capdb(kubeconfig: folder.file("kubeconfig"), ec2: cluster.ec2.place)
      let outcome = try await capdb.attempt("--deadline", "3s")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("capdb: myeks: nodes, pods, events, cni:"), "\(outcome.errors)")
      #expect(outcome.errors.contains("127.0.0.1:9"), "\(outcome.errors)")
      let log = try await capdb.report("collections", as: CollectionReportRow.self)
      #expect(log.map(\.status) == ["failed"])
    }
  }
}

/// The history that a failure was recorded in takes the next collection as if nothing had been.
private func expectGrowth(of capdb: Capdb, on cluster: ArticleCluster) async throws {
  try await cluster.scale(15)
  try await capdb.collect()
  #expect(try await capdb.report("nodes", as: NodeReportRow.self) == (try await cluster.reading()).nodeRows)
  #expect(try await capdb.report("collections", as: CollectionReportRow.self).first?.status == "complete")
}
