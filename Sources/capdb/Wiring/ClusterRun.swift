import Capacity
import Collection
import History
import Logging
import Settings
import Transport

/// The collection of one cluster within a run.
struct ClusterRun: Sendable {
  let run: CollectionRun
  let target: ClusterSettings
  let transport: MeteredTransport
  let names: TakenNames
  /// Its place among the clusters of the run.
  let number: Int
  let startedAt: Timestamp
  let begun = ContinuousClock.now

  init(
    run: CollectionRun, target: ClusterSettings, transport: any HTTPTransport, names: TakenNames, number: Int
  ) {
    self.run = run
    self.target = target
    self.transport = MeteredTransport(transport, logger: run.logger)
    self.names = names
    self.number = number
    startedAt = run.clock.now
  }

  /// Collects the cluster, records what could be learned and reports how it went.
  ///
  /// - Returns: whether it was collected completely.
  func collect(into recorder: any SnapshotRecorder) async throws -> Bool {
    try await attempt(into: recorder).map { $0.report.failures.isEmpty } ?? false
  }

  /// A collection that was recorded, and what to go on with.
  struct Recorded {
    var cluster: ConnectedCluster
    /// What was known of the cluster before.
    var known: KnownCluster
    var report: ClusterRunReport
  }

  /// The same.
  ///
  /// - Returns: nil if the cluster could not be asked.
  func attempt(into recorder: any SnapshotRecorder) async throws -> Recorded? {
    let cluster: ConnectedCluster
    do {
      cluster = try await connector.connect(target)
    } catch {
      try await recordFailure(error, in: recorder)
      return nil
    }
    guard names.take(cluster.name, for: number) else {
      run.say(CommandError.duplicateCluster(cluster.name).description, .error)
      return nil
    }
    run.progress.begin(cluster.name)
    var known = try await recorder.known(cluster.name)
    let isFirst = known == KnownCluster()
    if !cluster.vpcIDs.isEmpty { known.vpcIDs = cluster.vpcIDs }
    var following = FollowingPolicy(isFull: run.isFull, fullEvery: run.fullEvery)
    if run.follows { following.recorded = { [name = cluster.name] in try await recorder.recorded(name) } }
    if let every = run.ec2Every, !run.isFull {
      following.network = .init(every: every.components.seconds) { [name = cluster.name] in
        try await recorder.recordedNetwork(name)
      }
    }
    let reached = cluster.reach(begun + run.deadline)
    let collector = ClusterCollector(
      kubernetes: reached.kubernetes, ec2: reached.ec2, known: known, following: following)
    let accessFailures = AccessFailures()
    let collected = await accessFailures.noting { await collector.collect(now: startedAt) }
    // What was cut off says nothing about the cluster.
    guard !Task.isCancelled else { return nil }
    var record = record()
    record.method = collected.method
    run.progress.end(cluster.name)
    let identity = ClusterIdentity(name: cluster.name, collected: collected)
    let outcome = try await recorder.record(collected, as: identity, run: record)
    let report = ClusterRunReport(collected: collected, identity: identity, record: record, outcome: outcome)
    show(report, isPreview: recorder.isPreview)
    if !accessFailures.isEmpty, isFirst { sayHowToFindOut() }
    return Recorded(cluster: cluster, known: known, report: report)
  }

  /// Names the next step where nothing was ever collected of the cluster, because it cannot be reached or a right is missing.
  private func sayHowToFindOut() {
    run.say("\(run.areNamed ? DoctorInvocation(target).description : "capdb doctor") finds out why", .warning)
  }

  private var connector: ClusterConnector {
    ClusterConnector(
      environment: run.environment, transport: transport, deadline: begun + run.deadline,
      now: { [clock = run.clock] in clock.now }, logger: run.logger, progress: run.progress,
      files: run.files)
  }

  /// The run so far, as the history keeps it.
  private func record(failure: String? = nil) -> CollectionRecord {
    CollectionRecord(
      startedAt: startedAt, finishedAt: run.clock.now,
      milliseconds: Int64((ContinuousClock.now - begun) / .milliseconds(1)),
      bytesReceived: transport.bytesReceived, failure: failure)
  }

  /// Reports a cluster that could not be asked, and records the attempt where the cluster has a name.
  private func recordFailure(_ failure: ConnectionFailure, in recorder: any SnapshotRecorder) async throws {
    run.say("\(failure.clusterName.map { "\($0): " } ?? "")\(failure.message)", .error)
    guard let name = failure.clusterName else {
      if failure.concernsAccess { sayHowToFindOut() }
      return
    }
    if failure.concernsAccess, try await recorder.known(name) == KnownCluster() { sayHowToFindOut() }
    try await recorder.recordFailure(
      of: name, run: record(failure: failure.message), notAsked: target.aws.asksEC2 ? [] : Set(Source.ec2))
  }

  /// Says what there is to say of a collection.
  func show(_ report: ClusterRunReport, isPreview: Bool = false, sayingFailures: Bool = true) {
    for line in sayingFailures ? report.failures : [] { run.say(line, .error) }
    for line in report.notices { run.say(line, .warning) }
    guard run.isTalkative || isPreview else { return }
    let lines = ["\(report.summary)"] + (isPreview ? report.details : [])
    // Nobody left to read the line is no reason to fail what has been recorded.
    run.progress.interrupt {
      for line in lines { try? StandardOutput.print(line.escapingControlCharacters) }
    }
  }
}
