@testable import DatabasePostgres
import Capacity
import HubFixture
import History
import PostgresServer
import RandomHistory
import Sync

/// A hub on Citus, made as docs/hub.md says, and files with random histories to push to it.
final class CitusFixture {
  let directory: TemporaryDirectory
  let database: CitusDatabase

  /// What docs/hub.md has each node run.
  private static let node = """
    SET citus.enable_ddl_propagation = off;
    \(["owner", "pusher", "reader", "c1"].map { role($0, "LOGIN") }.joined())
    \(role("member", "NOLOGIN"))
    GRANT capdb_member TO capdb_c1;
    REVOKE ALL ON DATABASE % FROM PUBLIC;
    GRANT CONNECT, TEMPORARY ON DATABASE % TO capdb_pusher, capdb_member;
    GRANT CONNECT ON DATABASE % TO capdb_reader;
    ALTER DATABASE % OWNER TO capdb_owner;
    ALTER DATABASE % SET search_path = capdb;
    ALTER DATABASE % SET jit = off;
    """

  /// Roles belong to a whole server, where an earlier test has made them.
  private static func role(_ name: String, _ attributes: String) -> String {
    "DO $$ BEGIN CREATE ROLE capdb_\(name) \(attributes); EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n"
  }

  /// - Parameters:
  ///   - workers: how many workers the hub has at first.
  ///   - isDistributed: whether the tables are distributed already.
  ///   - make: makes the tables before they are.
  init(
    workers: Int = 2, isDistributed: Bool = true,
    makingTables make: (PostgresConnection) throws -> Void = CitusFixture.migrate
  ) throws {
    directory = try TemporaryDirectory()
    database = try CitusDatabase(preparing: Self.node)
    for worker in database.workers.prefix(workers) { try database.add(worker) }
    try database.psql("CREATE SCHEMA capdb", as: "capdb_owner")
    try make(connection("capdb_owner"))
    if isDistributed { try distribute() }
  }

  static func migrate(_ connection: PostgresConnection) throws {
    try HubSchema(connection, of: "hub").migrate()
  }

  /// Runs the script that distributes the tables.
  func distribute() throws { try database.psql(ConfigFile.text("hub/citus.sql"), as: "capdb_owner") }

  /// Runs the script that grants rights.
  func grant() throws { try database.psql(ConfigFile.text("hub/rights.sql"), as: "capdb_owner") }

  func address(_ role: String) throws -> PostgresAddress {
    guard let address = try PostgresAddress(database.url(user: role)) else { throw HubFixtureError.noAddress }
    return address
  }

  func hub(_ role: String, byCopy: Bool = false) throws -> SyncHub { SyncHub(try address(role), byCopy: byCopy) }

  func connection(_ role: String) throws -> PostgresConnection { try PostgresConnection(address(role)) }

  func reader(_ role: String) throws -> HistoryReader { try HistoryReader(hub: PostgresDatabase(address(role))) }

  /// A file with the history of several clusters.
  func file(_ names: [String], collections: Int = 8) throws -> RandomFile {
    let file = try RandomFile(path: directory.file("capdb.db"))
    for (index, name) in names.enumerated() {
      try file.record(collections, of: name, seed: UInt64(index), every: 5000)
    }
    return file
  }

  /// How many rows of a cluster there are in all tables.
  func rows(of cluster: Int64) throws -> Int64 {
    let tables = try database.psql(
      """
      SELECT 'SELECT ' || string_agg(format('(SELECT count(*) FROM capdb.%I WHERE cluster_id = \(cluster))', c.relname), ' + ')
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cluster_id'
      WHERE c.relnamespace = 'capdb'::regnamespace AND c.relkind = 'r'
      """)
    return Int64(try database.psql(tables)) ?? -1
  }

  /// The numbers of a worker's clusters.
  func clusters(on worker: CitusDatabase.Worker) throws -> Set<Int64> {
    let rows = try database.psql(
      """
      SELECT result FROM run_command_on_shards('cluster', 'SELECT string_agg(cluster_id::text, chr(10)) FROM %s')
      JOIN pg_dist_placement USING (shardid) JOIN pg_dist_node USING (groupid) WHERE nodeport = \(worker.proxy.port)
      """)
    return Set(rows.split(separator: "\n").compactMap { Int64($0) })
  }
}
