import ArgumentParser
import Foundation
import Settings

/// `capdb collect`.
struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Asks clusters what they hold now and records what changed.",
    discussion: """
      Clusters come from the options, else from the configuration, else the current kubeconfig context (or the \
      in-cluster account) is collected. Several are collected at once; each source's failure is kept apart.

      EXAMPLES
        capdb collect                                      the current kubeconfig context
        capdb collect --context prod --context staging     two contexts, side by side
        capdb collect --eks-cluster myeks --region ap-northeast-2
        capdb collect --dry-run                            show what would be recorded
        */5 * * * * capdb collect                          in a crontab: silent unless something is wrong
        */5 * * * * capdb collect --sync                   and bring it to the hub of the configuration

      EXIT CODES
        0 recorded; 1 a cluster failed or is partial (what could be learned is recorded); 64 wrong usage;
        75 another collection of this database is running
      """)

  @OptionGroup var clusters: ClusterOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var log: LogOptions

  @Option(help: ArgumentHelp("How long one cluster may take, such as 90s or 5m.", valueName: "time"))
  var deadline: DeadlineOption?

  @Flag(help: "Then bring the history to the hub; what goes wrong there is only told, and the next sync catches up.")
  var sync = false

  @Option(help: ArgumentHelp("The hub of --sync, in place of $CAPDB_HUB or the configuration's.", valueName: "hub"))
  var hub: String?

  @Flag(help: "Print what would be recorded, and record nothing.")
  var dryRun = false

  func validate() throws {
    if hub != nil, !sync { throw ValidationError("--hub goes with --sync.") }
    if sync, dryRun { throw ValidationError("--dry-run records nothing that --sync could bring to a hub.") }
  }

  func run() async throws {
    var configuration = try database.configuration()
    configuration.deadline = deadline?.duration ?? configuration.deadline
    let progress = ProgressDisplay()
    let run = CollectionRun(
      targets: try clusters.targets(configuration),
      deadline: configuration.deadline, logger: log.logger(configuration, progress: progress),
      environment: ProcessInfo.processInfo.environment,
      isTalkative: log.verbose || StandardOutput.isTerminal, logsFailures: log.format(configuration) == .json,
      progress: progress)
    let path = try database.path(configuration)
    // Before the collection: a hub that nobody named is a slip of the command line.
    let location = sync ? try SyncRun.location(hub, configuration, from: path) : nil
    let succeeded = dryRun ? try await run.preview(path) : try await run.record(path)
    if let location { syncAfterwards(path, to: location, isTalkative: run.isTalkative) }
    if !succeeded { throw ExitCode.failure }
  }
}

extension CollectCommand {
  /// Brings what is recorded to the hub. The collection is over and stays what it was, whatever becomes of it.
  private func syncAfterwards(_ path: String, to location: HistoryLocation, isTalkative: Bool) {
    let sync = SyncRun(path: path, location: location, isTalkative: isTalkative)
    do {
      _ = try sync.push(nil, isReplacing: false)
    } catch {
      StandardError.print("capdb: \(error); what is recorded stays here, and the next sync catches up")
    }
  }
}

/// A time such as `90s` or `5m`.
struct DeadlineOption: ExpressibleByArgument {
  var duration: Duration

  init?(argument: String) {
    guard let duration = ConfigurationFile.duration(argument) else { return nil }
    self.duration = duration
  }
}
