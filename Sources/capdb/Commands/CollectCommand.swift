import ArgumentParser
import Capacity
import Foundation
import Settings

/// `capdb collect`.
struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Asks clusters for their present state and records what changed.",
    discussion: """
      The clusters are those that the options name, else those of the configuration, else the cluster of the current \
      kubeconfig context (or of the in-cluster account). Several clusters are collected concurrently. If a source \
      fails, the others are recorded all the same. In a crontab, collect prints nothing unless something is wrong.

      With `follow: true` in the configuration it asks of nodes and pods only what changed since the collection before, \
      where the cluster allows to watch them and still knows. Once a day, and with --full, it then lists everything and \
      checks that nothing was missed.

      EXAMPLES
        capdb collect                                    the current context
        capdb collect --context prod --context staging   two contexts at once
        capdb collect --eks-cluster myeks --region ap-northeast-2
        capdb collect --dry-run                          record nothing
        capdb collect --full                             list everything, and compare
        */5 * * * * capdb collect                        in a crontab
        */5 * * * * capdb collect --sync                 and push to the hub

      EXIT CODES
        0 recorded; 1 a cluster failed or is partial (the rest is recorded);
        64 wrong usage; 75 another collection of this database is running
      """)

  @OptionGroup var clusters: ClusterOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var log: LogOptions

  @Option(
    help: ArgumentHelp(
      "The time that the collection of one cluster may take, such as 90s, 5m or 1h (default: that of the configuration, or 2m).",
      valueName: "time"))
  var deadline: String?

  @Flag(
    help: "Then push the history to the hub. If that fails, the exit code does not change; the next sync catches up.")
  var sync = false

  @Option(
    help: ArgumentHelp(
      "With --sync: push to this hub instead of $CAPDB_HUB or that of the configuration.", valueName: "hub"))
  var hub: String?

  @Flag(help: "List all nodes and pods, and compare them with what following made of them, where they are followed.")
  var full = false

  @Flag(help: "Print what would be recorded, and record nothing.")
  var dryRun = false

  func validate() throws {
    if hub != nil, !sync { throw ValidationError("--hub needs --sync.") }
    if sync, dryRun { throw ValidationError("--dry-run records nothing that --sync could push to a hub.") }
  }

  func run() async throws {
    let deadline = try deadline.map { Duration.seconds(try DurationSetting.deadline.seconds(in: $0)) }
    let configuration = try database.configuration()
    let progress = ProgressDisplay()
    var run = CollectionRun(
      targets: try clusters.targets(configuration),
      deadline: deadline ?? configuration.deadline, logger: log.logger(configuration, progress: progress),
      environment: ProcessInfo.processInfo.environment,
      isTalkative: log.verbose || StandardOutput.isTerminal, logsFailures: log.format(configuration) == .json,
      progress: progress)
    run.areNamed = clusters.namesClusters
    run.isFull = full
    run.fullEvery = configuration.fullEvery.components.seconds
    run.follows = configuration.follows
    let path = try database.path(configuration)
    // Before the collection: if no hub is named, the command line is wrong.
    let location = sync ? try SyncRun.location(hub, configuration, from: path) : nil
    let succeeded = dryRun ? try await run.preview(path) : try await run.record(path)
    if let location { syncAfterwards(path, to: location, isTalkative: run.isTalkative) }
    if !dryRun { PruneRun.afterCollection(into: path, configuration) }
    if !succeeded { throw ExitCode.failure }
  }

  /// Pushes what is recorded to the hub. A failure is only printed, since the collection itself is complete.
  private func syncAfterwards(_ path: String, to location: HistoryLocation, isTalkative: Bool) {
    let sync = SyncRun(path: path, location: location, isTalkative: isTalkative)
    do {
      _ = try sync.push(nil, isReplacing: false)
    } catch {
      StandardError.print("capdb: \(error); what is recorded stays here, and the next sync catches up")
    }
  }
}
