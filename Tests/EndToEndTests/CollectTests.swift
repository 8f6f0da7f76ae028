import CapdbRunner
import Capacity
import ClusterSimulator
import Foundation
import Testing

@Suite(.serialized)
struct CollectTests {
  @Test func eachStepOfTheArticleIsRecordedAsTheClusterIs() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      for replicas in [2, 8, 15, 30, 50] {
        try environment.scale(to: replicas)
        let outcome = try await environment.capdb("collect")
        #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
        #expect(outcome.output.isEmpty && outcome.errors.isEmpty, "cron must hear nothing")
        try await expectNodesToMatch(environment)
      }
      let pods = try await environment.capdb("report", "pods", "--format", "json").rows()
      let nginx = pods.filter { $0["owner"] == .text("Deployment/nginx-deployment") }
      #expect(nginx.count { $0["phase"] == .text("Running") } == 42)
      #expect(nginx.count { $0["phase"] == .text("Pending") } == 8)
      let pending = try await environment.capdb("report", "pending", "--format", "json").rows()
        .filter { $0["still_pending"] == .boolean(true) }
      #expect(pending.count == 8)
      #expect(pending.allSatisfy { $0["reason"] == .text("PodSlots") })
      #expect(pending.allSatisfy { $0["message"] == .text("0/3 nodes are available: 3 Too many pods.") })
    }
  }

  private func expectNodesToMatch(_ environment: SimulatedEnvironment) async throws {
    let rows = try await environment.capdb("report", "nodes", "--format", "json").rows()
    let census = environment.server.cluster.census()
    #expect(rows.count == census.nodes.count)
    for row in rows {
      let count = try #require(row["node"]?.text.flatMap { census.nodes[$0] })
      #expect(row["pods_allocatable"] == .integer(17))
      #expect(row["pods_used"] == .integer(count.slotsUsed))
      #expect(row["enis_attached"] == .integer(Int64(count.interfaces)))
      #expect(row["ips_assigned"] == .integer(Int64(count.addressesAssigned)))
      #expect(row["pod_ips_used"] == .integer(Int64(count.podAddresses)))
      #expect(row["ips_warm"] == .integer(Int64(count.addressesWarm)))
      #expect(row["max_pods_by_instance"] == .integer(17))
      #expect(row["max_pods_expected"] == .integer(17))
    }
  }

  @Test func anUnchangedClusterWritesOneCollectionRowAndNothingElse() async throws {
    try await SimulatedEnvironment.withArticle(replicas: 50) { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      var expected = try environment.rowCounts()
      #expect(try await environment.capdb("collect").exitCode == 0)
      expected["collection", default: 0] += 1
      #expect(try environment.rowCounts() == expected)
    }
  }

  @Test func theDatabaseIsReadableByItsOwnerOnly() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let attributes = try FileManager.default.attributesOfItem(atPath: environment.database)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func withoutEC2TheNodesAreRecordedAndTheAddressesAreUnknown() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let outcome = try await environment.capdb("collect", "--no-ec2")
      #expect(outcome.exitCode == 0)
      #expect(!environment.server.requestLog.contains { $0.contains("Describe") })
      let nodes = try await environment.capdb("report", "nodes", "--format", "json").rows()
      #expect(nodes.allSatisfy { $0["pods_allocatable"] == .integer(17) && $0["ips_assigned"] == .null })
    }
  }

  @Test func aDryRunPrintsWhatItWouldRecordAndRecordsNothing() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let outcome = try await environment.capdb("collect", "--dry-run")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
      #expect(outcome.output.contains("myeks: complete, 3 nodes with 11 of 51 pod slots used"))
      #expect(outcome.output.contains("pod_state: 11 opened, 0 closed"))
      #expect(outcome.output.contains("ip-192-168-1-111.ap-northeast-2.compute.internal"))
      #expect(!FileManager.default.fileExists(atPath: environment.database))
    }
  }

  @Test func severalClustersAreCollectedAtOnceAndOneFailureLeavesTheOthers() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let configuration = environment.directory.appending(path: "config.yaml")
      try """
      clusters:
        - {name: one, context: myeks}
        - {name: two, context: missing}
      """.write(to: configuration, atomically: true, encoding: .utf8)
      let outcome = try await environment.capdb("collect", "--config", configuration.path)
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("two: ") && outcome.errors.contains("missing"))
      let nodes = try await environment.capdb("report", "nodes", "--format", "json").rows()
      #expect(nodes.count == 3 && nodes.allSatisfy { $0["cluster"] == .text("one") })
    }
  }

  @Test func anEKSClusterIsCollectedWithoutAKubeconfig() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      var capdb = environment.capdb
      capdb.environment["KUBECONFIG"] = nil
      let outcome = try await capdb("collect", "--eks-cluster", "myeks", "--region", "ap-northeast-2")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
      #expect(try await capdb("report", "nodes", "--format", "json").rows().count == 3)
    }
  }

  @Test func aClientCertificateIsEnough() async throws {
    try await SimulatedEnvironment.withArticle(options: .init(requiresClientCertificate: true)) { environment in
      let outcome = try await environment.capdb("collect")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
    }
  }

  @Test func aClusterMadeAnewUnderItsNameTakesItsPlace() async throws {
    try await SimulatedEnvironment.withArticle(replicas: 8) { former in
      #expect(try await former.capdb("collect").exitCode == 0)
      try await SimulatedEnvironment.withArticle(replicas: 15, seed: 2) { environment in
        var capdb = environment.capdb
        capdb.environment["CAPDB_DB"] = former.database
        let outcome = try await capdb("collect")
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors.contains("a new cluster of the same name"))
        let pods = try await capdb("report", "pods", "--format", "json").rows()
        #expect(pods.count == environment.server.cluster.pods.count)
        #expect(try await capdb("status", "--format", "json").rows().count == 1)
      }
    }
  }
}
