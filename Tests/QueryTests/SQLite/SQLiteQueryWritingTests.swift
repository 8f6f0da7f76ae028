import Database
import HistoryFixture
import Capacity
import RandomHistory
import Foundation
import GRDB
import Synchronization
import Testing

import History
@testable import Query

/// That a query writes nothing and reaches nothing but its history, whatever it is.
struct SQLiteQueryWritingTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
  }

  /// Statements that would write, lead elsewhere, or change what a later one may do; `$` stands for a new file's path.
  static let tricks = [
    "INSERT INTO cluster (name) VALUES ('x')",
    "UPDATE cluster SET name = 'x'",
    "UPDATE cluster SET name = 'x' RETURNING name",
    "DELETE FROM pod_state",
    "DELETE FROM cluster RETURNING *",
    "REPLACE INTO text (text_key, value) VALUES (1, 'x')",
    "WITH x AS (SELECT 1) INSERT INTO cluster (name) SELECT 'x' FROM x",
    "WITH x AS (SELECT 1) UPDATE cluster SET name = 'x' RETURNING name",
    "EXPLAIN DELETE FROM cluster",
    "EXPLAIN QUERY PLAN INSERT INTO cluster (name) VALUES ('x')",
    "INSERT INTO v_clusters (cluster) VALUES ('x')",
    "INSERT INTO sqlite_schema (type) VALUES ('table')",
    "UPDATE sqlite_schema SET sql = ''",
    "CREATE TABLE x (y)",
    "CREATE TABLE x AS SELECT 1",
    "CREATE TEMP TABLE x (y)",
    "CREATE TEMP TABLE x AS SELECT * FROM pod",
    "CREATE VIEW x AS SELECT 1",
    "CREATE TEMP VIEW v_pods AS SELECT 1",
    "CREATE TRIGGER x AFTER INSERT ON cluster BEGIN DELETE FROM cluster; END",
    "CREATE TEMP TRIGGER x AFTER INSERT ON cluster BEGIN DELETE FROM cluster; END",
    "CREATE INDEX x ON cluster (name)",
    "CREATE VIRTUAL TABLE x USING fts5 (y)",
    "CREATE VIRTUAL TABLE temp.x USING fts5 (y)",
    "CREATE VIRTUAL TABLE x USING rtree (a, b, c)",
    "CREATE VIRTUAL TABLE x USING dbstat",
    "DROP VIEW v_pods",
    "DROP TABLE cluster",
    "ALTER TABLE cluster ADD COLUMN x",
    "ALTER TABLE cluster RENAME TO x",
    "ATTACH '$' AS x",
    "ATTACH 'file:$?mode=rwc' AS x",
    "ATTACH ':memory:' AS x",
    "DETACH main",
    "VACUUM",
    "VACUUM INTO '$'",
    "REINDEX",
    "ANALYZE",
    "BEGIN",
    "BEGIN EXCLUSIVE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT x",
    "RELEASE x",
    "PRAGMA writable_schema = ON",
    "PRAGMA query_only = OFF",
    "PRAGMA query_only",
    "PRAGMA trusted_schema = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA main.journal_mode = MEMORY",
    "PRAGMA user_version = 7",
    "PRAGMA user_version(7)",
    "PRAGMA application_id = 0",
    "PRAGMA schema_version = 7",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA wal_checkpoint",
    "PRAGMA temp_store_directory = '/tmp'",
    "PRAGMA data_store_directory = '/tmp'",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA incremental_vacuum",
    "PRAGMA optimize",
    "PRAGMA page_size = 512",
    "PRAGMA encoding = 'UTF-16'",
    "PRAGMA hard_heap_limit = 1",
    "SELECT * FROM pragma_query_only",
    "SELECT * FROM pragma_wal_checkpoint('TRUNCATE')",
    "SELECT load_extension('/nowhere.so')",
    "SELECT LOAD_EXTENSION('/nowhere.so')",
    "SELECT writefile('$', 'x')",
    "SELECT readfile('/etc/passwd')",
    "SELECT edit('x')",
    "SELECT fts3_tokenizer('x')",
    "SELECT fts3_tokenizer('x', x'0000000000000000')",
    "SELECT * FROM v_pods WHERE load_extension('/nowhere.so')",
  ]

  @Test(arguments: tricks)
  func noTrickWrites(trick: String) throws {
    let elsewhere = fixture.directory.file("elsewhere.db")
    let sql = trick.replacingOccurrences(of: "$", with: elsewhere)
    let before = try contents()
    #expect(throws: QueryError.self) { try SQLiteQuery(fixture.path).answer(sql) }
    #expect(try contents() == before)
    #expect(!FileManager.default.fileExists(atPath: elsewhere))
  }

  @Test func whatIsRefusedIsNamed() throws {
    let named = [
      "WITH x AS (SELECT 1) INSERT INTO cluster (name) SELECT 'x' FROM x": "INSERT",
      "/* a */ create temp table x (y)": "CREATE", "VACUUM INTO 'x'": "VACUUM", "-- a\nATTACH 'x' AS y": "ATTACH",
      "PRAGMA journal_mode = DELETE": "PRAGMA journal_mode", "BEGIN": "BEGIN",
      "SELECT load_extension('x')": "the function load_extension()",
    ]
    for (sql, action) in named {
      #expect(throws: QueryError.notReading(action: action)) { try SQLiteQuery(fixture.path).answer(sql) }
    }
  }

  /// Virtual tables that come with the library read, at most; what they have to do with is this database.
  @Test(arguments: ["dbstat", "json_each('[1]')", "json_tree('[1]')", "pragma_table_list", "sqlite_schema"])
  func tablesOfTheLibraryLeaveNothingBehind(table: String) throws {
    let before = try contents()
    _ = try? SQLiteQuery(fixture.path).answer("SELECT * FROM \(table)")
    #expect(try contents() == before)
  }

  /// Each of the guards is enough; this is the one below the authorizer.
  @Test func theConnectionItselfCannotWrite() throws {
    let connection = try QueryConnection.open(fixture.path)
    #expect(throws: QueryError.notReading(action: "DELETE")) {
      try QueryStatement("DELETE FROM cluster", on: connection)
    }
    for sql in ["DELETE FROM cluster", "PRAGMA user_version = 9", "CREATE TABLE x (y)"] {
      #expect(connection.executeWithoutAuthorizer(sql) == .SQLITE_READONLY)
    }
    #expect(connection.executeWithoutAuthorizer("ATTACH ':memory:' AS x") == .SQLITE_ERROR)
  }

  @Test func aCollectionGoesOnWhileAQueryRuns() async throws {
    let path = fixture.path
    let endless =
      "WITH RECURSIVE n(i) AS (SELECT count(*) FROM v_pods UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    let hasEnded = Mutex(false)
    async let query: Void = {
      do {
        _ = try SQLiteQuery(path).answer(endless, limits: QueryLimits(time: .seconds(5)))
      } catch QueryError.timeLimit {}
      hasEnded.withLock { $0 = true }
    }()
    try await Task.sleep(for: .milliseconds(200))
    for minute in 1...20 as ClosedRange<Int64> {
      var snapshot = Fixture.full
      snapshot.pods = .known([Fixture.pod(UInt64(minute), ip: "192.168.1.7")])
      try fixture.record(snapshot, at: minute * 60)
      if minute == 1 { #expect(!hasEnded.withLock { $0 }, "the collection waited for the query") }
    }
    try await query
    let count = try SQLiteQuery(fixture.path).answer("SELECT count(*) FROM v_collections")
    #expect(count[0] == [.integer(21)])
  }

  @Test func aFolderThatCannotBeWrittenCanBeAsked() throws {
    let folder = fixture.directory.file("read-only")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    _ = try fixture.store.queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    try FileManager.default.copyItem(atPath: fixture.path, toPath: folder + "/capdb #1? é%41.db")
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder) }
    let count = try SQLiteQuery(folder + "/capdb #1? é%41.db").answer("SELECT count(*) FROM v_pods")
    #expect(count[0] == [.integer(2)])
  }

  /// Everything that the database says about itself: its schema, all rows, and the header fields.
  private func contents() throws -> [String] {
    try fixture.store.queue.read { database in
      let tables = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      let rows = try tables.flatMap { try Row.fetchAll(database, sql: "SELECT * FROM \"\($0)\"").map(\.description) }
      let header = try ["user_version", "application_id", "schema_version", "journal_mode"].map { name in
        try Row.fetchAll(database, sql: "PRAGMA \(name)").description
      }
      return try String.fetchAll(database, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL") + rows + header
    }
  }
}
