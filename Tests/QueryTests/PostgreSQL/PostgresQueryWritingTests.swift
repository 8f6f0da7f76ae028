import Database
@testable import DatabasePostgres
import Query
import Foundation
import History
import PostgresServer
import Testing

/// That a query to a hub writes nothing, whatever it is; the role is a superuser, whom no missing right holds back.
@Suite(
  "A query that is no reading", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct PostgresQueryWritingTests {
  private let fixture: QueryFixture

  init() throws {
    fixture = try QueryFixture()
  }

  /// `$FILE` stands for the path of a file that is not there.
  static let tricks = [
    "INSERT INTO text VALUES (7, 99, 'x')",
    "UPDATE cluster SET name = 'x' RETURNING name",
    "DELETE FROM pod_state",
    "MERGE INTO text USING text AS t ON true WHEN MATCHED THEN DELETE",
    "TRUNCATE text",
    "WITH x AS (SELECT 1) INSERT INTO text SELECT 7, 99, 'x' FROM x",
    "WITH x AS (SELECT 1) DELETE FROM text",
    "WITH x AS (DELETE FROM text RETURNING *) SELECT * FROM x",
    "WITH x AS (SELECT 1), y AS (UPDATE cluster SET name = 'x' RETURNING name) TABLE y",
    "EXPLAIN ANALYZE DELETE FROM text",
    "EXPLAIN (ANALYZE, COSTS OFF) DELETE FROM text",
    "EXPLAIN (ANALYZE) WITH x AS (DELETE FROM text RETURNING *) SELECT * FROM x",
    "EXPLAIN WITH x AS (DELETE FROM text RETURNING *) SELECT * FROM x",
    "EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1",
    "EXPLAIN ANALYZE SELECT 1 INTO x",
    "EXPLAIN ANALYZE EXECUTE x",
    "EXPLAIN EXPLAIN ANALYZE DELETE FROM text",
    "EXPLAIN",
    "SELECT 1 INTO x",
    "SELECT * INTO TEMP x FROM text",
    "SELECT * FROM text FOR UPDATE",
    "SELECT * FROM text FOR KEY SHARE",
    "CREATE TABLE x (y int)",
    "CREATE TEMP TABLE x AS SELECT 1",
    "CREATE VIEW x AS SELECT 1",
    "DROP VIEW v_pods",
    "ALTER SYSTEM SET fsync = on",
    "COPY text TO '$FILE'",
    "COPY (SELECT 1) TO '$FILE'",
    "COPY (SELECT 1) TO PROGRAM 'cat > $FILE'",
    "COPY text FROM PROGRAM 'echo 7,99,x'",
    "DO 'BEGIN DELETE FROM text; END'",
    "CALL x()",
    "BEGIN", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT x", "START TRANSACTION READ WRITE",
    "PREPARE x AS DELETE FROM text", "EXECUTE x", "DECLARE x CURSOR FOR SELECT 1", "FETCH capdb_query",
    "SET TRANSACTION READ WRITE", "SET transaction_read_only = off", "SET ROLE postgres", "RESET ALL", "DISCARD ALL",
    "LOCK TABLE text", "LISTEN x", "NOTIFY x", "VACUUM", "ANALYZE", "ANALYSE text", "CHECKPOINT", "REINDEX TABLE text",
    "GRANT ALL ON text TO PUBLIC", "LOAD 'x'", "SHOW all", "REFRESH MATERIALIZED VIEW x",
    "COMMENT ON TABLE text IS 'x'",
    "SELECT 1; DROP TABLE text",
    "SELECT 1 /* ; */; COMMIT",
    "COMMIT; DROP TABLE text",
    "; DROP TABLE text",
    "/* a */ -- b\n drop table text",
    "SELECT nextval('x')",
    "SELECT set_config('transaction_read_only', 'off', true)",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT query_to_xml('DELETE FROM text', true, true, '')",
    "SELECT query_to_xml('COMMIT', true, true, '')",
    "SELECT query_to_xml('COPY text TO ''$FILE''', true, true, '')",
    "SELECT query_to_xml('SET TRANSACTION READ WRITE', true, true, '')",
    "SELECT write_rows()",
    "SELECT make_writable()",
    "SELECT end_transaction()",
  ]

  @Test("is refused and changes nothing")
  func noTrickWrites() throws {
    let file = fixture.server.folder.appending(path: "elsewhere-\(UUID().uuidString)").path
    try fixture.server.psql(Self.functions, database: fixture.database)
    let before = try fixture.contents()
    for trick in Self.tricks {
      #expect(throws: QueryError.self, "\(trick)") { try fixture.query.answer(trick.replacing("$FILE", with: file)) }
      #expect(try fixture.contents() == before, "\(trick)")
      #expect(!FileManager.default.fileExists(atPath: file), "\(trick)")
      #expect(try fixture.rows("SELECT 1") == [[.integer(1)]], "\(trick)")
    }
  }

  /// Functions that somebody may have left in the database, and a sequence.
  private static let functions = """
    CREATE SEQUENCE x;
    CREATE FUNCTION write_rows() RETURNS int LANGUAGE plpgsql AS
      'BEGIN INSERT INTO text VALUES (7, 99, ''x''); RETURN 1; END';
    CREATE FUNCTION make_writable() RETURNS int LANGUAGE plpgsql AS
      'BEGIN SET TRANSACTION READ WRITE; INSERT INTO text VALUES (7, 99, ''x''); RETURN 1; END';
    CREATE FUNCTION end_transaction() RETURNS int LANGUAGE plpgsql AS 'BEGIN COMMIT; RETURN 1; END';
    """

  @Test("is named as what it is")
  func refusedActionIsNamed() throws {
    try fixture.server.psql("CREATE SEQUENCE s", database: fixture.database)
    let named = [
      "WITH x AS (SELECT 1) INSERT INTO text SELECT 7, 99, 'x' FROM x": "INSERT",
      "WITH x AS (DELETE FROM text RETURNING *) SELECT * FROM x": "a WITH that writes",
      "/* a */ create temp table x (y)": "CREATE", "-- a\nCOPY text TO '/tmp/x'": "COPY", "BEGIN": "BEGIN",
      "SELECT 1 INTO x": "SELECT INTO", "EXPLAIN ANALYZE DELETE FROM text": "DELETE",
      "SELECT * FROM text FOR UPDATE": "SELECT FOR UPDATE", "SELECT nextval('s')": "nextval()",
    ]
    for (sql, action) in named {
      #expect(fixture.error(sql) == .notReading(action: action), "\(sql)")
    }
  }

  @Test("but calls functions of the server leaves nothing of what they did in this database")
  func functionsLeaveNothing() throws {
    let before = try fixture.contents()
    for call in [
      "lo_from_bytea(0, 'x')", "pg_advisory_lock(1)", "set_config('search_path', 'x', false)", "pg_notify('x', 'y')",
      "set_config('statement_timeout', '1', false)", "set_config('bytea_output', 'escape', false)",
    ] {
      _ = try? fixture.query.answer("SELECT \(call)")
      #expect(try fixture.contents() == before, "\(call)")
      #expect(try fixture.rows("SELECT count(*), '\\x5c'::bytea FROM v_nodes") == [[.integer(2), .blob([92])]])
    }
  }

  @Test("needs rights of the role for what reaches beyond the views")
  func rightsOfTheRoleDecide() throws {
    let role = fixture.database + "_reader"
    try fixture.server.psql(
      """
      CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA public TO \(role);
      GRANT SELECT ON hub_migration, v_nodes TO \(role);
      """, database: fixture.database)
    defer { _ = try? fixture.server.psql("DROP OWNED BY \(role); DROP ROLE \(role)", database: fixture.database) }
    let query = try fixture.query(as: role)
    #expect(try query.answer("SELECT count(*) FROM v_nodes")[0] == [.integer(2)])
    let refused = [
      "SELECT * FROM v_pods": "permission denied for view v_pods",
      "SELECT * FROM node": "permission denied for table node",
      "SELECT pg_read_file('/etc/passwd')": "permission denied for function pg_read_file",
      "SELECT lo_export(1, '/tmp/x')": "permission denied for function lo_export",
    ]
    for (sql, reason) in refused {
      #expect(throws: QueryError.failed(reason: reason)) { try query.answer(sql) }
    }
  }

  @Test("may end its own connection, which is then an error of the connection")
  func endedConnectionIsNamed() throws {
    for sql in ["SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1"] {
      let error = #expect(throws: PostgresError.self) { try fixture.query.answer(sql) }
      guard case .connectionLost = error else {
        Issue.record("\(sql): \(String(describing: error))")
        continue
      }
    }
  }

  @Test("cannot get past the server either, which takes one statement and that for a cursor")
  func serverItselfRefuses() throws {
    let url = fixture.server.connectionString(database: fixture.database)
    let address = try #require(try PostgresAddress(url))
    let connection = try PostgresConnection(address)
    for sql in Self.tricks.filter({ $0.contains(";") && $0.hasPrefix("SELECT") }) {
      #expect(throws: PostgresError.self) {
        try connection.transaction(.reading) { _ = try connection.query("DECLARE x CURSOR FOR \(sql)") }
      }
    }
    #expect(throws: PostgresError.self) {
      try connection.transaction(.reading) { try connection.execute("DELETE FROM text") }
    }
  }
}
