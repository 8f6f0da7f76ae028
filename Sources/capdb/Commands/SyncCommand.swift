import ArgumentParser
import Foundation
import History
import Sync

/// `capdb sync`.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Pushes the history to a hub that holds the histories of many clusters, or pulls a cluster from it.",
    discussion: """
      Pushes everything that the hub lacks, in transactions of whole collections; a sync can be killed or repeated at \
      any time without changing the result. The hub is a PostgreSQL database (any address and environment variable of \
      libpq; keep the password in ~/.pgpass or $PGPASSWORD) or the file of another history. The first sync creates its \
      tables. Without an argument, the hub is $CAPDB_HUB or that of the configuration. docs/hub.md describes roles, set-ups and what to do after a restore.

      EXAMPLES
        capdb sync postgresql://capdb@hub.example.com/capdb
        capdb sync                             push to the usual hub
        capdb sync --dry-run                   show what would be pushed
        capdb sync --pull myeks --db here.db   pull a cluster into a file
        capdb sync fleet.db --db myeks.db      merge files
        capdb sync --migrate                   create or upgrade the hub's tables
        capdb report --db postgresql://hub.example.com/capdb    report from the hub

      EXIT CODES
        0 the hub has everything; 1 a cluster could not be pushed or pulled;
        64 wrong usage; 75 a collection is running on the file to pull into
      """)

  @Argument(help: ArgumentHelp("The hub: postgresql://…, connection parameters of libpq, or a file.", valueName: "hub"))
  var hub: String?

  @OptionGroup var clusters: ClusterFilter

  @Option(help: ArgumentHelp("Pull the history of this cluster from the hub into the file.", valueName: "cluster"))
  var pull: String?

  @Flag(
    help: """
      Drop the hub's history of a cluster and push this one instead; with --pull, drop the collections of the file that \
      do not fit into the hub's history.
      """)
  var replace = false

  @Flag(help: "Print what would be pushed, and write nothing.")
  var dryRun = false

  @Flag(help: "Create or upgrade the hub's tables, and do nothing else.")
  var migrate = false

  @Flag(help: "Print the SQL that creates the tables of a PostgreSQL hub, and do nothing else.")
  var printSchema = false

  @Option(
    help: ArgumentHelp("Commit at the end of a day after this many recorded changes.", valueName: "changes"))
  var transaction = HistoryPush.defaultChangesPerTransaction

  @Flag(
    name: [.customShort("v"), .customLong("verbose")],
    help: "Print a line for each cluster even if stdout is not a terminal.")
  var verbose = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if pull != nil, !clusters.names.isEmpty { throw ValidationError("--pull names the cluster; leave out --cluster.") }
    if pull != nil, dryRun {
      throw ValidationError("--dry-run shows what a push would do; it cannot be combined with --pull.")
    }
    if [pull != nil || dryRun || replace, migrate, printSchema].count(where: \.self) > 1 {
      throw ValidationError("--migrate and --print-schema cannot be combined with other actions.")
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
    let names = clusters.names.isEmpty ? nil : Set(clusters.names)
    let isComplete = dryRun ? try run.preview(names, isReplacing: replace) : try run.push(names, isReplacing: replace)
    if !isComplete { throw ExitCode.failure }
  }

  private func migrate(_ hub: SyncHub) throws {
    let applied = try hub.migrate()
    guard case .server = hub else { return }
    let versions = applied.map { String($0) }.joined(separator: ", ")
    let words = applied.isEmpty ? "is up to date" : "was upgraded to version \(applied.last ?? 0) (\(versions))"
    try StandardOutput.print("hub \(hub.name) \(words)")
  }
}
