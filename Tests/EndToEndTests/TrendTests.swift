import CapdbRunner
import ClusterSimulator
import Foundation
import Testing

/// Trends of the article's cluster through the built binary, minutes apart.
@Suite(.serialized)
struct TrendTests {
  @Test func slotsSubnetsAndOwnersFollowTheArticle() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      for replicas in [2, 15, 50] {
        try environment.scale(to: replicas)
        #expect(try await environment.capdb("collect").exitCode == 0)
      }
      let census = environment.server.cluster.census()
      let slots = try #require(try await environment.last("pod-slots"))
      #expect(slots["slots_allocatable"] == .integer(51))
      #expect(slots["slots_used"] == .integer(51))
      #expect(slots["used_percent"] == .number(100))
      #expect(slots["pods_pending"] == .integer(8))
      #expect(slots["nodes_full"] == .integer(3))
      #expect(slots["effective_free"] == .integer(0))
      let subnets = try await environment.latestRows("subnets")
      #expect(subnets.count == census.subnets.count)
      for row in subnets {
        let count = try #require(row["subnet_id"]?.text.flatMap { census.subnets[$0] })
        #expect(row["ips_used"] == .integer(Int64(count.used)))
        #expect(row["used_by_pods"] == .integer(Int64(count.usedByPods)))
        #expect(row["used_by_nodes"] == .integer(Int64(count.usedByNodes)))
        #expect(row["warm"] == .integer(Int64(count.warm)))
      }
      let owners = try await environment.latestRows("owners")
      #expect(
        owners.reduce(0) { $0 + ($1["ips_used"]?.integer ?? 0) }
          == census.subnets.values.reduce(0) { $0 + Int64($1.used) })
      #expect(Set(owners.compactMap { $0["owner"]?.text }) == ["myeks"])
    }
  }

  @Test func groupsAndStepsAddUp() async throws {
    try await SimulatedEnvironment.withArticle(replicas: 30) { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let whole = try #require(try await environment.last("pod-slots"))
      for grouping in ["zone", "node-group", "instance-type", "node"] {
        let rows = try await environment.latestRows("pod-slots", "--by", grouping)
        #expect(rows.reduce(0) { $0 + ($1["slots_used"]?.integer ?? 0) } == whole["slots_used"]?.integer, "\(grouping)")
        #expect(rows.allSatisfy { $0["pods_pending"] == .null })
      }
      for step in ["5m", "1h", "1d"] {
        let row = try #require(try await environment.last("pod-slots", "--step", step))
        #expect(row["slots_used"] == whole["slots_used"], "\(step)")
      }
    }
  }

  @Test func aCollectionThatFailsLeavesAnEmptyStep() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect", "--no-ec2").exitCode == 0)
      let slots = try #require(try await environment.last("pod-slots"))
      #expect(slots["slots_used"]?.integer != nil)
      #expect(slots["effective_free"] == .null)
      #expect(try await environment.latestRows("subnets").isEmpty)
    }
  }
}

extension SimulatedEnvironment {
  /// The rows of a trend's last step in which anything is known.
  fileprivate func latestRows(_ topic: String, _ options: String...) async throws -> [[String: JSONValue]] {
    let arguments = ["report", topic, "--since", "6h", "--format", "json"] + options
    let outcome = try await capdb.run(arguments)
    guard outcome.exitCode == 0 else {
      Issue.record("\(arguments): \(outcome.errors)")
      return []
    }
    let known = try outcome.rows().filter { row in
      ["nodes", "ips_total", "ips_used"].contains { row[$0]?.integer != nil }
    }
    return known.filter { $0["time"] == known.last?["time"] }
  }

  fileprivate func last(_ topic: String, _ options: String...) async throws -> [String: JSONValue]? {
    let outcome = try await capdb.run(["report", topic, "--since", "6h", "--format", "json"] + options)
    return try outcome.rows().last { $0["nodes"]?.integer != nil || $0["ips_total"]?.integer != nil }
  }
}
