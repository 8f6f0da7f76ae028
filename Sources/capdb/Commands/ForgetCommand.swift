import ArgumentParser
import Capacity
import DatabasePostgres
import Foundation
import History

/// `capdb forget`.
struct ForgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Deletes everything that a history or a hub has of a cluster.",
    discussion: """
      For clusters that are gone. All rows of the cluster are deleted in one transaction, rollups included; other \
      clusters stay as they are. capdb shows what would go and asks at a terminal; elsewhere it takes --yes. A cluster \
      that is still collected or pushed comes back with the next collection or push, from its beginning.

      A name that two clusters have is refused, and the clusters are listed with their numbers for --id. Later \
      collections use the space of a file again; VACUUM of the sqlite3 shell gives it back to the disk.

      EXAMPLES
        capdb forget old-cluster
        capdb forget old-cluster --db postgresql://capdb_owner@hub.example.com/capdb
        capdb forget --id 3 --yes
        capdb forget old-cluster --dry-run       only show what would go

      EXIT CODES
        0 it is forgotten; 1 it is not, and nothing has changed; 64 wrong usage;
        75 a collection of this history is running
      """)

  @Argument(
    help: ArgumentHelp("The cluster.", valueName: "cluster"), completion: .custom(ReportCompletion.clusters))
  var cluster: String?

  @Option(help: ArgumentHelp("The number of the cluster in this history (cluster_id).", valueName: "number"))
  var id: Int64?

  @Flag(help: "Delete without asking.")
  var yes = false

  @Flag(help: "Show what would be deleted, and delete nothing.")
  var dryRun = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if (cluster == nil) == (id == nil) { throw ValidationError("Name the cluster, or give its number with --id.") }
    if yes, dryRun { throw ValidationError("--dry-run deletes nothing; leave out --yes.") }
  }

  func run() throws {
    let location = try database.location(try database.configuration())
    guard case .file(let path) = location else { return try forget(in: location) }
    // A file that is missing gets no lock file.
    if !FileManager.default.fileExists(atPath: path) { throw HistoryError.noHistory(path: path) }
    let lock = try CollectionLock(database: path)
    defer { withExtendedLifetime(lock) {} }
    try forget(in: location)
  }

  private func forget(in location: HistoryLocation) throws {
    let forgetting =
      switch location {
      case .file(let path): try ClusterForgetting(path: path)
      case .hub(let address): try ClusterForgetting(hub: PostgresDatabase(address))
      }
    let found = try forgetting.find(choice)
    let name = found.cluster.identity.name
    if dryRun { return try StandardOutput.print("\(name): \(found.words) would be deleted from \(location.name)") }
    try Confirmation.ask("Delete \(name) (\(found.words)) from \(location.name)", isGiven: yes)
    let forgotten = try forgetting.forget(found.cluster.id) { StandardError.show("\(name): deleting from \($0)") }
    StandardError.show(nil)
    try StandardOutput.print("\(name): \(forgotten.rows) rows deleted from \(location.name)")
    notice(forgotten)
  }

  private var choice: ClusterChoice {
    if let id { return .number(id) }
    return .name(cluster ?? "")
  }

  private func notice(_ forgotten: ForgottenCluster) {
    for table in forgotten.keptTables {
      StandardError.print(
        "capdb: this role may not delete from \(table), where an entry of the cluster may have stayed; its owner may")
    }
    if forgotten.members > 0 {
      StandardError.print("capdb: on Citus, run rights.sql again, as hub_member has changed (docs/hub.md)")
    }
  }
}

extension ForgettableCluster {
  /// What would go, for people.
  fileprivate var words: String {
    let span = span.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
    return "\(collections) \(collections == 1 ? "collection" : "collections")\(span), \(rows) rows"
  }
}
