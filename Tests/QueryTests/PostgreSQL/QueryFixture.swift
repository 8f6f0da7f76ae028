import DatabasePostgres
import Database
import Query
import History
import PostgresServer

/// A hub with one cluster, `c1`, that has two nodes and a pod on one of them.
struct QueryFixture {
  let server: PostgresServer
  let database: String
  let query: PostgresQuery
  /// Reads over the same connection.
  let reader: HistoryReader

  init() throws {
    server = try PostgresServer.shared.get()
    database = try server.createDatabase()
    let hub = try PostgresDatabase(Self.address(server.connectionString(database: database)))
    try hub.withConnection { _ = try HubSchema($0, of: hub.name).migrate() }
    try server.psql(Self.rows, database: database)
    query = PostgresQuery(hub)
    reader = try HistoryReader(hub: hub)
  }

  private struct NoAddress: Error {}

  private static func address(_ text: String) throws -> PostgresAddress {
    guard let address = try PostgresAddress(text) else { throw NoAddress() }
    return address
  }

  /// The hub as another role sees it.
  func query(as role: String) throws -> PostgresQuery {
    try PostgresQuery(PostgresDatabase(Self.address(server.connectionString(database: database, user: role))))
  }

  func rows(_ sql: String, _ parameters: [String: SQLValue] = [:]) throws -> [[SQLValue]] {
    let result = try query.answer(sql, parameters: parameters)
    return (0..<result.rowCount).map { result[$0] }
  }

  /// Why a query has no answer; nil if it has one.
  func error(_ sql: String) -> QueryError? {
    do {
      _ = try query.answer(sql)
      return nil
    } catch {
      return error as? QueryError
    }
  }

  /// All that a query might have changed: rows, tables, settings, sessions' locks and large objects.
  func contents() throws -> String {
    try server.psql(
      """
      SELECT * FROM cluster; SELECT * FROM text ORDER BY text_key; SELECT count(*) FROM pod_state;
      SELECT relname, relacl, reloptions FROM pg_class WHERE relnamespace::regnamespace::text !~ '^pg_|info' ORDER BY 1;
      SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1;
      SELECT setconfig FROM pg_db_role_setting; SELECT count(*) FROM pg_largeobject_metadata;
      SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database());
      """, database: database)
  }

  private static let rows = """
    INSERT INTO cluster VALUES (7, 1700000000, NULL, 1, NULL, 'c1', '1.33', 'eu-central-1');
    INSERT INTO text VALUES (7, 1, 'node-1'), (7, 2, 'Node-2'), (7, 3, 'linux'), (7, 4, '[]'), (7, 5, 'v1.33'),
      (7, 6, 'shop'), (7, 7, 'web-'), (7, 8, 'Deployment/web');
    INSERT INTO node (cluster_id, node_key, name_ref, operating_system_ref, collection, uid, provider_id, compute)
      VALUES (7, 1, 1, 3, 1, '\\x01', 'i-1', 'ec2'), (7, 2, 2, 3, 1, '\\x02', 'i-2', 'ec2');
    INSERT INTO node_state (cluster_id, node_state_key, node_key, taints_ref, pods_allocatable, kubelet_version_ref,
      valid_from, valid_to, collection, is_ready, is_schedulable, has_trunk_eni)
      VALUES (7, 1, 1, 4, 17, 5, 1700000000, 253402300799, 1, 1, 1, 0),
        (7, 2, 2, 4, NULL, 5, 1700000000, 253402300799, 1, 0, 1, 0);
    INSERT INTO pod_template VALUES (7, 1, 6, 7, 8, 100, 1000, 1, 0);
    INSERT INTO pod VALUES (7, 1, 1, NULL, 1700000000, 1, '\\x03', 'x1');
    INSERT INTO pod_state (cluster_id, pod_state_key, pod_key, node_ref, valid_from, valid_to, collection, phase,
      is_terminating) VALUES (7, 1, 1, 1, 1700000000, 253402300799, 1, 1, 0);
    """
}
