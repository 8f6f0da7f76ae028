import CapdbRunner
import Capacity
import ClusterSimulator
import Foundation
import Migrations
import Synchronization
import Testing

/// What a user sees on a disk that is full, or mounted read-only: what reads works, what writes says why it does not.
@Suite(
  "A full or read-only disk", .enabled(if: SmallDisk.isPossible, "\(SmallDisk.requirement)"), .serialized)
struct FullDiskTests {
  /// In what state a collection left its files.
  enum Files: CaseIterable, Sendable {
    /// Closed.
    case closed
    /// Closed, with an empty write-ahead log.
    case emptyLog
    /// Killed, with a collection in the log.
    case killed
    /// The same, and the log's index is gone.
    case killedWithoutIndex

    var suffixes: [String] {
      switch self {
      case .closed, .emptyLog: [""]
      case .killed: ["", "-wal", "-shm"]
      case .killedWithoutIndex: ["", "-wal"]
      }
    }
  }

  /// What the disk lacks.
  enum Lack: CaseIterable, Sendable {
    case space, files, rights
  }

  @Test("answers every question as any other disk does", arguments: Lack.allCases, Files.allCases)
  func reading(_ lack: Lack, _ files: Files) async throws {
    let histories = try await Histories.shared.value
    let disk = try SmallDisk(kibibytes: 1024)
    let path = try histories.put(files, onto: disk)
    try lack.take(from: disk)
    try await histories.expectSameAnswers(of: path, files, on: disk)
  }

  @Test(
    "with small blocks is no end of the process (SIGBUS)",
    .enabled(if: SmallDisk.areSmallBlocksPossible, "\(SmallDisk.smallBlocksRequirement)"), arguments: Files.allCases)
  func smallBlocks(_ files: Files) async throws {
    let histories = try await Histories.shared.value
    let disk = try SmallDisk(.smallBlocks, kibibytes: 2048)
    let path = try histories.put(files, onto: disk)
    try disk.fill()
    try await histories.expectSameAnswers(of: path, files, on: disk)
    let copy = histories.directory.appending(path: "copy.db").path
    let pull = try await histories.capdb("sync", copy, "--pull", "nowhere", "--db", path, shell: disk.shell)
    #expect(pull.exitCode == 1 && pull.errors.contains("no space is left on the file system at \(disk.directory)"))
  }

  @Test("answers while another process has the history open", arguments: [true, false])
  func openElsewhere(isReadOnly: Bool) async throws {
    let histories = try await Histories.shared.value
    let disk = try SmallDisk(kibibytes: 1024)
    let path = try histories.put(.killed, onto: disk)
    // A transaction that is not finished. Foundation takes a process for running as long as anybody has its descriptors.
    try disk.run(
      """
      python3 -c '
      import os, signal, sqlite3, time
      os.closerange(3, 256); signal.alarm(300)
      db = sqlite3.connect("capdb.db", isolation_level=None)
      db.execute("BEGIN IMMEDIATE"); db.execute("DELETE FROM pod_state")
      open("ready", "w").close()
      while os.path.exists("ready"): time.sleep(0.05)' >/dev/null 2>&1 & while [ ! -e ready ]; do sleep 0.05; done
      """)
    try disk.fill()
    // What somebody has open for writing stays so; another mount of it is read-only.
    if isReadOnly { try disk.run("mkdir view && mount --bind . view && mount -o remount,bind,ro view") }
    let seen = isReadOnly ? "\(disk.directory)/view/capdb.db" : path
    try await histories.expectSameAnswers(of: seen, .killed, on: disk)
    try disk.run("rm ready")
  }

  @Test("a collection says what is needed, loses nothing, and works when there is free space", arguments: Lack.allCases)
  func collecting(_ lack: Lack) async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let disk = try SmallDisk(kibibytes: 2048)
      let path = disk.directory + "/capdb.db"
      #expect(try await environment.capdb("collect", "--db", path, shell: disk.shell).exitCode == 0)
      let nodes = try await environment.capdb("report", "nodes", "--format", "csv", "--db", path, shell: disk.shell)
      try environment.scale(to: 42)
      try disk.run("rm -f capdb.db-shm capdb.db-wal")
      try lack.take(from: disk)
      let failed = try await environment.capdb("collect", "--db", path, shell: disk.shell)
      #expect(failed.exitCode == 1 && failed.errors.hasPrefix("capdb: cannot write \(path)"), "\(failed.errors)")
      #expect(failed.errors.contains(lack.words(disk)) && !failed.errors.contains("(code"), "\(failed.errors)")
      #expect(failed.errors.count { $0 == "\n" } == 1)
      let preview = try await environment.capdb("collect", "--dry-run", "--db", path, shell: disk.shell)
      #expect(preview.exitCode == 0 && preview.output.contains("pod_state"), "\(preview)")
      let after = try await environment.capdb("report", "nodes", "--format", "csv", "--db", path, shell: disk.shell)
      #expect(after.output == nodes.output && after.exitCode == 0)
      try disk.run("mount -o remount,rw .; rm -f fill-*")
      let next = try await environment.capdb("collect", "--db", path, shell: disk.shell)
      #expect(next.exitCode == 0 && next.errors.isEmpty, "\(next.errors)")
      try disk.expectIntact()
      let pods = try await environment.capdb("report", "pods", "--format", "json", "--db", path, shell: disk.shell)
      #expect(try pods.rows().count == environment.server.cluster.pods.count)
    }
  }

  @Test("a collection that runs out of space in the middle tells how much more it takes")
  func collectingInTheMiddle() async throws {
    try await SimulatedEnvironment.withArticle(replicas: 50) { environment in
      let disk = try SmallDisk(kibibytes: 2048)
      let path = try await Histories.shared.value.put(.closed, onto: disk)
      try disk.fill()
      try disk.run("rm fill-4k fill-512; truncate -s -80k fill-64k")
      let failed = try await environment.capdb("collect", "--cluster-name", "other", "--db", path, shell: disk.shell)
      #expect(failed.exitCode == 1, "\(failed)")
      let match = try #require(
        failed.errors.firstMatch(of: /of 2\.0 MiB free\), and about ([0-9.]+) KiB more are needed/), "\(failed.errors)")
      let needed = try #require(Double(match.1))
      #expect((60...1000).contains(needed))
      try disk.run("truncate -s -\(Int(needed))k fill-64k")
      let next = try await environment.capdb("collect", "--cluster-name", "other", "--db", path, shell: disk.shell)
      #expect(next.exitCode == 0, "what was said to be needed is not enough: \(next.errors)")
      try disk.expectIntact()
    }
  }

  @Test(
    "a history of an older release is not touched, and the space that the upgrade needs is named",
    arguments: SchemaFixtures.schemas.filter { $0 < Migration.all.count })
  func upgrading(schema: Int) async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let disk = try SmallDisk(kibibytes: 4096)
      let path = disk.directory + "/capdb.db"
      let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/databases/schema-\(schema).sqlite").path
      try disk.run("cp '\(fixture)' capdb.db; cp capdb.db '\(environment.directory.path)/before.db'")
      try disk.fill()
      let failed = try await environment.capdb("collect", "--db", path, shell: disk.shell)
      #expect(failed.exitCode == 1, "\(failed.errors)")
      let match = try #require(failed.errors.firstMatch(of: /of 4\.0 MiB free\), and about ([0-9.]+) ([KM])iB more/))
      let needed = try #require(Double(match.1)) * (match.2 == "M" ? 1024 : 1)
      #expect(try disk.run("cmp capdb.db '\(environment.directory.path)/before.db' && echo same") == "same\n")
      try disk.run("truncate -s -\(Int(needed.rounded(.up)))k fill-64k")
      let next = try await environment.capdb("collect", "--db", path, shell: disk.shell)
      #expect(next.exitCode == 0, "\(Int(needed)) KiB are not enough: \(next.errors)")
      try disk.expectIntact()
    }
  }

  @Test("whatever else writes says so with exit code 1", arguments: [Lack.space, .rights])
  func otherWriting(_ lack: Lack) async throws {
    let histories = try await Histories.shared.value
    let disk = try SmallDisk(kibibytes: 1024)
    let path = try histories.put(.closed, onto: disk)
    try disk.run("mkdir review; echo old >review/nodes.csv; : >answer")
    try lack.take(from: disk)
    let source = histories.closed
    let runs: [(arguments: [String], file: String)] = [
      (["sync", source, "--pull", "myeks", "--db", disk.directory + "/pulled.db"], "/pulled.db"),
      (["sync", disk.directory + "/hub.db", "--db", source], "/hub.db"),
      (["demo", "--db", disk.directory + "/demo.db"], "/demo.db"),
      (["export", "--output", disk.directory + "/review", "--db", source], "/review/"),
      (["sync", source, "--pull", "myeks", "--db", disk.directory + "/a/b.db"], "/a"),
      (["backup", disk.directory + "/backup.db", "--db", source], "/backup.db"),
      (["restore", source, "--yes", "--db", path], "/capdb.db"),
      (["forget", "myeks", "--yes", "--db", path], "/capdb.db"),
    ]
    for (arguments, file) in runs {
      let outcome = try await histories.capdb.run(arguments, shell: disk.shell)
      #expect(outcome.exitCode == 1, "\(arguments): \(outcome)")
      #expect(outcome.errors.hasPrefix("capdb: cannot write \(disk.directory)\(file)"), "\(outcome.errors)")
      #expect(outcome.errors.contains(lack.words(disk)) && !outcome.errors.contains("(code"), "\(outcome.errors)")
    }
    #expect(try disk.run("cat review/nodes.csv") == "old\n")
    #expect(try disk.run("ls -A | grep -E 'backup|restor'; true").isEmpty)
    try await histories.expectSameAnswers(of: path, .closed, on: disk)
    if lack == .space {
      let answer = try await histories.capdb("report", "nodes", "--db", path, shell: disk.shell(into: "answer"))
      #expect(answer.exitCode == 1)
      #expect(answer.errors.hasPrefix("capdb: cannot write to standard output: \(lack.words(disk))"))
    }
  }

  @Test("a sync from there brings everything, and tells that it is not remembered")
  func syncingFrom() async throws {
    let histories = try await Histories.shared.value
    let disk = try SmallDisk(kibibytes: 1024)
    let path = try histories.put(.killed, onto: disk)
    try disk.fill()
    let hub = histories.directory.appending(path: "hub-\(UUID().uuidString).db").path
    let outcome = try await histories.capdb("sync", hub, "--db", path, shell: disk.shell)
    #expect(outcome.exitCode == 0 && outcome.errors.contains("no space is left"), "\(outcome)")
    #expect(outcome.errors.contains("capdb status will not show this sync"))
    let pods = try await histories.capdb("report", "pods", "--format", "csv", "--db", hub)
    let source = try await histories.capdb("report", "pods", "--format", "csv", "--db", path, shell: disk.shell)
    #expect(pods.output == source.output && pods.output.contains("killed,"))
  }

  @Test("a full directory of temporary files ends a large query with its name, and no report")
  func temporaryFiles() async throws {
    let histories = try await Histories.shared.value
    let disk = try SmallDisk(kibibytes: 64)
    try disk.fill()
    var capdb = histories.capdb
    capdb.environment["SQLITE_TMPDIR"] = disk.directory
    let sql = """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
      SELECT count(*) FROM (SELECT DISTINCT i, hex(randomblob(20)) AS x FROM n ORDER BY x)
      """
    let failed = try await capdb("query", sql, "--db", histories.closed, shell: disk.shell)
    #expect(failed.exitCode == 1 && failed.output.isEmpty)
    #expect(
      failed.errors.hasPrefix(
        "capdb: this takes a temporary file, which cannot be written in \(disk.directory): no space is left on the"),
      "\(failed.errors)")
    let report = try await capdb("report", "pods", "--db", histories.closed, shell: disk.shell)
    #expect(report.exitCode == 0 && !report.output.isEmpty)
  }
}

extension FullDiskTests.Lack {
  func take(from disk: SmallDisk) throws {
    switch self {
    case .space: try disk.fill()
    case .files: try disk.fillWithFiles()
    case .rights: try disk.makeReadOnly()
    }
  }

  func words(_ disk: SmallDisk) -> String {
    switch self {
    case .space: "no space is left on the file system at \(disk.directory) (0 bytes of "
    case .files: "no space is left for another file on the file system at \(disk.directory): its inodes are used up (0"
    case .rights: "the file system at \(disk.directory) is mounted read-only"
    }
  }
}

extension SmallDisk {
  fileprivate func expectIntact(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let answer = try run(
      """
      python3 -c 'import sqlite3
      print(sqlite3.connect("capdb.db").execute("PRAGMA integrity_check").fetchone()[0])'
      """)
    #expect(answer == "ok\n", sourceLocation: sourceLocation)
  }
}

/// The history of the demo, closed and as a killed collection left it, and what both say on an ordinary disk.
private final class Histories: Sendable {
  static let shared = Task { try await Histories() }

  let directory: URL
  let capdb: CapdbRunner
  let closed: String
  private let killed: String

  /// The answers on an ordinary disk, by the cluster's name.
  private let answers: [String: [String]]

  private init() async throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    Leftovers.removeAtExit(directory)
    capdb = CapdbRunner(directory: directory)
    closed = directory.appending(path: "closed.db").path
    killed = directory.appending(path: "killed.db").path
    guard try await capdb("demo", "--db", closed).exitCode == 0 else { throw SmallDisk.Impossible() }
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: closed + suffix) }
    try FileManager.default.copyItem(atPath: closed, toPath: killed)
    try Self.kill(killed)
    var answers: [String: [String]] = [:]
    for (path, name) in [(closed, "myeks"), (killed, "killed")] {
      let copy = directory.appending(path: "\(name)-asked.db").path
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
      }
      answers[name] = try await Self.answers(of: copy, name, capdb, shell: nil)
    }
    self.answers = answers
  }

  /// Changes the cluster's name in the log, so that every report shows whether the log was read, and goes as by kill -9.
  private static func kill(_ path: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      """
      import os, sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      db.execute("PRAGMA wal_autocheckpoint = 0")
      db.execute("UPDATE cluster SET name = 'killed'")
      db.commit()
      os.kill(os.getpid(), 9)
      """, path,
    ]
    try process.run()
    process.waitUntilExit()
  }

  /// Copies a history onto a disk.
  func put(_ files: FullDiskTests.Files, onto disk: SmallDisk) throws -> String {
    let source = files == .killed || files == .killedWithoutIndex ? killed : closed
    try disk.run(files.suffixes.map { "cp '\(source)\($0)' 'capdb.db\($0)'" }.joined(separator: "; "))
    if files == .emptyLog { try disk.run(": >capdb.db-wal") }
    return disk.directory + "/capdb.db"
  }

  func expectSameAnswers(
    of path: String, _ files: FullDiskTests.Files, on disk: SmallDisk,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let name = files == .killed || files == .killedWithoutIndex ? "killed" : "myeks"
    let found = try await Self.answers(of: path, name, capdb, shell: disk.shell)
    #expect(found.count == answers[name]?.count, sourceLocation: sourceLocation)
    for (found, expected) in zip(found, try #require(answers[name])) {
      #expect(found == expected, sourceLocation: sourceLocation)
    }
  }

  private static let states = ["summary", "nodes", "audit", "pods", "enis", "instance-types"]
  private static let spans = ["pod-slots", "subnets", "owners", "pending", "collections", "forecast"]

  /// What every reading command says, with its exit code. The age of the history is left out, which grows meanwhile.
  private static func answers(
    of path: String, _ name: String, _ capdb: CapdbRunner, shell: String?
  ) async throws -> [String] {
    let directory = capdb.directory.path
    let pulled = "\(directory)/pulled-\(UUID().uuidString).db"
    let exported = "\(directory)/export-\(UUID().uuidString)"
    let end = try await capdb(
      "query", "SELECT max(observed_at) FROM v_collections", "--format", "csv", "--db", path, shell: shell)
    let moment = end.output.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    let commands =
      states.map { ["report", $0, "--format", "csv"] }
      + spans.map { ["report", $0, "--format", "csv", "--until", moment] }
      + [
        ["forecast", "--until", moment], ["status", "--format", "csv"],
        ["check", "--warning-age", "off", "--critical-age", "off", "--verbose"],
        ["plan", "--pods", "10", "--cpu", "100m"], ["query", "SELECT * FROM v_pods", "--format", "json"],
        ["sync", "\(directory)/none.db", "--dry-run"], ["export", "--output", exported],
      ]
    var answers: [String] = []
    for command in commands {
      let outcome = try await capdb.run(command + ["--db", path], shell: shell)
      let answer = "\(command[0]) \(command[1]): \(outcome.exitCode)\n\(outcome.output)\(outcome.errors)"
      answers.append(["status", "check"].contains(command[0]) ? withoutAge(answer) : answer)
    }
    let pull = try await capdb("sync", path, "--pull", name, "--db", pulled, shell: shell)
    answers.append("pull: \(pull.exitCode)\n\(pull.errors)")
    answers.append(try await capdb("report", "pods", "--format", "csv", "--db", pulled).output)
    for file in try FileManager.default.contentsOfDirectory(atPath: exported).sorted() {
      answers.append("\(file)\n\(try String(contentsOfFile: "\(exported)/\(file)", encoding: .utf8))")
    }
    return answers
  }
}

extension Histories {
  /// The age of the history grows from run to run.
  private static func withoutAge(_ answer: String) -> String {
    answer.replacing(/(Z,)[0-9]+(,169,)/) { "\($0.1)\($0.2)" }.replacing(/age'=[0-9]+s/, with: "age")
      .replacing(/last collected .* ago/, with: "")
  }
}

/// Folders that all tests of a process share.
private enum Leftovers {
  private static let folders = Mutex<[URL]>([])

  static func removeAtExit(_ folder: URL) {
    folders.withLock { folders in
      if folders.isEmpty {
        atexit { Leftovers.folders.withLock { for folder in $0 { try? FileManager.default.removeItem(at: folder) } } }
      }
      folders.append(folder)
    }
  }
}
