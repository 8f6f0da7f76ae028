import HubFixture
@testable import DatabasePostgres
@testable import Sync
import Capacity
import Foundation
import History
import Migrations
import PostgresServer
import RandomHistory
import Testing

/// Hubs that earlier releases made are brought up to date, and say the same as before.
@Suite("Upgrading a hub", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct HubUpgradeTests {
  private let fixture: HubFixture
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/databases")

  init() throws {
    fixture = try HubFixture()
  }

  /// What the hubs have, in a file with this release's schema.
  private func source() throws -> String {
    let path = fixture.directory.file("source.db")
    try FileManager.default.copyItem(atPath: Self.folder.appending(path: "schema-4.sqlite").path, toPath: path)
    _ = try SyncHub.file(path: path).migrate()
    return path
  }

  @Test("of every version, with the rows of a cluster", arguments: 1...Migration.hub.count)
  func upgrade(version: Int) throws {
    let dump = Self.folder.appending(path: "hub-\(version).sql")
    // The newest step has its dump when the next one is added.
    guard version < Migration.hub.count || FileManager.default.fileExists(atPath: dump.path) else { return }
    try fixture.psql(try String(contentsOf: dump, encoding: .utf8))
    #expect(try fixture.hub().migrate() == (1...Migration.hub.count).filter { $0 > version })
    let path = try source()
    try expectSame(fixture.reader(), HistoryReader(path: path))
    #expect(try HistoryPush(of: path, to: fixture.hub()).run().map(\.relation) == [.same])
  }

  /// Run it before a step is added: `CAPDB_TEST_WRITE_FIXTURES=1 swift test --filter writeHub`. Versions that have a dump
  /// keep it.
  @Test(
    "writes the dumps", .enabled(if: ProcessInfo.processInfo.environment["CAPDB_TEST_WRITE_FIXTURES"] != nil),
    arguments: 1...Migration.hub.count)
  func writeHub(version: Int) throws {
    let dump = Self.folder.appending(path: "hub-\(version).sql")
    guard !FileManager.default.fileExists(atPath: dump.path) else { return }
    try fixture.psql("CREATE SCHEMA later")
    let later = try fixture.hub(fixture.url + "&options=-csearch_path%3Dlater")
    _ = try HistoryPush(of: source(), to: later).run()
    let steps = Array(Migration.hub.prefix(version))
    try HubSchema(PostgresConnection(fixture.address()), of: "hub", migrations: steps).migrate()
    try fixture.psql(
      """
      SELECT format('INSERT INTO public.%1$I (%2$s) SELECT %2$s FROM later.%1$I', table_name,
        string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position))
      FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'hub_migration'
      GROUP BY table_name \\gexec
      DROP SCHEMA later CASCADE;
      """)
    let process = Process()
    process.executableURL = fixture.server.binaries.appending(path: "pg_dump")
    process.arguments = ["--no-owner", "--no-privileges", "--rows-per-insert=200", "--file=\(dump.path)", fixture.url]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
