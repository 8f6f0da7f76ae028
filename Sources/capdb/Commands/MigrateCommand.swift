import Disk
import ArgumentParser
import Database
import DatabasePostgres
import Foundation
import History
import Presentation
import Sync

/// `capdb migrate`.
struct MigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Brings a history or the tables of a hub to the schema of this release.",
    discussion: """
      Each step is a transaction, so an upgrade that was killed goes on where it stopped. A collection upgrades its \
      file by itself; this command does it at a time of your choice, shows how far it is, and makes a backup first: at \
      a terminal it asks, elsewhere name one with --backup, or do without with --no-backup. An older capdb refuses the \
      upgraded file; to go back, restore that backup. A hub is upgraded as the role that owns its tables, in one \
      transaction; back it up with pg_dump, and run rights.sql afterwards.

      EXAMPLES
        capdb migrate --dry-run
        capdb migrate --backup /backups/before-upgrade.db
        capdb migrate --db postgresql://capdb_owner@hub.example.com/capdb
        capdb migrate --print-schema postgresql | psql …    create a hub's tables by hand
        capdb migrate --print-schema sqlite                 the tables and views of a file

      EXIT CODES
        0 the schema is that of this release; 1 it is not; 64 wrong usage;
        75 a collection of this history is running
      """)

  /// What a schema is printed for.
  enum Dialect: String, ExpressibleByArgument, CaseIterable {
    case sqlite
    case postgresql
  }

  @Flag(help: "Print the missing steps, what they go through and the space they take, and do nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp("Make this backup of the file first.", valueName: "file"), completion: .file())
  var backup: String?

  @Flag(help: "Make no backup of the file.")
  var noBackup = false

  @Option(
    help: ArgumentHelp(
      "Print the SQL of this release's schema, sqlite or postgresql, and do nothing.", valueName: "dialect"))
  var printSchema: Dialect?

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if backup != nil, noBackup { throw ValidationError("--backup and --no-backup contradict each other.") }
    if printSchema != nil, dryRun || backup != nil || noBackup {
      throw ValidationError("--print-schema does nothing else; leave out the other options.")
    }
  }

  func run() throws {
    switch printSchema {
    case .sqlite: return try StandardOutput.print(HistoryUpgrade.script)
    case .postgresql: return try StandardOutput.print(HubSchema.script)
    case nil: break
    }
    let location = try database.location(try database.configuration())
    switch location {
    case .file(let path): try migrate(file: path)
    case .hub(let address): try migrate(hub: address, location)
    }
  }

  private func migrate(file path: String) throws {
    let plan = try HistoryUpgrade(of: path).plan()
    if dryRun || plan.steps.isEmpty { return try show(plan, of: path) }
    let lock = try CollectionLock(database: path)
    defer { withExtendedLifetime(lock) {} }
    if let backup = try chosenBackup(path, plan) {
      var progress = CopyProgressLine("backup")
      _ = try HistoryBackup(of: path).write(to: backup, isReplacing: false) { progress.show($0) }
      StandardError.show(nil)
      try StandardOutput.print("\(path): schema \(plan.version) is kept as \(backup)")
    }
    var line = UpgradeProgressLine()
    try HistoryUpgrade(of: path).run { line.show($0) }
    StandardError.show(nil)
    try StandardOutput.print("\(path) was upgraded from schema \(plan.version) to \(plan.known)")
  }

  /// The backup to make; nil for none.
  private func chosenBackup(_ path: String, _ plan: UpgradePlan) throws -> String? {
    if noBackup { return nil }
    if let backup { return backup }
    guard Confirmation.isPossible else { throw CommandError.needsBackupChoice(path) }
    let name = "\(path).schema-\(plan.version)"
    return Confirmation.answer(to: "Make a backup as \(name) first", usual: true) ? name : nil
  }

  private func migrate(hub address: PostgresAddress, _ location: HistoryLocation) throws {
    if backup != nil { throw CommandError.noBackupOfHub(address.name) }
    if dryRun {
      let plan = try PostgresDatabase(address).withConnection { try HubSchema($0, of: address.name).plan() }
      return try show(plan, of: "hub \(address.name)")
    }
    var line = UpgradeProgressLine()
    let applied = try location.syncHub.migrate { line.show($0) }
    StandardError.show(nil)
    let versions = applied.map { String($0) }.joined(separator: ", ")
    let words = applied.isEmpty ? "is up to date" : "was upgraded to version \(applied.last ?? 0) (\(versions))"
    try StandardOutput.print("hub \(address.name) \(words)")
  }

  private func show(_ plan: UpgradePlan, of name: String) throws {
    guard !plan.steps.isEmpty else { return try StandardOutput.print("\(name) is up to date (schema \(plan.version))") }
    try StandardOutput.print("\(name) would be upgraded from schema \(plan.version) to \(plan.known):")
    for step in plan.steps { try StandardOutput.print("  \(step.version) \(step.name)") }
    guard let bytes = plan.bytes, let needed = plan.neededBytes else { return }
    if plan.collectionsToCount > 0 {
      try StandardOutput.print("the trends of \(plan.collectionsToCount) collections are counted again")
    }
    try StandardOutput.print(
      "the file has \(ByteCount(bytes)); the upgrade takes up to \(ByteCount(needed)) of free space meanwhile")
  }
}

/// The line on a terminal that says how far an upgrade is, and how long it still takes at the rate so far.
struct UpgradeProgressLine {
  private var lastShown: ContinuousClock.Instant?
  private var rate = ProgressRate()

  /// Shows it, ten times a second at most while trends are counted.
  mutating func show(_ progress: UpgradeProgress) {
    switch progress {
    case .step(let step): StandardError.show("migrate: step \(step.version) (\(step.name))")
    case .counting(let collections, let all):
      if let lastShown, ContinuousClock.now - lastShown < .milliseconds(100) { return }
      lastShown = .now
      let left = rate.left(after: collections, of: all, at: .now).map { ", \($0) left" } ?? ""
      StandardError.show("migrate: counting trends, \(collections) of \(all) collections\(left)")
    }
  }
}
