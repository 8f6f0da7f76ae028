import ArgumentParser
import Capacity
import Foundation
import ServiceManager
import Settings
import Transport

/// `capdb collect`.
struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Asks clusters for their present state and records what changed.",
    discussion: """
      The clusters are those that the options name, else those of the configuration, else the cluster of the current \
      kubeconfig context (or of the in-cluster account). Several clusters are collected concurrently. If a source \
      fails, the others are recorded all the same. In a crontab, collect prints nothing unless something is wrong.

      Of nodes and pods, collect asks only what changed since the collection before, where the cluster allows to watch \
      them and still knows. Once a day, and with --full, it lists everything and checks that nothing was missed.

      With --follow it runs on: it watches nodes and pods without pause, writes what changed every 15 s, and asks EC2 \
      every 5 minutes and soon after nodes came or went. SIGTERM and Ctrl-C end it, SIGHUP reads the configuration again.

      EXAMPLES
        capdb collect                                    the current context
        capdb collect --context prod --context staging   two contexts at once
        capdb collect --eks-cluster myeks --region ap-northeast-2
        capdb collect --dry-run                          record nothing
        capdb collect --full                             list everything, and compare
        capdb collect --ec2-every 10m                    ask EC2 only if that is 10 minutes ago
        capdb collect --follow                           run on, and record what changes
        capdb collect --follow --listen 127.0.0.1:8080   and show it, with /metrics and /healthz
        */5 * * * * capdb collect                        in a crontab
        */5 * * * * capdb collect --sync                 and push to the hub

      EXIT CODES
        0 recorded, or with --follow ended by a signal; 1 a cluster failed or is partial (the rest is recorded);
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

  @Option(
    name: .customLong("ec2-every"),
    help: ArgumentHelp(
      "Ask EC2 only so often, and when nodes came or went (default: that of the configuration, or each time; 5m with --follow).",
      valueName: "time"))
  var ec2Every: String?

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

  @Flag(help: "Run on: watch nodes and pods, and record what changes until SIGTERM.")
  var follow = false

  @OptionGroup var following: FollowOptions

  func validate() throws {
    if hub != nil, !sync { throw ValidationError("--hub needs --sync.") }
    if sync, dryRun { throw ValidationError("--dry-run records nothing that --sync could push to a hub.") }
    if follow, dryRun { throw ValidationError("--follow records what changes; --dry-run would record nothing.") }
    if follow, full { throw ValidationError("--follow lists everything once a day; --full is for one collection.") }
    if !follow, let option = following.named { throw ValidationError("\(option) needs --follow.") }
  }

  func run() async throws {
    let configuration = try database.configuration()
    let path = try database.path(configuration)
    if follow { return try await follow(path, configuration) }
    let run = try collectionRun(configuration)
    // Before the collection: if no hub is named, the command line is wrong.
    let location = sync ? try SyncRun.location(hub, configuration, from: path) : nil
    let succeeded = dryRun ? try await run.preview(path) : try await run.record(path)
    if let location {
      SyncRun(path: path, location: location, isTalkative: run.isTalkative).pushAfterCollection {
        StandardError.print("capdb: \($0)")
      }
    }
    if !dryRun { PruneRun.afterCollection(into: path, configuration) }
    if !succeeded { throw ExitCode.failure }
  }

  private func collectionRun(_ configuration: CapdbConfiguration) throws -> CollectionRun {
    let deadline = try deadline.map { Duration.seconds(try DurationSetting.deadline.seconds(in: $0)) }
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
    run.follows = follow || configuration.follows
    run.ec2Every = follow ? nil : try ec2Every(configuration)
    return run
  }

  private func ec2Every(_ configuration: CapdbConfiguration) throws -> Duration? {
    try ec2Every.map { .seconds(try DurationSetting.ec2Every.seconds(in: $0)) } ?? configuration.ec2Every
  }

  private func follow(_ path: String, _ configuration: CapdbConfiguration) async throws {
    let settings = try followSettings(path, configuration)
    let server = try following.server(path, logger: settings.follow.collections.logger)
    let service = FollowService(
      path: path, settings: settings, reread: { try followSettings(path, try database.configuration()) },
      server: server, manager: ServiceManager(environment: ProcessInfo.processInfo.environment))
    try await service.run()
  }

  private func followSettings(
    _ path: String, _ configuration: CapdbConfiguration
  ) throws -> FollowService.Settings {
    let collections = try collectionRun(configuration)
    // A watch keeps a connection to a server that does not speak HTTP/2.
    let transport = try CollectionRun.transport(connections: .init(total: 64 + 4 * collections.targets.count))
    let run = FollowRun(
      collections: collections, pace: try following.pace(configuration, ec2Every: try ec2Every(configuration)),
      transport: transport)
    return FollowService.Settings(
      follow: run, configuration: configuration,
      sync: sync ? try SyncRun.location(hub, configuration, from: path) : nil,
      syncEvery: try following.syncEvery(configuration))
  }
}
