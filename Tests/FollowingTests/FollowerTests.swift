import Capacity
import ClusterSimulator
import Collection
import History
import KubernetesAPI
import Synchronization
import Testing

@Suite("Following without pause, over the simulator", .timeLimit(.minutes(10)))
struct FollowerTests {
  @Test("leaves what a list would leave, whatever happens", arguments: 1...3 as ClosedRange<UInt64>)
  func sameState(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    try await SimulatorServer.withRunning(FollowingTests.cluster(seed: seed)) { server in
      let collector = try Collector(server)
      let listed = try Collector(server)
      try await Follower.withRunning(collector) { follower in
        for _ in 0..<8 {
          try server.update { cluster in
            for _ in 0..<3 { try FollowingTests.change(&cluster, using: &random) }
            cluster.advance(by: Int64.random(in: 20...90, using: &random))
          }
          if Bool.random(using: &random) {
            let share = Double.random(in: 0...1, using: &random)
            server.inject(Fault("watch /api/v1/pods", .cutBody(share: share), times: 2))
          }
          try await follower.settle()
        }
        try await listed.collect(FollowingPolicy())
        #expect(try collector.state() == listed.state(), "\(seed)")
        #expect(follower.numbers.count > 5)
      }
      // What it left is what the next collection can go on from, and nothing was missed.
      let full = try await collector.collect(collector.policy(isFull: true))
      #expect(full.name == "listed" && full.differences == 0)
    }
  }

  @Test("writes what is at hand when it is stopped")
  func stopped() async throws {
    try await SimulatorServer.withRunning(FollowingTests.cluster(seed: 11)) { server in
      let collector = try Collector(server)
      var pace = Follower.pace
      pace.every = .seconds(20)
      let end = try await Follower.withRunning(collector, pace: pace) { follower in
        try await follower.waitUntilOpen(server)
        try server.update { cluster in
          try cluster.scale("default/web", to: 31)
          cluster.advance(by: 30)
        }
        try await Task.sleep(for: .milliseconds(300))
        #expect(follower.numbers.isEmpty)
      }
      #expect(end.map { "\($0)" } == "no longer followed")
      let listed = try Collector(server)
      try await listed.collect(FollowingPolicy())
      #expect(try collector.state() == listed.state())
    }
  }

  @Test("a watch whose version the server has forgotten ends it, and so do rights that are missing")
  func uncertain() async throws {
    try await SimulatorServer.withRunning(FollowingTests.cluster(seed: 12)) { server in
      let collector = try Collector(server)
      try await Follower.withRunning(collector) { follower in
        try await follower.waitUntilOpen(server)
        server.update { $0.forgetJournal() }
        let end = try await follower.end()
        #expect("\(end)".hasSuffix("cannot be followed further: the version to go on from is too old"), "\(end)")
      }
      server.inject(Fault("watch /api/v1/nodes", .forbidden))
      try await Follower.withRunning(collector) { follower in
        let end = try await follower.end()
        #expect("\(end)" == "nodes cannot be followed further: RBAC does not allow to watch")
      }
    }
  }

  @Test("damaged, unknown and misplaced answers end it, what may pass does not", arguments: Answer.all)
  func answers(answer: Answer) async throws {
    try await SimulatorServer.withRunning(FollowingTests.cluster(seed: 13)) { server in
      let collector = try Collector(server)
      server.inject(
        Fault(
          "watch /api/v1/pods",
          .response(status: answer.status, contentType: answer.type, body: answer.body), times: answer.ends ? nil : 2))
      try await Follower.withRunning(collector) { follower in
        if answer.ends {
          let end = try await follower.end()
          #expect("\(end)".contains(answer.words), "\(end)")
        } else {
          server.update { $0.advance(by: 120) }
          try await follower.settle()
          let listed = try Collector(server)
          try await listed.collect(FollowingPolicy())
          #expect(try collector.state() == listed.state())
        }
      }
    }
  }

  @Test("a watch that lost something shows in the count")
  func miscounted() async throws {
    try await SimulatorServer.withRunning(FollowingTests.cluster(seed: 14)) { server in
      let collector = try Collector(server)
      var pace = Follower.pace
      pace.countEvery = .milliseconds(50)
      server.inject(Fault("watch /api/v1/pods", .silence))
      try await Follower.withRunning(collector, pace: pace) { follower in
        try server.update { cluster in
          try cluster.scale("default/web", to: 40)
          cluster.advance(by: 1)
        }
        let end = try await follower.end()
        #expect("\(end)".contains("objects with the changes, where the server counts"), "\(end)")
      }
    }
  }

  @Test("asks what is not watched at its times, and soon after nodes came")
  func asks() async throws {
    try await SimulatorServer.withRunning(FollowingTests.cluster(seed: 15)) { server in
      let collector = try Collector(server)
      var pace = Follower.pace
      (pace.askEvery, pace.askAfterNodes) = (.seconds(3600), .milliseconds(200))
      try await Follower.withRunning(collector, pace: pace) { follower in
        try await follower.waitUntilOpen(server)
        let questions = { server.requestLog.count { $0.hasSuffix("daemonsets/aws-node") } }
        let before = questions()
        server.update { cluster in
          _ = try? cluster.launchNode(inGroup: "ng1", subnetID: cluster.subnets[0].id)
          cluster.advance(by: 5)
        }
        try await follower.settle()
        try await Task.sleep(for: .seconds(1))
        #expect(questions() == before + 1)
        // What was not asked again counts as of when it was asked.
        let known = try collector.knownAt()
        #expect(known.allSatisfy { $0.settings <= $0.pods } && known.contains { $0.settings < $0.pods }, "\(known)")
      }
    }
  }

  @Test("watches events, after another list where their version is gone")
  func events() async throws {
    try await SimulatorServer.withRunning(FollowingTests.cluster(seed: 17)) { server in
      let collector = try Collector(server)
      var pace = Follower.pace
      pace.askEvery = .seconds(2)
      // As where etcd has compacted: nodes and pods go on.
      let old = Fault.Kind.response(status: 410, contentType: "text/plain", body: "old")
      server.inject(Fault("watch /api/v1/events", old, times: 1))
      let requests = { (prefix: String) in server.requestLog.count { $0.hasPrefix("/api/v1/events?" + prefix) } }
      try await Follower.withRunning(collector, pace: pace) { follower in
        for _ in 0..<500 where requests("watch=1") < 2 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(requests("limit=500") == 2 && requests("watch=1") == 2)
        try await Task.sleep(for: .milliseconds(400))
        try server.update { cluster in
          try cluster.scale("default/web", to: 90)
          cluster.advance(by: 30)
        }
        try await follower.settle()
        #expect(try collector.eventReasons().contains("FailedScheduling") && requests("limit=500") == 2)
        let known = try collector.knownAt()
        #expect(known.last.map { $0.events == $0.pods } ?? false, "\(known)")
      }
      #expect(try await collector.collect(collector.policy(isFull: true)).differences == 0)
    }
  }

  @Test("what cannot be written ends it, and is told again")
  func unwritten() async throws {
    try await SimulatorServer.withRunning(FollowingTests.cluster(seed: 16)) { server in
      let collector = try Collector(server)
      await #expect(throws: Unwritable.self) {
        try await Follower.withRunning(collector, writing: { _ in throw Unwritable() }) { follower in
          try await follower.waitUntilOpen(server)
          server.update { $0.advance(by: 200) }
          try await follower.settle()
        }
      }
      #expect(try await collector.collect(collector.policy()).name == "followed")
      #expect(try await collector.collect(collector.policy(isFull: true)).differences == 0)
    }
  }
}

private struct Unwritable: Error {}

/// What a server may answer to a watch.
struct Answer: Sendable, CustomTestStringConvertible {
  var words: String
  var status = 200
  var type = "application/json"
  var body: String
  var ends = true

  var testDescription: String { words }

  static let all = [
    Answer(words: "unknown", body: #"{"type":"SHOUTED","object":{"kind":"Pod","apiVersion":"v1"}}"# + "\n"),
    Answer(words: "too old", body: error(410, "Expired")),
    Answer(words: "list", body: #"{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[]}"# + "\n"),
    Answer(words: "list", type: "application/vnd.kubernetes.protobuf", body: "k8s\u{0}\u{0}\u{0}\u{0}\u{0}"),
    Answer(words: "cannot be used", type: "text/html", body: "<html>"),
    Answer(words: "a bookmark without an object", body: #"{"type":"BOOKMARK"}"# + "\n", ends: false),
    Answer(words: "an internal error in mid-stream", body: error(500, "InternalError"), ends: false),
    Answer(words: "an overloaded server", status: 429, type: "text/plain", body: "Too many requests", ends: false),
    Answer(words: "it ends too early", body: #"{"type":"ADDED","object":{"kind":"#, ends: true),
  ]

  private static func error(_ code: Int, _ reason: String) -> String {
    #"{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"\#(reason)","code":\#(code)}}"#
      + "\n"
  }
}

/// A follower of a simulated cluster that runs beside a test.
private final class Follower: Sendable {
  static let pace = FollowingPace(
    every: .milliseconds(40), askEvery: .seconds(3600), askAfterNodes: .seconds(3600), countEvery: .seconds(3600),
    patience: .seconds(20))

  private let written = Mutex<[Int64]>([])
  private let ended = Mutex<FollowingEnd?>(nil)

  /// The collections that were written.
  var numbers: [Int64] { written.withLock { $0 } }

  /// Collects, and follows while `body` runs.
  @discardableResult
  static func withRunning(
    _ collector: Collector, pace: FollowingPace = pace,
    writing: (@Sendable (CollectedCluster) throws -> Int64)? = nil,
    _ body: (Follower) async throws -> Void
  ) async throws -> FollowingEnd? {
    let follower = Follower()
    let known = try collector.known()
    let collected = try await collector.gather(collector.policy())
    let number = try collector.record(collected)
    let task = Task {
      let following = ClusterFollower({ collector.reach() }, pace: pace) { collector.server.cluster.now }
      let end = try await following.follow(collected, collection: number, known: known) { collected in
        let number = try (writing ?? collector.record)(collected)
        follower.written.withLock { $0.append(number) }
        return number
      }
      follower.ended.withLock { $0 = end }
      return end
    }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(follower)) } catch { outcome = .failure(error) }
    task.cancel()
    let end = await task.result
    if case .failure(let error) = end { throw error }
    try outcome.get()
    return try end.get()
  }

  /// Waits until nothing more is written.
  func settle() async throws {
    var before = -1
    while numbers.count != before {
      before = numbers.count
      try await Task.sleep(for: .milliseconds(600))
    }
  }

  /// Waits until both watches were asked for since the last list.
  func waitUntilOpen(_ server: SimulatorServer) async throws {
    let watches = { server.requestLog.count { $0.contains("watch=1") } }
    while watches() < 2 { try await Task.sleep(for: .milliseconds(20)) }
    try await Task.sleep(for: .milliseconds(400))
  }

  /// Waits until it ends by itself.
  func end() async throws -> FollowingEnd {
    for _ in 0..<1000 {
      if let end = ended.withLock({ $0 }) { return end }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw NotEnded()
  }

  struct NotEnded: Error {}
}
