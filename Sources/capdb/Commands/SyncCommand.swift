import ArgumentParser
import Foundation
import DatabasePostgres
import History
import Sync

/// `capdb sync`.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Pushes the history to a hub of many clusters' histories, or pulls one from there.",
    discussion: """
      A push sends everything that the hub lacks, in transactions of whole collections; a sync that is killed or repeated \
      changes nothing but the time it takes. The hub is a PostgreSQL database (any address and environment variable of \
      libpq; keep the password in ~/.pgpass or $PGPASSWORD) or another history's file. Its tables are made by the first \
      sync. docs/hub.md describes rights, set-ups and what to do after a restore.

      EXAMPLES
        capdb sync postgresql://capdb@hub.example.com/capdb
        capdb sync                                the hub of $CAPDB_HUB or the configuration
        capdb sync --dry-run                      what would be pushed
        capdb sync --pull myeks --db here.db      a cluster's history from the hub into a file
        capdb sync fleet.db --db myeks.db         merge files
        capdb sync --migrate                      make the hub's tables or migrate them
        capdb report --db postgresql://hub.example.com/capdb     ask the hub

      EXIT CODES
        0 the hub has everything; 1 a cluster could not be pushed; 64 wrong usage; 75 the file to pull into is being collected
      """)

  @Argument(help: ArgumentHelp("The hub: postgresql://…, parameters of libpq, or a file.", valueName: "hub"))
  var hub: String?

  @Option(
    name: .customLong("cluster"), help: ArgumentHelp("Only this cluster; may be repeated.", valueName: "name"))
  var clusters: [String] = []

  @Option(help: ArgumentHelp("Pull this cluster's history from the hub into the file.", valueName: "cluster"))
  var pull: String?

  @Flag(
    help: """
      Drop what the hub has of a cluster and push this history in its place; with --pull, drop collections of the file \
      that the hub's history cannot take.
      """)
  var replace = false

  @Flag(help: "Print what would be pushed, and write nothing.")
  var dryRun = false

  @Flag(help: "Make the hub's tables or migrate them, and do nothing else.")
  var migrate = false

  @Flag(help: "Print the SQL that makes a PostgreSQL hub's tables, and do nothing else.")
  var printSchema = false

  @Option(
    help: ArgumentHelp("How many recorded changes end a transaction, at the end of a day.", valueName: "changes"))
  var transaction = HistoryPush.defaultChangesPerTransaction

  @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Print a line for each cluster from cron too.")
  var verbose = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if pull != nil, !clusters.isEmpty { throw ValidationError("--pull names the cluster itself; leave --cluster out.") }
    if pull != nil, dryRun { throw ValidationError("--dry-run shows what a push would do; it goes without --pull.") }
    if [pull != nil || dryRun || replace, migrate, printSchema].count(where: \.self) > 1 {
      throw ValidationError("--migrate and --print-schema go alone.")
    }
    if transaction < 1 { throw ValidationError("--transaction takes 1 or more.") }
  }

  func run() throws {
    if printSchema { return try StandardOutput.print(HubSchema.script) }
    let configuration = try database.configuration()
    if migrate { return try migrate(SyncRun.location(hub, configuration).syncHub) }
    let path = try database.path(configuration)
    var run = SyncRun(
      path: path, location: try SyncRun.location(hub, configuration, from: path),
      isTalkative: verbose || StandardOutput.isTerminal)
    run.changesPerTransaction = transaction
    if let pull { return try run.pull(pull, isReplacing: replace) }
    let names = clusters.isEmpty ? nil : Set(clusters)
    let isComplete = dryRun ? try run.preview(names, isReplacing: replace) : try run.push(names, isReplacing: replace)
    if !isComplete { throw ExitCode.failure }
  }

  private func migrate(_ hub: SyncHub) throws {
    let applied = try hub.migrate()
    guard case .server = hub else { return }
    let versions = applied.map { String($0) }.joined(separator: ", ")
    let words = applied.isEmpty ? "is up to date" : "was migrated to version \(applied.last ?? 0) (\(versions))"
    try StandardOutput.print("hub \(hub.name) \(words)")
  }
}
