import HistoryFixture
import Capacity
import Database
import Disk
import RandomHistory
import Foundation
import GRDB
import OutsideText
import Testing

@testable import History

/// What was recorded before stays, whatever happens in the middle of a collection.
struct CrashTests {
  @Test("a full disk loses the collection under way only, and the next one works")
  func fullDisk() throws {
    let fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
    let pods = (10..<5000).map { Fixture.pod($0, ip: "10.0.0.1") }
    try fixture.store.queue.writeWithoutTransaction { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages + 10)")
    }
    let error = #expect(throws: SQLiteError.self) { try fixture.record(Snapshot(pods: .known(pods)), at: 60) }
    guard case .disk(let problem) = try #require(error) else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.reason == .space && problem.file.text == fixture.path)
    #expect(try #require(problem.neededBytes) >= 32 << 10)
    let reader = try fixture.reader()
    #expect(differingSources(try #require(try reader.state(of: 1, at: nil)).snapshot, Fixture.full) == [])
    #expect(try reader.collections(of: 1, in: Fixture.start..<Fixture.start + 900, limit: nil).count == 1)
    try fixture.store.queue.writeWithoutTransaction { database in
      _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = 1000000")
    }
    #expect(try fixture.record(Snapshot(pods: .known(pods)), at: 120).number == 2)
    #expect(try fixture.value("PRAGMA integrity_check") == "ok")
  }

  @Test("a file left in the middle of a transaction, as by kill -9, holds what was committed and grows on")
  func killedInTheMiddle() throws {
    let fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
    let copy = fixture.directory.file("copy.db")
    try fixture.store.queue.writeWithoutTransaction { database in
      // Two pages of cache, so that unfinished pages reach the write-ahead log.
      try database.execute(sql: "PRAGMA cache_size = 2; BEGIN IMMEDIATE; DELETE FROM pod_state; DELETE FROM collection")
      let filler = String(repeating: "x", count: 3000)
      for number in 1...200 {
        try database.execute(
          sql: "INSERT INTO text (cluster_id, value) VALUES (1, ?)", arguments: ["\(filler)\(number)"])
      }
      for suffix in ["", "-wal"] {
        try FileManager.default.copyItem(atPath: fixture.path + suffix, toPath: copy + suffix)
      }
      try database.execute(sql: "ROLLBACK")
    }
    let log = try FileManager.default.attributesOfItem(atPath: copy + "-wal")[.size] as? Int ?? 0
    #expect(log > 100_000, "the copy must hold unfinished pages")
    let store = try HistoryStore(path: copy)
    let state = try #require(try HistoryReader(path: copy).state(of: 1, at: nil))
    #expect(differingSources(state.snapshot, Fixture.full) == [])
    let outcome = try store.record(Fixture.full, of: ClusterIdentity(name: "c1"), run: Fixture.run(at: 300))
    #expect(outcome.number == 2)
    #expect(outcome.changes == 0)
  }

  @Test("a damaged file is reported as damaged")
  func damagedFile() throws {
    let fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
    try fixture.store.close()
    let handle = try #require(FileHandle(forUpdatingAtPath: fixture.path))
    let size = try handle.seekToEnd()
    for page in 1..<(size / 4096) {
      try handle.seek(toOffset: page * 4096)
      try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096))
    }
    try handle.close()
    let error = #expect(throws: SQLiteError.self) {
      _ = try HistoryReader(path: fixture.path).state(of: 1, at: nil)
    }
    guard case .corrupt(fixture.path, _) = try #require(error) else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a second writer waits for the first and both are recorded")
  func twoWriters() async throws {
    let fixture = try Fixture()
    let path = fixture.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 1...2 {
        group.addTask {
          let store = try HistoryStore(path: path)
          for round in 0..<5 {
            _ = try store.record(
              Fixture.full, of: ClusterIdentity(name: "writer-\(writer)"), run: Fixture.run(at: Int64(round) * 60))
          }
        }
      }
      try await group.waitForAll()
    }
    let counts: Int? = try fixture.value("SELECT count(*) FROM collection")
    #expect(counts == 10)
  }

  @Test("a reader sees the last finished collection while another is written")
  func readersAreNotBlocked() throws {
    let fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
    let path = fixture.path
    try fixture.store.queue.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE; DELETE FROM pod_state")
      let state = try HistoryReader(path: path).state(of: 1, at: nil)
      #expect(state?.snapshot.pods.value?.count == 2)
      try database.execute(sql: "ROLLBACK")
    }
  }
}
