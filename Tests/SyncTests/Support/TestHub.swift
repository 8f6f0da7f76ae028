import HubFixture
import Database
import DatabasePostgres
@testable import Sync
import Capacity
import Foundation
import History
import PostgresServer
import RandomHistory
import Testing

/// What a hub is.
enum HubKind: CaseIterable, CustomTestStringConvertible {
  case postgres
  case file

  var testDescription: String { self == .postgres ? "PostgreSQL" : "a file" }
}

/// A hub of one kind or the other, that can be backed up, restored and damaged.
final class TestHub {
  let fixture: HubFixture
  private let kind: HubKind
  private let path: String
  private let byCopy: Bool

  /// - Parameters:
  ///   - fixture: whose files go there; nil for one of its own.
  ///   - byCopy: see `HubFixture.hub`.
  init(_ kind: HubKind, with fixture: HubFixture? = nil, name: String = "hub.db", byCopy: Bool = false) throws {
    self.kind = kind
    self.byCopy = byCopy
    self.fixture = try fixture ?? HubFixture()
    path = self.fixture.directory.file(name)
  }

  func syncHub() throws -> SyncHub {
    switch kind {
    case .postgres: try fixture.hub(byCopy: byCopy)
    case .file: SyncHub.file(path: path)
    }
  }

  func reader() throws -> any HistoryReading {
    switch kind {
    case .postgres: try fixture.reader()
    case .file: try HistoryReader(path: path)
    }
  }

  @discardableResult
  func push(
    _ file: RandomFile, isReplacing: Bool = false,
    changesPerTransaction: Int = HistoryPush.defaultChangesPerTransaction
  ) throws -> [ClusterSync] {
    try HistoryPush(
      of: file.path, to: syncHub(), isReplacing: isReplacing, changesPerTransaction: changesPerTransaction
    ).run()
  }

  func pull(_ cluster: String = "c1", to file: RandomFile, isReplacing: Bool = false) throws -> ClusterSync {
    try HistoryPull(to: file.path, from: syncHub(), isReplacing: isReplacing).run(cluster)
  }

  /// The rows of all clusters as text, table by table, keys included.
  func rows() throws -> [String: [String]] {
    switch kind {
    case .file: return try SyncHub.file(path: path).rows()
    case .postgres:
      let names = try Set(fixture.psql("SELECT name FROM cluster").split(separator: "\n").map(String.init))
      return try names.reduce(into: [:]) { rows, name in
        rows.merge(try fixture.rows(ofClusterNamed: name)) { ($0 + $1).sorted() }
      }
    }
  }

  func execute(_ sql: String) throws {
    switch kind {
    case .postgres: _ = try fixture.psql(sql)
    case .file: try SyncHub.file(path: path).withTarget { try Statement(sql, in: $0.connection).run() }
    }
  }

  /// What deletes old rows of the hub.
  func pruning() throws -> HistoryPruning {
    switch kind {
    case .postgres: try HistoryPruning(hub: PostgresDatabase(fixture.address()))
    case .file: try HistoryPruning(HistoryStore(path: path))
    }
  }

  /// Deletes what the only cluster's history has from before a moment.
  func prune(before moment: Timestamp) throws {
    let pruning = try pruning()
    let kinds = RetainedKind.allCases.filter { $0 != .rollups }
    for cluster in try pruning.clusters() {
      _ = try pruning.run(
        cluster, keeping: Retention(Dictionary(uniqueKeysWithValues: kinds.map { ($0, 0) })), at: moment)
    }
  }

  /// What has become of the hub until now, as a backup keeps it.
  func backup() throws -> String {
    switch kind {
    case .postgres: return try program("pg_dump", ["--clean", "--if-exists"])
    case .file:
      let backup = path + "-\(UUID().uuidString)"
      try SyncHub.file(path: path).withTarget { try Statement("VACUUM INTO '\(backup)'", in: $0.connection).run() }
      return backup
    }
  }

  func restore(_ backup: String) throws {
    switch kind {
    case .postgres: _ = try fixture.psql(backup)
    case .file:
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      try FileManager.default.copyItem(atPath: backup, toPath: path)
    }
  }

  private func program(_ name: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = fixture.server.binaries.appending(path: name)
    process.arguments = arguments + ["--dbname=\(fixture.url)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw HubFixtureError.failed(name) }
    return text
  }
}
