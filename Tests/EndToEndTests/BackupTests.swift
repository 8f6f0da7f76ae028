import CapdbRunner
import Foundation
import History
import Testing

/// What a user sees of backups: whole files or none, checks before anything is replaced, and what to do next.
@Suite("Backing up and restoring")
struct BackupTests {
  private let files: SchemaFixtures

  init() throws {
    files = try SchemaFixtures()
  }

  private var capdb: CapdbRunner { files.capdb }

  @Test("a backup is a whole history, readable for its owner only, and replaces a file only if asked to")
  func backup() async throws {
    let path = try await files.latest("capdb.db")
    let copy = files.file("copy.db")
    let first = try await capdb("backup", copy, "--db", path)
    #expect(first.exitCode == 0 && first.errors.isEmpty && first.output.isEmpty, "\(first)")
    #expect(try await files.answers(of: copy) == files.answers(of: path))
    let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let refused = try await capdb("backup", copy, "--db", path)
    #expect(refused.exitCode == 1 && refused.errors.contains("exists already") && refused.errors.contains("--force"))
    #expect(try await capdb("backup", copy, "--force", "--db", path).exitCode == 0)
    #expect(files.names("copy.db.partial") == [])
  }

  @Test("a backup goes through a pipe, and comes back through one")
  func pipe() async throws {
    let path = try await files.latest("capdb.db")
    let (sent, arrived) = (files.file("sent"), files.file("arrived.db"))
    let sending = try await capdb("backup", "-", "--db", path, shell: "exec >'\(sent)';")
    #expect(sending.exitCode == 0, "\(sending)")
    let receiving = try await capdb("restore", "-", "--db", arrived, shell: "exec <'\(sent)';")
    #expect(receiving.exitCode == 0 && receiving.output.hasPrefix("\(arrived): restored cluster"), "\(receiving)")
    #expect(try await files.answers(of: arrived) == files.answers(of: path))
    let again = try await capdb("backup", "--to", "-", "--db", path, shell: "exec >'\(files.file("again"))';")
    #expect(
      again.exitCode == 0 && FileManager.default.contentsEqual(atPath: files.file("again"), andPath: sent), "\(again)")
    for wrong in [["backup", "x", "--to", "y"], ["backup"]] {
      #expect(try await capdb.run(wrong + ["--db", path]).exitCode == 64, "\(wrong)")
    }
    let half = try Data(contentsOf: URL(filePath: sent))
    try half.prefix(half.count / 2 / 4096 * 4096).write(to: URL(filePath: sent))
    let cut = try await capdb("restore", "-", "--yes", "--db", arrived, shell: "exec <'\(sent)';")
    #expect(cut.exitCode == 1 && cut.errors.contains("standard input is damaged"), "\(cut)")
    #expect(try await files.answers(of: arrived) == files.answers(of: path))
  }

  @Test("what cannot be backed up, or to, is named")
  func refusedBackups() async throws {
    let path = try await files.latest("capdb.db")
    let cases: [(arguments: [String], words: String)] = [
      (["backup", path, "--force", "--db", path], "belongs to the history itself"),
      (["backup", path + "-wal", "--db", path], "belongs to the history itself"),
      (["backup", files.file("none/copy.db"), "--db", path], "No such file or directory"),
      (["backup", files.directory.path, "--force", "--db", path], "is not an ordinary file"),
      (["backup", "/dev/null", "--force", "--db", path], "is not an ordinary file"),
      (["backup", files.file("copy.db"), "--db", files.file("missing.db")], "no history at"),
    ]
    for (arguments, words) in cases {
      let outcome = try await capdb.run(arguments)
      #expect(outcome.exitCode == 1 && outcome.errors.contains(words), "\(arguments): \(outcome)")
    }
    #expect(files.names("copy") == [] && files.names("missing") == [])
    #expect(try await capdb("backup", "", "--db", path).exitCode == 64)
  }

  @Test("a restore keeps what it replaces, with its log, and needs --yes where nobody can be asked")
  func restore() async throws {
    let path = try await files.latest("capdb.db")
    let copy = files.file("copy.db")
    #expect(try await capdb("backup", copy, "--db", path).exitCode == 0)
    let old = try await files.answers(of: path)
    // A name that only the log has, as after kill -9.
    try files.python(
      """
      import os, sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute("PRAGMA wal_autocheckpoint = 0")
      db.execute("UPDATE cluster SET name = 'renamed'")
      os._exit(0)
      """, path)
    #expect(files.names("capdb.db-wal") == ["capdb.db-wal"])
    let refused = try await capdb("restore", copy, "--db", path)
    #expect(refused.exitCode == 64 && refused.errors.contains("cluster renamed") && refused.errors.contains("--yes"))
    let outcome = try await capdb("restore", copy, "--yes", "--db", path)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(try await files.answers(of: path) == old)
    let kept = files.names("capdb.db.before-restore-")
    #expect(kept.count == 1 && outcome.output.contains(kept[0]), "\(kept)")
    #expect(try await capdb("status", "--db", files.file(kept[0])).output.contains("renamed"))
    #expect(files.names("capdb.db.restoring") == [])
  }

  @Test("a log that is left of a history that is gone does not become the restored one's")
  func leftLog() async throws {
    let path = try await files.latest("capdb.db")
    let copy = files.file("copy.db")
    #expect(try await capdb("backup", copy, "--db", path).exitCode == 0)
    let old = try await files.answers(of: path)
    try files.python(
      """
      import os, sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute("PRAGMA wal_autocheckpoint = 0")
      db.execute("UPDATE cluster SET name = 'renamed'")
      os.remove(sys.argv[1])
      os._exit(0)
      """, path)
    let outcome = try await capdb("restore", copy, "--db", path)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(try await files.answers(of: path) == old)
  }

  @Test("a damaged history is replaced and kept, a damaged or foreign backup replaces nothing")
  func damage() async throws {
    let path = try await files.latest("capdb.db")
    let copy = files.file("copy.db")
    #expect(try await capdb("backup", copy, "--db", path).exitCode == 0)
    let whole = try Data(contentsOf: URL(filePath: copy))
    var broken = whole
    for index in stride(from: 4096, to: broken.count, by: 8) { broken[index] = 0xA5 }
    let before = try await files.answers(of: path)
    let backups: [(contents: Data, words: String)] = [
      (broken, "is damaged"), (whole.prefix(whole.count / 2 / 4096 * 4096), "is damaged"),
      (Data("not SQLite's at all, but long enough".utf8), "is not a capdb database"), (Data(), "is not a capdb"),
      (try files.foreign(), "is not a capdb database"), (try files.newer(whole), "was written by a newer capdb"),
    ]
    for (contents, words) in backups {
      let backup = files.file("backup.db")
      try contents.write(to: URL(filePath: backup))
      let outcome = try await capdb("restore", backup, "--yes", "--db", path)
      #expect(outcome.exitCode == 1 && outcome.errors.contains(words), "\(words): \(outcome)")
      #expect(outcome.errors.contains("backup.db") && files.names("capdb.db.restoring") == [])
      #expect(try await files.answers(of: path) == before)
    }
    try broken.write(to: URL(filePath: path))
    let restored = try await capdb("restore", copy, "--yes", "--db", path)
    #expect(restored.exitCode == 0, "\(restored)")
    #expect(try await files.answers(of: path) == before)
    let kept = files.names("capdb.db.before-restore-")
    #expect(kept.count == 1)
    let former = try Data(contentsOf: URL(filePath: files.file(try #require(kept.first))))
    #expect(former.dropFirst(4096) == broken.dropFirst(4096))
    try files.foreign().write(to: URL(filePath: path))
    let foreign = try await capdb("restore", copy, "--yes", "--db", path)
    #expect(foreign.exitCode == 1 && foreign.errors.contains("another program"), "\(foreign)")
  }

  @Test("a collection that runs keeps a restore from beginning, and an open history from being replaced")
  func inUse() async throws {
    let path = try await files.latest("capdb.db")
    let copy = files.file("copy.db")
    #expect(try await capdb("backup", copy, "--db", path).exitCode == 0)
    do {
      let lock = try CollectionLock(database: path)
      defer { withExtendedLifetime(lock) {} }
      #expect(try await capdb("restore", copy, "--yes", "--db", path).exitCode == 75)
      #expect(try await capdb("backup", files.file("other.db"), "--db", path).exitCode == 0, "a backup needs no lock")
    }
    let before = try await files.answers(of: path)
    let reader = try HistoryReader(path: path)
    try reader.holdSnapshot()
    let outcome = try await capdb("restore", copy, "--yes", "--db", path)
    #expect(outcome.exitCode == 1 && outcome.errors.contains("is locked by another process"), "\(outcome)")
    withExtendedLifetime(reader) {}
    #expect(try await files.answers(of: path) == before)
    #expect(files.names("capdb.db.before-restore-") == [] && files.names("capdb.db.restoring") == [])
  }

  @Test("a restored file says which hubs it has to pull from first")
  func hubs() async throws {
    let path = try await files.latest("capdb.db")
    let (copy, hub) = (files.file("copy.db"), files.file("hub.db"))
    #expect(try await capdb("sync", hub, "--db", path).exitCode == 0)
    #expect(try await capdb("backup", copy, "--db", path).exitCode == 0)
    let outcome = try await capdb("restore", copy, "--yes", "--db", path)
    #expect(outcome.errors.contains("hub \(hub)") && outcome.errors.contains("capdb sync --pull"), "\(outcome)")
  }
}
