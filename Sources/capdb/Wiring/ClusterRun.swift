import Capacity
import Collection
import Logging
import Settings
import Synchronization
import Transport

/// The names under which clusters are recorded in one run. A name stands for one cluster.
final class ClusterNames: Sendable {
  private let taken = Mutex<Set<String>>([])

  /// Takes a name; false if it is taken already.
  func take(_ name: String) -> Bool {
    taken.withLock { $0.insert(name).inserted }
  }
}

/// The collection of one cluster within a run.
struct ClusterRun: Sendable {
  let run: CollectionRun
  let target: ClusterSettings
  let transport: MeteredTransport
  let names: ClusterNames
  let startedAt: Timestamp
  let begun = ContinuousClock.now

  init(run: CollectionRun, target: ClusterSettings, transport: any HTTPTransport, names: ClusterNames) {
    self.run = run
    self.target = target
    self.transport = MeteredTransport(transport, logger: run.logger)
    self.names = names
    startedAt = run.clock.now
  }

  /// Collects the cluster, records what could be learned and tells how it went.
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
      tell(CommandError.duplicateCluster(cluster.name).description, .error)
      return false
    }
    run.progress.begin(cluster.name)
    let collector = ClusterCollector(
      kubernetes: cluster.kubernetes, ec2: cluster.ec2,
      known: try await recorder.known(cluster.name, vpcIDs: cluster.vpcIDs))
    let collected = await collector.collect(now: startedAt)
    let record = record()
    run.progress.end(cluster.name)
    let outcome = try await recorder.record(collected, as: cluster.name, run: record)
    let failures = FailureSummary(name: cluster.name, snapshot: collected.snapshot).lines
    let summary = CollectionSummary(
      name: cluster.name, snapshot: collected.snapshot, changes: outcome.changes, milliseconds: record.milliseconds)
    for line in failures { tell(line, .error) }
    for notice in outcome.notices { tell("\(cluster.name): \(notice)", .warning) }
    // Nobody left to read the line is no reason to fail what has been recorded.
    if run.isTalkative || outcome.isPreview {
      run.progress.interrupt {
        for line in ["\(summary)"] + outcome.details { try? StandardOutput.print(line.escapingControlCharacters) }
      }
    }
    return failures.isEmpty
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

  /// Tells of a cluster that could not be asked, and records the attempt where the cluster has a name.
  private func recordFailure(_ failure: ConnectionFailure, in recorder: any SnapshotRecorder) async throws {
    tell("\(failure.clusterName.map { "\($0): " } ?? "")\(failure.message)", .error)
    guard let name = failure.clusterName else { return }
    try await recorder.recordFailure(
      of: name, run: record(failure: failure.message), notAsked: target.aws.asksEC2 ? [] : Set(Source.ec2))
  }

  /// Says something on stderr, or in the log where that is what is collected.
  private func tell(_ message: String, _ level: Logger.Level) {
    if run.logsFailures {
      run.logger.log(level: level, "\(message)")
    } else {
      run.progress.interrupt { StandardError.print("capdb: \(message)") }
    }
  }
}
