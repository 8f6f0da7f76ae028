import Foundation
import Testing

/// A control plane without scheduler and controllers, whose nodes and pods change only when a test says so.
private struct ChangingCluster: Sendable {
  private static let started = Task { try await ChangingCluster() }

  static var shared: ChangingCluster {
    get async throws { try await started.value }
  }

  let plane: ControlPlane

  private init() async throws {
    plane = try await ControlPlane("--api-only")
    try await run("up")
  }

  /// What a pod had that came and went.
  struct Life: Decodable {
    var pod: String
    var created_at: Date
    var node: String?
    var pod_ip: String?
    var ended_at: Date
  }

  /// Changes something this many times.
  func change(seed: Int, times: Int) async throws { try await run("change", "\(seed)", "\(times)") }

  /// Lets pods come and go.
  func shortLives(_ count: Int) async throws -> [Life] {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode([Life].self, from: Data(try await run("short-lived", "\(count)").utf8))
  }

  /// Compacts etcd, as API servers do every five minutes.
  func compact() async throws { try await run("compact") }

  /// A capdb with an empty history. Nothing listens where its EC2 would be.
  func capdb(_ kubeconfig: String = "token", follows: Bool) throws -> Capdb {
    var capdb = try Capdb(kubeconfig: plane.kubeconfig(kubeconfig), ec2: "http://127.0.0.1:9")
    capdb.follows = follows
    return capdb
  }

  @discardableResult
  private func run(_ arguments: String...) async throws -> String {
    try await Tools.run("changing-cluster.py", ["--plane", plane.folder] + arguments)
  }
}

/// How the latest collection read nodes and pods.
private struct Method: Decodable, Equatable {
  var nodes_how: String?
  var pods_how: String?
  var listed_because: String?
  var differences: Int?

  static let followed = Method(nodes_how: "followed", pods_how: "followed")

  /// All is listed, for this reason.
  static func listed(_ reason: String?, differences: Int? = nil) -> Method {
    Method(nodes_how: "listed", pods_how: "listed", listed_because: reason, differences: differences)
  }

  /// Nodes and pods are listed for the same reason, which each of them gives.
  static func bothListed(_ reason: String) -> Method { .listed("nodes: \(reason); pods: \(reason)") }
}

extension Capdb {
  /// Collects without EC2.
  ///
  /// - Returns: how.
  fileprivate func collectKubernetes(
    isFull: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Method? {
    try await collect(isFull ? ["--no-ec2", "--full"] : ["--no-ec2"], sourceLocation: sourceLocation)
    return try await method()
  }

  fileprivate func method() async throws -> Method? {
    let query =
      "SELECT nodes_how, pods_how, listed_because, differences FROM v_collections ORDER BY number DESC LIMIT 1"
    return try await HistoryFile(path: database).rows(query, as: Method.self).first
  }

  /// Expects that another history of the same states has the same rows.
  ///
  /// - Parameter views: those that must not be empty.
  fileprivate func expectSame(
    as other: Capdb, in views: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let comparison = try await HistoryFile(path: database).comparison(with: HistoryFile(path: other.database))
    let differences = comparison.differences
    #expect(differences.isEmpty, "\(differences.prefix(6).joined(separator: "\n"))", sourceLocation: sourceLocation)
    for view in views { #expect(comparison.rows[view, default: 0] > 0, "\(view)", sourceLocation: sourceLocation) }
  }
}

/// Rollups have a row for each hour: two histories of one hour must not lie on two sides of its end.
private func awaitHour(with seconds: Int) async throws {
  let left = 3600 - Int(Date.now.timeIntervalSince1970) % 3600
  if left < seconds { try await Task.sleep(for: .seconds(left + 1)) }
}

extension IntegrationTests {
  /// Collections that follow what changed, on a real API server.
  @Suite("Following", .needs(.capdb, .api, .openssl, .moto, of: "following"))
  struct FollowingTests {
    @Test("a history that follows has what one that lists has", arguments: 1...2)
    func sameHistory(seed: Int) async throws {
      let cluster = try await ChangingCluster.shared
      let listing = try cluster.capdb(follows: false)
      let following = try cluster.capdb(follows: true)
      try await awaitHour(with: 90)
      for step in 0..<8 {
        try await cluster.change(seed: seed * 100 + step, times: 25)
        #expect(try await listing.collectKubernetes() == .listed(nil))
        let method = try await following.collectKubernetes()
        #expect(method == (step == 0 ? .listed("there is no version to go on from") : .followed), "\(step)")
      }
      try await following.expectSame(
        as: listing, in: "v_nodes", "v_pods", "v_pending", "v_slot_rollups", "v_collections")
    }

    @Test("pods that came and went have the node, the address and the times that they had")
    func shortLived() async throws {
      let cluster = try await ChangingCluster.shared
      let capdb = try cluster.capdb(follows: true)
      _ = try await capdb.collectKubernetes()
      let lives = try await cluster.shortLives(12)
      #expect(try await capdb.collectKubernetes() == .followed)
      // Nothing tells of them twice.
      #expect(try await capdb.collectKubernetes() == .followed)
      let rows = try await HistoryFile(path: capdb.database).rows(
        "SELECT pod, node, pod_ip, created_at, ended_at FROM v_short_lived_pods", as: ShortLivedRow.self)
      #expect(rows.count == lives.count)
      for life in lives {
        let row = try #require(rows.first { $0.pod == life.pod }, "\(life)")
        #expect(row.node == life.node && row.pod_ip == life.pod_ip, "\(life) \(row)")
        let created = try Date(row.created_at, strategy: .iso8601)
        let ended = try Date(#require(row.ended_at), strategy: .iso8601)
        #expect(abs(created.timeIntervalSince(life.created_at)) <= 1, "\(life) \(row)")
        #expect(abs(ended.timeIntervalSince(life.ended_at)) <= 1, "\(life) \(row)")
      }
    }

    private struct ShortLivedRow: Decodable {
      var pod: String
      var node: String?
      var pod_ip: String?
      var created_at: String
      var ended_at: String?
    }

    @Test("after a compaction of etcd it follows, and after a restart of the API server it lists and says why")
    func expired() async throws {
      let cluster = try await ChangingCluster.shared
      let listing = try cluster.capdb(follows: false)
      let following = try cluster.capdb(follows: true)
      _ = try await following.collectKubernetes()
      try await cluster.change(seed: 301, times: 20)
      try await cluster.compact()
      // Watches of nodes and pods are served from the API server's cache.
      #expect(try await following.collectKubernetes() == .followed)
      try await cluster.change(seed: 302, times: 20)
      try await cluster.plane.restartAPIServer()
      #expect(try await following.collectKubernetes() == .bothListed("the version to go on from is too old"))
      try await cluster.change(seed: 303, times: 20)
      #expect(try await following.collectKubernetes() == .followed)
      _ = try await listing.collectKubernetes()
      #expect(try await state(of: following) == state(of: listing))
    }

    @Test("without the right to watch it lists as before, and says so")
    func withoutWatch() async throws {
      let cluster = try await ChangingCluster.shared
      try await cluster.plane.allowNobody("nodes", "pods", "events", "daemonsets", "namespaces")
      let listing = try cluster.capdb("nobody", follows: false)
      let following = try cluster.capdb("nobody", follows: true)
      try await awaitHour(with: 30)
      for step in 0..<3 {
        try await cluster.change(seed: 400 + step, times: 10)
        #expect(try await listing.collectKubernetes() == .listed(nil))
        let expected =
          step == 0
          ? Method.listed("there is no version to go on from") : .bothListed("RBAC does not allow to watch")
        #expect(try await following.collectKubernetes() == expected)
      }
      try await following.expectSame(as: listing, in: "v_nodes", "v_pods", "v_collections")
    }

    @Test("--full compares what was followed with a list, and finds no difference")
    func full() async throws {
      let cluster = try await ChangingCluster.shared
      let capdb = try cluster.capdb(follows: true)
      _ = try await capdb.collectKubernetes()
      for step in 0..<4 {
        try await cluster.change(seed: 500 + step, times: 25)
        #expect(try await capdb.collectKubernetes() == .followed)
        // Changes that only the comparison follows.
        try await cluster.change(seed: 510 + step, times: 25)
        #expect(try await capdb.collectKubernetes(isFull: true) == .listed("it was asked for", differences: 0))
      }
    }

    /// The nodes and pods that a history has now, without the times of its own collections.
    private func state(of capdb: Capdb) async throws -> [StateRow] {
      let query = """
        SELECT 'node' AS kind, node AS name, uid, pods_allocatable AS slots, ready || ' ' || schedulable AS state, NULL AS place
        FROM v_nodes WHERE valid_to IS NULL
        UNION ALL SELECT 'pod', pod, uid, NULL, phase || ' ' || terminating, coalesce(node, '-') || ' ' || coalesce(pod_ip, '-')
        FROM v_pods WHERE valid_to IS NULL ORDER BY kind, name
        """
      return try await HistoryFile(path: capdb.database).rows(query, as: StateRow.self)
    }

    private struct StateRow: Decodable, Equatable {
      var kind: String
      var name: String
      var uid: String
      var slots: Int?
      var state: String?
      var place: String?
    }
  }

  /// The same beside a scheduler, controllers and what they write all the time.
  @Suite(
    "Following a whole control plane",
    .needs(.capdb, .api, .scheduling, .openssl, .moto, of: "following a whole control plane"))
  struct WholeClusterFollowingTests {
    @Test("a cluster that is scaled up and down is followed, with EC2, and so is one where nothing changes")
    func article() async throws {
      let cluster = try await ArticleCluster.shared
      let listing = try cluster.capdb()
      var following = try cluster.capdb()
      following.follows = true
      try await awaitHour(with: 120)
      for (step, replicas) in [8, 8, 60, 3, 15].enumerated() {
        try await cluster.scale(replicas)
        try await listing.collect()
        try await following.collect()
        let method = try await following.method()
        #expect(method == (step == 0 ? .listed("there is no version to go on from") : .followed), "\(step)")
      }
      try await following.collect(["--full"])
      try await listing.collect()
      #expect(try await following.method() == .listed("it was asked for", differences: 0))
      try await following.expectSame(as: listing, in: "v_nodes", "v_pods", "v_pending", "v_eni_addresses")
      // The scheduler tries again and again, also between the two collections: when it last did may differ.
      #expect(try await events(of: following) == events(of: listing))
    }

    private func events(of capdb: Capdb) async throws -> [EventRow] {
      let query = "SELECT DISTINCT uid, involved_name AS name, reason, message FROM v_events ORDER BY uid, message"
      return try await HistoryFile(path: capdb.database).rows(query, as: EventRow.self)
    }

    private struct EventRow: Decodable, Equatable {
      var uid: String
      var name: String
      var reason: String
      var message: String
    }
  }
}
