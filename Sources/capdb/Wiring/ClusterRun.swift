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
  let startedAt: Timestamp
  let begun = ContinuousClock.now

  init(run: CollectionRun, target: ClusterSettings, transport: any HTTPTransport, names: TakenNames) {
    self.run = run
    self.target = target
    self.transport = MeteredTransport(transport, logger: run.logger)
    self.names = names
    startedAt = run.clock.now
  }

  /// Collects the cluster, records what could be learned and reports how it went.
  ///
  /// - Returns: whether it was collected completely.
  func collect(into recorder: any SnapshotRecorder) async throws -> Bool {
    let cluster: ConnectedCluster
    do {
      cluster = try await connector.connect(target)
    } catch {
      try await recordFailure(error, in: recorder)
      return false
    }
    guard names.take(cluster.name) else {
      say(CommandError.duplicateCluster(cluster.name).description, .error)
      return false
    }
    run.progress.begin(cluster.name)
    var known = try await recorder.known(cluster.name)
    let isFirst = known == KnownCluster()
    if !cluster.vpcIDs.isEmpty { known.vpcIDs = cluster.vpcIDs }
    var following = FollowingPolicy(isFull: run.isFull, fullEvery: run.fullEvery)
    if run.follows { following.recorded = { [name = cluster.name] in try await recorder.recorded(name) } }
    let collector = ClusterCollector(
      kubernetes: cluster.kubernetes, ec2: cluster.ec2, known: known, following: following)
    let accessFailures = AccessFailures()
    let collected = await accessFailures.noting { await collector.collect(now: startedAt) }
    var record = record()
    record.method = collected.method
    run.progress.end(cluster.name)
    let identity = ClusterIdentity(name: cluster.name, collected: collected)
    let outcome = try await recorder.record(collected, as: identity, run: record)
    let report = ClusterRunReport(collected: collected, identity: identity, record: record, outcome: outcome)
    show(report, isPreview: recorder.isPreview)
    if !accessFailures.isEmpty, isFirst { sayHowToFindOut() }
    return report.failures.isEmpty
  }

  /// Names the next step where nothing was ever collected of the cluster, because it cannot be reached or a right is missing.
  private func sayHowToFindOut() {
    say("\(run.areNamed ? DoctorInvocation(target).description : "capdb doctor") finds out why", .warning)
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
    say("\(failure.clusterName.map { "\($0): " } ?? "")\(failure.message)", .error)
    guard let name = failure.clusterName else {
      if failure.concernsAccess { sayHowToFindOut() }
      return
    }
    if failure.concernsAccess, try await recorder.known(name) == KnownCluster() { sayHowToFindOut() }
    try await recorder.recordFailure(
      of: name, run: record(failure: failure.message), notAsked: target.aws.asksEC2 ? [] : Set(Source.ec2))
  }

  private func show(_ report: ClusterRunReport, isPreview: Bool) {
    for line in report.failures { say(line, .error) }
    for line in report.notices { say(line, .warning) }
    guard run.isTalkative || isPreview else { return }
    let lines = ["\(report.summary)"] + (isPreview ? report.details : [])
    // Nobody left to read the line is no reason to fail what has been recorded.
    run.progress.interrupt {
      for line in lines { try? StandardOutput.print(line.escapingControlCharacters) }
    }
  }

  /// Says something on stderr, or in the log where that is what is collected.
  private func say(_ message: String, _ level: Logger.Level) {
    if run.logsFailures {
      run.logger.log(level: level, "\(message)")
    } else {
      run.progress.interrupt { StandardError.print("capdb: \(message)") }
    }
  }
}
