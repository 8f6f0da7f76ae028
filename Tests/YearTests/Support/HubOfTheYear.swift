import CapdbRunner
import Foundation
import PostgresServer

/// A hub for the recorded year, in a database of its own, and the built binary beside it.
struct HubOfTheYear: Sendable {
  let server: PostgresServer
  let database: String
  let capdb: CapdbRunner

  /// A hub that has the year, brought there once for all tests that only read.
  static let shared = Result { try HubOfTheYear(server: PostgresServer.shared.get()) }

  init(server: PostgresServer) throws {
    self.server = server
    let year = try RecordedYear.shared.get()
    database = try server.createDatabase()
    capdb = CapdbRunner(
      directory: URL(filePath: year.database).deletingLastPathComponent(), environment: ["CAPDB_DB": year.database])
  }

  var url: String { server.connectionString(database: database) }

  /// Brings the year there; nothing if it is there.
  func push(_ options: [String] = [], to url: String? = nil, shell: String? = nil) async throws -> CapdbRunner.Outcome {
    try await capdb.run(["sync", url ?? self.url] + options, shell: shell)
  }

  /// One line for each table: its name, how many rows it has, and a digest of them.
  func digests() throws -> String {
    try server.psql(
      """
      SELECT format('SELECT %L, count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) FROM %I t',
        table_name, table_name)
      FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'hub_migration' ORDER BY table_name
      \\gexec
      """, database: database)
  }

  /// Takes all rows away and leaves the tables.
  func empty() throws {
    try server.psql(
      """
      SELECT format('TRUNCATE %s', string_agg(quote_ident(table_name), ', ')) FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'hub_migration'
      \\gexec
      """, database: database)
  }

  /// The number of the latest collection that the hub has.
  func latestCollection() throws -> Int {
    let answer = try server.psql("SELECT coalesce(max(number), 0) FROM collection", database: database)
    return Int(answer.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
  }
}
