import Database
import Capacity
import Foundation
import RandomHistory
import GRDB
import HistoryFixture
import Migrations
import Testing

@testable import History

struct FileTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func permissions(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  /// The first column of a query's rows, as text.
  private func texts(_ store: HistoryStore, _ sql: String) throws -> [String] {
    try store.queue.read { try Row.fetchAll($0, sql: sql).map { "\($0[0] ?? "NULL" as any DatabaseValueConvertible)" } }
  }

  @Test("file and folder are made for their owner only, with capdb's marks, in WAL mode")
  func freshFile() throws {
    let path = directory.file("a/b/capdb.db")
    let store = try HistoryStore(path: path)
    #expect(try permissions(directory.file("a")) == 0o700)
    #expect(try permissions(path) == 0o600)
    #expect(try permissions(path + "-wal") == 0o600)
    #expect(try texts(store, "PRAGMA application_id") == ["\(0x6361_7064)"])
    #expect(try texts(store, "PRAGMA user_version") == ["\(Migration.all.count)"])
    #expect(try texts(store, "PRAGMA journal_mode") == ["wal"])
    #expect(try texts(store, "PRAGMA synchronous") == ["2"])
    let loose = try texts(
      store, "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'")
    #expect(loose == [])
  }

  @Test("what is not a capdb database is refused and keeps its bytes")
  func foreignFiles() throws {
    let text = directory.file("notes.txt")
    try Data(repeating: 0x61, count: 5000).write(to: URL(fileURLWithPath: text))
    let other = directory.file("other.db")
    let queue = try DatabaseQueue(path: other)
    try queue.write { try $0.execute(sql: "CREATE TABLE t (x); PRAGMA application_id = 7") }
    try queue.close()
    for path in [text, other] {
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(throws: HistoryError.notACapdbDatabase(path: path)) { try HistoryStore(path: path) }
      #expect(throws: HistoryError.notACapdbDatabase(path: path)) { try HistoryReader(path: path) }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
  }

  @Test("a database of a newer capdb is refused and keeps its bytes")
  func newerSchema() throws {
    let path = directory.file("capdb.db")
    let store = try HistoryStore(path: path)
    try store.queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    try store.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let expected = HistoryError.newerSchema(path: path, version: 99, known: Migration.all.count)
    #expect(throws: expected) { try HistoryStore(path: path) }
    #expect(throws: expected) { try HistoryReader(path: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test("a migration whose text was edited after it was applied is an error")
  func editedMigration() throws {
    let path = directory.file("capdb.db")
    try HistoryStore(path: path).close()
    var edited = Migration.all
    edited[0].sql += "\n-- a later thought"
    #expect(throws: HistoryError.differentMigration(path: path, version: 1, name: "history")) {
      try HistoryStore(path: path, migrations: edited)
    }
  }

  @Test("a migration that fails half-way leaves nothing behind, and a sound one can follow")
  func failingMigration() throws {
    let path = directory.file("capdb.db")
    try HistoryStore(path: path).close()
    let next = Migration.all.count + 1
    let broken =
      Migration.all + [
        Migration(version: next, name: "broken", sql: "CREATE TABLE half (x); SELECT nonsense;")
      ]
    #expect(throws: SQLiteError.self) { try HistoryStore(path: path, migrations: broken) }
    let sound =
      Migration.all + [Migration(version: next, name: "sound", sql: "CREATE TABLE half (y);")]
    let store = try HistoryStore(path: path, migrations: sound)
    #expect(try texts(store, "PRAGMA user_version") == ["\(next)"])
    #expect(try texts(store, "SELECT name FROM pragma_table_info('half')") == ["y"])
    #expect(throws: HistoryError.newerSchema(path: path, version: next, known: next - 1)) {
      try HistoryReader(path: path)
    }
  }

  @Test("a first migration that fails leaves a file that the next run can use")
  func failingFirstMigration() throws {
    let path = directory.file("capdb.db")
    let broken = [Migration(version: 1, name: "broken", sql: "CREATE TABLE half (x); SELECT nonsense;")]
    #expect(throws: SQLiteError.self) { try HistoryStore(path: path, migrations: broken) }
    #expect(throws: HistoryError.noHistory(path: path)) { try HistoryReader(path: path) }
    _ = try HistoryStore(path: path)
  }

  @Test("reading where nothing was collected says so")
  func missingFile() throws {
    let path = directory.file("none.db")
    #expect(throws: HistoryError.noHistory(path: path)) { try HistoryReader(path: path) }
    #expect(!SQLiteFile.exists(path))
    #expect("\(HistoryError.noHistory(path: path))".contains("run `capdb collect` first"))
  }

  @Test("a path that cannot be a directory is named")
  func unwritableDirectory() throws {
    let file = directory.file("file")
    try Data("x".utf8).write(to: URL(fileURLWithPath: file))
    #expect(throws: SQLiteError.cannotOpen(path: file + "/capdb.db", reason: "Not a directory")) {
      try HistoryStore(path: file + "/capdb.db")
    }
    #expect(throws: SQLiteError.self) { try HistoryStore(path: "/proc/none/capdb.db") }
  }

  @Test("one collection at a time; the lock ends with its holder")
  func lock() throws {
    let path = directory.file("sub/capdb.db")
    var first: CollectionLock? = try CollectionLock(database: path)
    let pid = ProcessInfo.processInfo.processIdentifier
    #expect(throws: HistoryError.anotherCollectionIsRunning(path: path, pid: pid)) {
      try CollectionLock(database: path)
    }
    #expect(try permissions(path + ".lock") == 0o600)
    withExtendedLifetime(first) {}
    first = nil
    _ = try CollectionLock(database: path)
  }

  @Test("a process that follows is told from a collection, also where an earlier release reads or wrote the file")
  func followingLock() throws {
    let path = directory.file("follow/capdb.db")
    let pid = ProcessInfo.processInfo.processIdentifier
    var lock: CollectionLock? = try CollectionLock(database: path, purpose: .following)
    let error = #expect(throws: HistoryError.self) { try CollectionLock(database: path) }
    #expect(error == .anotherCollectionIsRunning(path: path, pid: pid, purpose: .following))
    let words = "capdb collect --follow is running (process \(pid)); \(path) is kept up to date by it"
    #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
    // What earlier releases do: the first line of at most 16 bytes.
    let text = try String(contentsOfFile: path + ".lock", encoding: .utf8)
    #expect(text == "\(pid)\nfollow\n")
    #expect(Int32(String(text.prefix(16).prefix { $0 != "\n" })) == pid)
    guard case .process(pid, _, .following) = CollectionLock.holder(database: path) else {
      Issue.record("\(CollectionLock.holder(database: path))")
      return
    }
    withExtendedLifetime(lock) {}
    lock = nil
    #expect(CollectionLock.holder(database: path) == .nobody)
    // The next holder leaves nothing of the note before.
    lock = try CollectionLock(database: path)
    guard case .process(pid, _, .collection) = CollectionLock.holder(database: path) else {
      Issue.record("\(CollectionLock.holder(database: path))")
      return
    }
    for (note, expected) in [("", nil), ("77", 77), ("77\nfollow", 77), ("junk\nfollow\n", nil)] as [(String, Int32?)] {
      try Data(note.utf8).write(to: URL(filePath: path + ".lock"), options: [])
      guard case .process(expected, _, let purpose) = CollectionLock.holder(database: path) else {
        Issue.record("\(note): \(CollectionLock.holder(database: path))")
        continue
      }
      #expect((purpose == .following) == note.contains("follow"))
    }
    withExtendedLifetime(lock) {}
  }
}
