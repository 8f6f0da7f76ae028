import HistoryFixture
import Capacity
import Disk
import Foundation
import GRDB
import OutsideText
import Query
import RandomHistory
import Testing

@testable import Database
import History

/// Histories are read in the way that their disk allows, and say the same in each.
@Suite("Reading")
struct ReadAccessTests {
  private let fixture: Fixture

  /// Two collections in the database, and a third one in its write-ahead log.
  init() throws {
    fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
    try fixture.record(Fixture.full, at: 60)
    _ = try fixture.store.queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    try fixture.store.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 0") }
    try fixture.record(Fixture.full, at: 120)
  }

  /// A copy of the files, as a process leaves them that is killed.
  private func copy(_ suffixes: [String] = ["", "-wal"]) throws -> String {
    let path = fixture.directory.file("copy-\(UUID().uuidString).db")
    for suffix in suffixes {
      try FileManager.default.copyItem(atPath: fixture.path + suffix, toPath: path + suffix)
    }
    return path
  }

  private func collections(_ connection: any Connection) throws -> Int64? {
    try Statement("SELECT count(*) FROM collection", in: connection).first { $0.integer() }
  }

  @Test("with the log's index in memory, and without locks, sees what is in the log")
  func logIsRead() throws {
    for access in [ReadAccess.shared, .privateIndex, .unlocked] {
      let path = try copy()
      // Without a -shm file to lock there is no private index.
      if access == .privateIndex { SharedIndexFile.make(for: path) }
      #expect(try SQLiteDatabase(reading: path, access).transaction(.reading, collections) == 3, "\(access)")
      let index = SQLiteFile.size(path + "-shm")
      #expect(access == .shared ? index > 0 : index == 0, "\(access) wrote \(index) bytes")
    }
  }

  @Test("takes the ways in turn, and the log is left out only where there is none")
  func ladder() throws {
    let disk = DatabaseError(resultCode: .SQLITE_IOERR_SHMSIZE)
    func ways(_ path: String, until last: ReadAccess) throws -> [ReadAccess] {
      var ways: [ReadAccess] = []
      try ReadAccess.opening(path) { access in
        ways.append(access)
        if access != last { throw disk }
      }
      return ways
    }
    #expect(try ways(fixture.path, until: .shared) == [.shared])
    #expect(try ways(fixture.path, until: .privateIndex) == [.shared, .privateIndex])
    #expect(try ways(fixture.path, until: .unlocked) == [.shared, .privateIndex, .unlocked])
    #expect(try ways(copy([""]), until: .immutable) == [.shared, .privateIndex, .immutable])
    #expect(throws: DatabaseError.self) { try ways(fixture.path, until: .immutable) }
    var count = 0
    #expect(throws: DatabaseError.self) {
      try ReadAccess.opening(fixture.path) { _ in
        count += 1
        throw DatabaseError(resultCode: .SQLITE_CORRUPT)
      }
    }
    #expect(count == 1, "a damaged file is no matter of the disk")
  }

  @Test("with an index in memory keeps a writer from moving the log away meanwhile")
  func privateIndexLocks() throws {
    let path = try copy()
    SharedIndexFile.make(for: path)
    let connection = try SQLiteDatabase(reading: path, .privateIndex)
    let writer = Process()
    writer.executableURL = URL(filePath: "/usr/bin/env")
    writer.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute("DELETE FROM collection WHERE number = 3")
      sys.exit(10 + db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[2])
      """, path,
    ]
    let counts = try connection.transaction(.reading) { database in
      let before = try collections(database)
      try writer.run()
      writer.waitUntilExit()
      return [before, try collections(database)]
    }
    #expect(counts == [3, 3])
    #expect(writer.terminationStatus == 10, "pages were moved into the database under a reader")
    #expect(try HistoryReader(path: path).read(collections) == 2)
  }

  @Test("without locks is no answer where somebody wrote meanwhile", arguments: [true, false])
  func changed(hasLog: Bool) throws {
    let path = try copy(hasLog ? ["", "-wal"] : [""])
    let connection = try SQLiteDatabase(reading: path, hasLog ? .unlocked : .immutable)
    #expect(try connection.transaction(.reading, collections) == (hasLog ? 3 : 2))
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: "DELETE FROM collection WHERE number = 1") }
    #expect(throws: SQLiteError.changed(path: path)) { try connection.transaction(.reading, collections) }
    #expect("\(SQLiteError.changed(path: path))".contains("run it again"))
  }

  @Test("a query goes the same ways as a report", arguments: [true, false])
  func query(hasLog: Bool) throws {
    let path = try copy(hasLog ? ["", "-wal"] : [""])
    // A directory in the place of the file, as nothing else keeps root from making it.
    try FileManager.default.createDirectory(atPath: path + "-shm", withIntermediateDirectories: false)
    let reader = try HistoryReader(path: path)
    let expected: Int64 = hasLog ? 3 : 2
    #expect(try SQLiteQuery(path).answer("SELECT count(*) FROM v_collections")[0] == [.integer(expected)])
    #expect(try reader.read(collections) == expected)
  }

  @Test("what sorts more than fits into memory names the directory of temporary files that is full")
  func temporaryFiles() throws {
    let error = SQLiteError(DatabaseError(resultCode: .SQLITE_FULL), path: fixture.path, .reading)
    guard case .temporaryFiles(let directory, let problem) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(directory.text == TemporaryFiles.directory && problem.reason == .space)
    #expect("\(error)".contains("SQLITE_TMPDIR") && !"\(error)".contains(fixture.path))
  }

  @Test("a preview of a collection is the same from a copy in memory")
  func preview() throws {
    let path = try copy()
    let before = try Data(contentsOf: URL(filePath: path + "-wal"))
    let memory = try SQLiteDatabase(reading: path, .unlocked).copyToMemory()
    #expect(try memory.transaction(.reading, collections) == 3)
    #expect(try memory.queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
    #expect(try Data(contentsOf: URL(filePath: path + "-wal")) == before)
  }
}
