import Capacity
import Collection
import EC2API
import Foundation
import History
import KubernetesAPI
import Logging
import Settings
import Transport

/// Follows clusters: collects each, then watches it and records what changes, until the task is cancelled.
struct FollowRun: Sendable {
  /// How each collection runs.
  var collections: CollectionRun
  var pace: FollowingPace
  let transport: any HTTPTransport
  /// What is spent on EC2 beside what is asked at regular times, by account.
  let budgets = RequestBudgets()

  /// Follows all clusters over one transport. What fails is said, and tried again later.
  func run(into recorder: any SnapshotRecorder) async {
    let names = TakenNames()
    await withTaskGroup(of: Void.self) { group in
      for (number, target) in collections.targets.enumerated() {
        group.addTask {
          let following = ClusterFollowing(
            follow: self, target: target, number: number, transport: transport, names: names, recorder: recorder)
          await following.run()
        }
      }
    }
  }
}

/// One cluster that is followed.
struct ClusterFollowing: Sendable {
  let follow: FollowRun
  let target: ClusterSettings
  let number: Int
  let transport: any HTTPTransport
  let names: TakenNames
  let recorder: any SnapshotRecorder

  /// A collection that failed, or could not be followed for long, is tried again after this time, and ever later.
  private static let shortestPause = Duration.seconds(15)
  /// A cluster that was followed for so long may be collected anew at once.
  private static let steady = Duration.seconds(120)

  /// Collects and follows the cluster until the task is cancelled.
  func run() async {
    var failures = 0
    while !Task.isCancelled {
      let begun = ContinuousClock.now
      do {
        failures = try await hasFailed(collectAndFollow(), since: begun) ? failures + 1 : 0
      } catch {
        failures += 1
        follow.collections.say("\(error); what is recorded stays, and the next attempt follows", .error)
      }
      guard !Task.isCancelled, (try? await Task.sleep(for: pause(after: failures))) != nil else { return }
    }
  }

  /// Whether an attempt is not to be repeated at once.
  ///
  /// - Parameter end: why the cluster is no longer followed; nil if it could not be.
  private func hasFailed(_ end: FollowingEnd?, since begun: ContinuousClock.Instant) -> Bool {
    switch end {
    case .stopped, .fullIsDue, .anotherCluster: false
    case .uncertain, .unreachable: ContinuousClock.now - begun < Self.steady
    case nil: true
    }
  }

  /// At the end a cluster that cannot be followed is collected as often as from cron.
  private func pause(after failures: Int) -> Duration {
    failures == 0 ? .zero : min(follow.pace.askEvery, Self.shortestPause * (1 << min(failures - 1, 10)))
  }

  /// - Returns: why it is no longer followed; nil if the collection was not complete enough to go on from.
  private func collectAndFollow() async throws -> FollowingEnd? {
    var collections = follow.collections
    // Credentials are replaced while a process runs on.
    collections.files = RunFiles()
    let run = ClusterRun(run: collections, target: target, transport: transport, names: names, number: number)
    guard let begun = try await run.attempt(into: recorder), !Task.isCancelled else { return nil }
    let report = begun.report
    let writer = FollowingWriter(run, report, budgets: follow.budgets, recorder: recorder)
    let follower = ClusterFollower(
      { [deadline = collections.deadline] in begun.cluster.reach(.now + deadline) }, pace: follow.pace,
      mayAskEarly: { [budgets = follow.budgets, account = target.aws] in budgets.isLeft(for: account) }
    ) { [clock = collections.clock] in clock.now }
    let end = try await follower.follow(
      report.collected, collection: report.outcome.number, known: begun.known
    ) { try await writer.write($0) }
    if let end { tell(end, of: begun.cluster.name) }
    return end
  }

  private func tell(_ end: FollowingEnd, of name: String) {
    let logger = follow.collections.logger
    switch end {
    case .stopped, .fullIsDue: logger.info("\(name): \(end)")
    case .uncertain, .unreachable, .anotherCluster: logger.notice("\(name): \(end); it is collected anew")
    }
  }
}

/// Writes what a follower of one cluster gives it, one collection after the other.
private actor FollowingWriter {
  private let run: ClusterRun
  private let budgets: RequestBudgets
  private let recorder: any SnapshotRecorder
  /// The latest collection.
  private var report: ClusterRunReport
  /// What was received and sent to AWS up to it.
  private var bytesReceived: Int64
  private var requestsToAWS: Int64

  init(_ run: ClusterRun, _ report: ClusterRunReport, budgets: RequestBudgets, recorder: any SnapshotRecorder) {
    self.run = run
    self.report = report
    self.budgets = budgets
    self.recorder = recorder
    bytesReceived = run.transport.bytesReceived
    requestsToAWS = 0
  }

  /// Records a collection, says what there is to say of it, and returns its number.
  func write(_ collected: CollectedCluster) async throws -> Int64 {
    let now = run.run.clock.now
    let received = run.transport.bytesReceived
    var identity = report.identity
    identity.kubernetesVersion = collected.kubernetesVersion ?? identity.kubernetesVersion
    identity.region = collected.region ?? identity.region
    let record = CollectionRecord(
      startedAt: now, finishedAt: now, milliseconds: 0, bytesReceived: received - bytesReceived,
      method: collected.method)
    let outcome = try await recorder.record(collected, as: identity, run: record)
    let failures = report.failures
    report = ClusterRunReport(collected: collected, identity: identity, record: record, outcome: outcome)
    bytesReceived = received
    spendBudget()
    // What failed is said once, not with every collection.
    run.show(report, sayingFailures: report.failures != failures)
    Heap.trim()
    return outcome.number
  }

  private func spendBudget() {
    let requests = run.transport.requestsToAWS
    budgets.spend(Int(requests - requestsToAWS), of: run.target.aws)
    requestsToAWS = requests
  }
}
