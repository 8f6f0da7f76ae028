import CapdbRunner
import Capacity
import ClusterSimulator
import Foundation
import History
import Testing

/// What a user sees when the history cannot be written, and that what it held is still there.
@Suite(.serialized)
struct DatabaseFailureTests {
  @Test func aCollectionBesideAFollowerEndsWith75AndSaysWhoKeepsTheHistory() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let lock = try CollectionLock(database: environment.database, purpose: .following)
      let outcome = try await environment.capdb("collect")
      withExtendedLifetime(lock) {}
      #expect(outcome.exitCode == 75)
      #expect(outcome.errors.contains("capdb collect --follow is running (process \(getpid()))"), "\(outcome.errors)")
    }
  }

  @Test func aSecondCollectionOfTheSameDatabaseEndsWith75() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      environment.server.inject(Fault("/api/v1/nodes", .delay(.seconds(3)), times: 1))
      async let first = environment.capdb("collect")
      try await Task.sleep(for: .seconds(1))
      let second = try await environment.capdb("collect")
      #expect(second.exitCode == 75)
      #expect(second.errors.contains("another collection"))
      #expect(try await first.exitCode == 0)
      #expect(try await environment.capdb("collect").exitCode == 0)
    }
  }

  @Test func aDirectoryThatCannotBeMadeIsNamed() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let file = environment.directory.appending(path: "file")
      try Data().write(to: file)
      let outcome = try await environment.capdb("collect", "--db", file.path + "/below/capdb.db")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains(file.path))
    }
  }

  @Test func aFullDiskLosesTheCollectionUnderWayAndNothingElse() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let before = try environment.rowCounts()
      try environment.scale(to: 42)
      // A limit on the size of files is a disk without free space as far as a program can tell: writes fail part-way.
      let failed = try await environment.capdb("collect", shell: "trap '' XFSZ; ulimit -f 12;")
      #expect(failed.exitCode == 1)
      #expect(failed.errors.contains(environment.database), "stderr: \(failed.errors)")
      #expect(failed.errors.contains("no space is left within the limit of 6.0 KiB for a file (ulimit -f)"))
      #expect(try environment.rowCounts() == before)
      #expect(try await environment.capdb("collect").exitCode == 0)
      #expect((try environment.rowCounts()["pod"] ?? 0) > (before["pod"] ?? 0))
    }
  }

  @Test func aLimitOfTheSizeOfFilesIsToldAndReadingGoesOn() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let nodes = try await environment.capdb("report", "nodes", "--format", "csv").output
      for suffix in ["-wal", "-shm"] { try FileManager.default.removeItem(atPath: environment.database + suffix) }
      // The signal SIGXFSZ, which nobody traps here, would end the process.
      let limited = try await environment.capdb("report", "nodes", "--format", "csv", shell: "ulimit -f 12;")
      #expect(limited.exitCode == 0 && limited.output == nodes && limited.errors.isEmpty, "\(limited)")
      let failed = try await environment.capdb("collect", shell: "ulimit -f 12;")
      #expect(failed.exitCode == 1 && failed.errors.contains("(ulimit -f), and about"), "\(failed)")
    }
  }

  @Test func aClockThatStepsBackKeepsTheHistoryInOrder() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      try environment.pretendTheLastCollectionWas(secondsAhead: 7200)
      let outcome = try await environment.capdb("collect")
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.contains("behind the collection before this one"))
      try environment.scale(to: 8)
      #expect(try await environment.capdb("collect").exitCode == 0)
      let nodes = try await environment.capdb("report", "nodes", "--format", "json").rows()
      #expect(nodes.compactMap { $0["pods_used"]?.integer }.reduce(0, +) == 17)
    }
  }

  @Test func aFileThatIsNoHistoryIsLeftAlone() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let file = environment.directory.appending(path: "notes.db")
      try Data("not a database, but somebody's notes\n".utf8).write(to: file)
      let outcome = try await environment.capdb("collect", "--db", file.path)
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("notes.db"))
      #expect(try String(contentsOf: file, encoding: .utf8) == "not a database, but somebody's notes\n")
    }
  }

  @Test func killedAtAnyMomentTheNextRunJustWorks() async throws {
    try await SimulatedEnvironment.withArticle(replicas: 15) { environment in
      for milliseconds in stride(from: 5, through: 245, by: 40) {
        let seconds = "0.\(String(repeating: "0", count: 3 - "\(milliseconds)".count))\(milliseconds)"
        let killed = try await environment.capdb(
          "collect", shell: "exec timeout -s KILL \(seconds) \"$0\" \"$@\";")
        #expect(killed.exitCode == 137 || killed.exitCode == 0, "\(killed)")
        let outcome = try await environment.capdb("collect")
        #expect(outcome.exitCode == 0, "after \(milliseconds) ms: \(outcome.errors)")
      }
      let pods = try await environment.capdb("report", "pods", "--format", "json").rows()
      #expect(pods.count == environment.server.cluster.pods.count)
    }
  }
}

extension SimulatedEnvironment {
  /// Moves the last collection into the future, as a run under a clock that was ahead would have left it.
  fileprivate func pretendTheLastCollectionWas(secondsAhead: Int) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      db.execute("UPDATE collection SET observed_at = observed_at + \(secondsAhead)")
      for column in [row[1] for row in db.execute("PRAGMA table_info(collection)") if row[1].endswith("_known_at")]:
          db.execute(f"UPDATE collection SET {column} = {column} + \(secondsAhead)")
      for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%valid_from%'").fetchall():
          if table.endswith("_rollup"):  # begin with an hour or a day, which two hours may not
              continue
          db.execute(f"UPDATE {table} SET valid_from = valid_from + \(secondsAhead)")
      db.commit()
      """, database,
    ]
    try process.run()
    process.waitUntilExit()
  }
}
