import Capacity
import ClusterSimulator
import Collection
import Database
import Foundation
import History
import KubernetesAPI
import Synchronization
import Testing
import Transport

@Suite("Following what changed, over the simulator", .timeLimit(.minutes(10)))
struct FollowingTests {
  @Test("records what lists would have recorded, whatever happened meanwhile", arguments: 1...4 as ClosedRange<UInt64>)
  func sameTables(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    try await SimulatorServer.withRunning(Self.cluster(seed: seed)) { server in
      let listed = try Collector(server)
      let followed = try Collector(server)
      for step in 0..<14 {
        try server.update { cluster in
          for _ in 0..<3 { try Self.change(&cluster, using: &random) }
          cluster.advance(by: Int64.random(in: 20...90, using: &random))
        }
        _ = try await listed.collect(FollowingPolicy())
        // What lists never show is left out on both sides.
        let method = try await followed.collect(followed.policy(), isRecordedWhole: false)
        #expect(method.name == (step == 0 ? "listed" : "followed"), "\(step): \(method.listedBecause ?? "")")
        Self.expectSame(try followed.rows(), try listed.rows(), "step \(step)")
      }
      let full = try await followed.collect(followed.policy(isFull: true))
      #expect(full.name == "listed" && full.differences == 0)
    }
  }

  @Test("an unchanged cluster costs three small answers for each resource")
  func unchanged() async throws {
    try await SimulatorServer.withRunning(Self.cluster(seed: 1)) { server in
      let collector = try Collector(server)
      _ = try await collector.collect(collector.policy())
      server.update { $0.advance(by: 1) }
      let before = server.requestLog.count
      #expect(try await collector.collect(collector.policy()).name == "followed")
      let asked = server.requestLog.dropFirst(before).filter { $0.contains("nodes?") || $0.contains("pods?") }
      #expect(asked.count == 6 && !asked.contains { $0.contains("limit=500") }, "\(asked)")
    }
  }

  @Test("events are followed, and listed where their version is gone")
  func events() async throws {
    try await SimulatorServer.withRunning(Self.cluster(seed: 10)) { server in
      let collector = try Collector(server)
      _ = try await collector.collect(collector.policy())
      try server.update { cluster in
        try cluster.scale("default/web", to: 90)
        cluster.advance(by: 30)
      }
      let lists = { server.requestLog.count { $0.hasPrefix("/api/v1/events?limit=500") } }
      #expect(try await collector.collect(collector.policy()).name == "followed" && lists() == 1)
      #expect(try collector.eventReasons().contains("FailedScheduling"))
      server.inject(Fault("watch /api/v1/events", .response(status: 410, contentType: "text/plain", body: "old")))
      server.update { $0.advance(by: 30) }
      let method = try await collector.collect(collector.policy())
      #expect(method.name == "followed" && method.listedBecause == nil && lists() == 2)
    }
  }

  @Test("what cannot be followed is listed, and the collection says why")
  func listedInstead() async throws {
    try await SimulatorServer.withRunning(Self.cluster(seed: 2)) { server in
      let collector = try Collector(server)
      let first = try await collector.collect(collector.policy())
      #expect(first.name == "listed" && first.listedBecause == "there is no version to go on from")
      server.update { $0.forgetJournal() }
      let expired = try await collector.collect(collector.policy())
      #expect(
        expired.name == "listed"
          && expired.listedBecause?.contains("pods: the version to go on from is too old") == true)
      #expect(try await collector.collect(collector.policy()).name == "followed")
      server.inject(Fault("watch /api/v1/pods", .forbidden))
      let denied = try await collector.collect(collector.policy())
      #expect(denied.name == "mixed" && denied.listedBecause == "pods: RBAC does not allow to watch")
      server.clearFaults()
      server.update { $0.advance(by: 30) }
      server.inject(Fault("watch /api/v1/nodes", .response(status: 500, contentType: "text/plain", body: "no")))
      #expect(try await collector.collect(collector.policy()).listedBecause == "nodes: HTTP 500")
      server.clearFaults()
      #expect(try await collector.collect(collector.policy()).name == "followed")
    }
  }

  @Test("a watch that breaks off in the middle of an event is not used")
  func cut() async throws {
    try await SimulatorServer.withRunning(Self.cluster(seed: 3)) { server in
      let collector = try Collector(server)
      let reference = try Collector(server)
      _ = try await collector.collect(collector.policy())
      _ = try await reference.collect(FollowingPolicy())
      try server.update { cluster in
        try cluster.scale("default/web", to: 30)
        cluster.advance(by: 60)
      }
      server.inject(Fault("watch /api/v1/pods", .cutBody(share: 0.5)))
      let method = try await collector.collect(collector.policy())
      #expect(method.name == "mixed" && method.listedBecause?.hasPrefix("pods: ") == true)
      _ = try await reference.collect(FollowingPolicy())
      Self.expectSame(try collector.rows(), try reference.rows(), "")
    }
  }

  @Test("everything is listed when a day has passed, and compared with what following made of it")
  func full() async throws {
    try await SimulatorServer.withRunning(Self.cluster(seed: 4, lifetime: nil)) { server in
      let collector = try Collector(server)
      #expect(try await collector.collect(collector.policy()).differences == nil)
      for hours in 1...26 as ClosedRange<Int64> {
        server.update { $0.advance(to: start + hours * 3600) }
        let method = try await collector.collect(collector.policy())
        #expect(method.name == (hours == 24 ? "listed" : "followed"), "\(hours): \(method.listedBecause ?? "")")
        #expect(method.differences == (hours == 24 ? 0 : nil))
      }
    }
  }

  @Test("a difference from the full list is counted, and mended")
  func differences() async throws {
    try await SimulatorServer.withRunning(Self.cluster(seed: 5, lifetime: nil)) { server in
      let collector = try Collector(server)
      let reference = try Collector(server)
      // Until then its pods start, which would mend what is damaged.
      server.update { $0.advance(by: 60) }
      _ = try await collector.collect(collector.policy())
      _ = try await reference.collect(FollowingPolicy())
      // As if a watch had not told of two pods and a node.
      try collector.damage()
      server.update { $0.advance(by: 30) }
      #expect(try await collector.collect(collector.policy(isFull: true)).differences == 3)
      #expect(try await collector.collect(collector.policy(isFull: true)).differences == 0)
      let expected = try await reference.state(after: 1)
      #expect(try collector.state() == expected)
    }
  }

  @Test("pods that came and went are recorded with node, address and times, and raise the peaks")
  func shortLived() async throws {
    try await SimulatorServer.withRunning(Self.cluster(seed: 8)) { server in
      let collector = try Collector(server)
      _ = try await collector.collect(collector.policy())
      let begin = server.cluster.now
      server.update { cluster in
        cluster.apply(SimulatedWorkload(.job(runsFor: 12, keptFor: 4), name: "batch", replicas: 9))
        cluster.advance(by: 100)
      }
      #expect(try await collector.collect(collector.policy()).name == "followed")
      let pods = try collector.shortLivedPods().filter { $0.pod.workload == "Job/batch" }
      #expect(pods.count == 9)
      for life in pods {
        #expect(life.pod.node != nil && life.pod.ip != nil && life.pod.phase == .succeeded)
        #expect(life.pod.createdAt == begin && life.pod.scheduledAt == begin)
        // The simulated kubelet takes two seconds to start a pod.
        #expect(life.endedAt == begin + 14, "\(life)")
      }
      let peak = try collector.peak()
      #expect(peak.peak.used >= peak.counters.slotsUsed + 9, "\(peak)")
      // The next collection does not tell of them again.
      server.update { $0.advance(by: 30) }
      _ = try await collector.collect(collector.policy())
      #expect(try collector.shortLivedPods().count { $0.pod.workload == "Job/batch" } == 9)
    }
  }

  @Test("a pod that waited and went between two collections leaves a spell")
  func waitedAndWent() async throws {
    try await SimulatorServer.withRunning(Self.cluster(seed: 9)) { server in
      let collector = try Collector(server)
      _ = try await collector.collect(collector.policy())
      try server.update { cluster in
        try cluster.scale("default-b/api", to: 200)
        cluster.advance(by: 40)
        try cluster.scale("default-b/api", to: 1)
        cluster.advance(by: 40)
      }
      _ = try await collector.collect(collector.policy())
      let spells = try collector.spells().filter { $0.workload == "Deployment/api" && $0.scheduledAt == nil }
      #expect(spells.count > 100 && spells.allSatisfy { $0.reason == .podSlots }, "\(spells.count)")
    }
  }

  @Test("another cluster of the same name is not followed")
  func anotherCluster() async throws {
    try await SimulatorServer.withRunning(Self.cluster(seed: 6)) { server in
      let collector = try Collector(server)
      _ = try await collector.collect(collector.policy())
      try await SimulatorServer.withRunning(Self.cluster(seed: 7)) { other in
        let method = try await collector.moved(to: other).collect(collector.policy())
        #expect(method.listedBecause == "it is another cluster than before")
      }
    }
  }

  private static func expectSame(_ rows: [String: [String]], _ others: [String: [String]], _ place: String) {
    #expect(rows.keys.sorted() == others.keys.sorted() && rows.values.contains { !$0.isEmpty })
    for (view, lines) in rows where lines != others[view] {
      Issue.record("\(place), \(view): \(Set(lines).symmetricDifference(others[view] ?? []).sorted().prefix(6))")
    }
  }

  /// - Parameter lifetime: after how many seconds pods are replaced; nil for never.
  static func cluster(seed: UInt64, lifetime: Int64? = 90) throws -> SimulatedCluster {
    var cluster = try SimulatedCluster.article(
      replicas: 6, startingAt: start + -60, settings: .init(wording: .withPreemption, seed: seed))
    cluster.apply(SimulatedWorkload(.deployment, name: "web", replicas: 12, meanLifetime: lifetime))
    cluster.apply(SimulatedWorkload(.deployment, namespace: "default-b", name: "api", replicas: 4, graceSeconds: 0))
    return cluster
  }

  static func change(_ cluster: inout SimulatedCluster, using random: inout SeededRandom) throws {
    let node = cluster.nodes.randomElement(using: &random)?.name ?? ""
    switch Int.random(in: 0..<10, using: &random) {
    case 0...2: try cluster.scale("default/web", to: Int.random(in: 0...50, using: &random))
    case 3: try cluster.scale("default-b/api", to: Int.random(in: 0...9, using: &random))
    case 4: cluster.apply(SimulatedWorkload(.job(runsFor: 15, keptFor: 20), name: "batch", replicas: 5))
    case 5 where cluster.nodes.count > 1: try cluster.removeNode(named: node)
    case 6: _ = try? cluster.launchNode(inGroup: "ng1", subnetID: cluster.subnets[0].id)
    case 7: try cluster.setSchedulable(Bool.random(using: &random), node: node)
    case 8: try cluster.setReady(Bool.random(using: &random), node: node)
    default: cluster.advance(by: 7)
    }
  }
}
