import CapdbRunner
import Foundation
import Testing

/// `capdb export` as a user runs it, over the history of the demo.
@Suite(.serialized)
struct ExportTests {
  /// The parts of `manifest.json` that are checked against the files.
  private struct Manifest: Decodable {
    struct File: Decodable {
      var file: String
      var topic: String
      var rows: Int
      var bytes: Int
      var sha256: String
      var columns: [String]
    }
    struct Cluster: Decodable {
      var name: String
      var uid: String?
      var collections: Int
    }
    var manifest_version: Int
    var capdb_version: String
    var since: String
    var until: String
    var state_at: String
    var clusters: [Cluster]
    var files: [File]
  }

  private func withDemo(_ body: (CapdbRunner, URL) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let capdb = CapdbRunner(
      directory: directory, environment: ["CAPDB_DB": directory.appending(path: "demo.db").path])
    let demo = try await capdb("demo", "--db", "demo.db")
    #expect(demo.exitCode == 0, "\(demo.errors)")
    try await body(capdb, directory)
  }

  private func contents(of directory: URL) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: directory.appending(path: $0))) })
  }

  private func manifest(in directory: URL) throws -> Manifest {
    try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: directory.appending(path: "manifest.json")))
  }

  @Test func theManifestTellsWhatIsThere() async throws {
    try await withDemo { capdb, directory async throws in
      let outcome = try await capdb("export", "--output", "review")
      #expect(outcome.exitCode == 0 && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.errors)")
      let review = directory.appending(path: "review")
      let manifest = try manifest(in: review)
      let files = try contents(of: review)
      #expect(Set(files.keys) == Set(manifest.files.map(\.file) + ["manifest.json"]))
      #expect(manifest.files.map(\.topic).contains("nodes") && !manifest.files.map(\.topic).contains("status"))
      #expect(manifest.clusters.count == 1 && manifest.clusters[0].uid != nil && manifest.clusters[0].collections > 0)
      for file in manifest.files {
        let text = String(decoding: files[file.file] ?? Data(), as: UTF8.self)
        #expect(files[file.file]?.count == file.bytes)
        #expect(text.hasPrefix(file.columns.joined(separator: ",") + "\r\n"))
      }
      let nodes = try await capdb("report", "nodes", "--at", manifest.state_at, "--format", "csv").output
      #expect(files["nodes.csv"] == Data(nodes.utf8))
      #expect(manifest.files.first { $0.topic == "nodes" }?.rows == 3)
      let sums = manifest.files.map { "\($0.sha256)  \($0.file)\n" }.joined()
      try Data(sums.utf8).write(to: review.appending(path: "sums"))
      #expect(try run("sha256sum", ["--check", "--quiet", "sums"], in: review) == 0)
    }
  }

  @Test func theSameHistoryGivesTheSameBytes() async throws {
    try await withDemo { capdb, directory async throws in
      #expect(try await capdb("export", "--output", "one").exitCode == 0)
      try await Task.sleep(for: .seconds(2))
      #expect(try await capdb("export", "--output", "two").exitCode == 0)
      let one = try contents(of: directory.appending(path: "one"))
      #expect(one.count > 5)
      #expect(try contents(of: directory.appending(path: "two")) == one)
      #expect(try await capdb("export", "--output", "one").exitCode == 0)
      #expect(try contents(of: directory.appending(path: "one")) == one)
    }
  }

  @Test func onlyFilesOfTheExportAreReplaced() async throws {
    try await withDemo { capdb, directory async throws in
      let review = directory.appending(path: "review")
      try FileManager.default.createDirectory(at: review, withIntermediateDirectories: false)
      try Data("mine".utf8).write(to: review.appending(path: "notes.txt"))
      try Data("old".utf8).write(to: review.appending(path: "nodes.csv"))
      #expect(try await capdb("export", "--output", "review", "--topic", "nodes", "--topic", "pending").exitCode == 0)
      let files = try contents(of: review)
      #expect(Set(files.keys) == ["notes.txt", "nodes.csv", "pending.csv", "manifest.json"])
      #expect(files["notes.txt"] == Data("mine".utf8) && files["nodes.csv"] != Data("old".utf8))
    }
  }

  @Test func theDirectoryIsItsOwnersOnly() async throws {
    try await withDemo { capdb, directory async throws in
      let outcome = try await capdb("export", "--output", "a/b")
      #expect(outcome.exitCode == 0)
      let permissions = try ["a/b", "a/b/nodes.csv"].map { path in
        try FileManager.default.attributesOfItem(atPath: directory.appending(path: path).path)[.posixPermissions]
          as? Int
      }
      #expect(permissions == [0o700, 0o600])
    }
  }

  @Test func aFailureLeavesTheFormerExportAndNoHalfOne() async throws {
    try await withDemo { capdb, directory async throws in
      let review = directory.appending(path: "review")
      #expect(try await capdb("export", "--output", "review").exitCode == 0)
      let before = try contents(of: review)
      // A limit on the size of files is a disk without free space as far as a program can tell: writes fail part-way. SQLite's
      // own file of 32 KiB beside the database fits, trends by the hour do not.
      let limit = "trap '' XFSZ; ulimit -f 64;"
      let failed = try await capdb("export", "--output", "review", "--step", "1h", shell: limit)
      #expect(failed.exitCode == 1)
      #expect(failed.errors.hasPrefix("capdb: cannot write review/") && failed.errors.count { $0 == "\n" } == 1)
      #expect(try contents(of: review) == before)
      let fresh = try await capdb("export", "--output", "fresh", "--step", "1h", shell: limit)
      #expect(fresh.exitCode == 1)
      #expect(try contents(of: directory.appending(path: "fresh")).isEmpty)
    }
  }

  @Test func whatAnExportThatWasKilledLeftBehindGoesWithTheNext() async throws {
    try await withDemo { capdb, directory async throws in
      let staging = directory.appending(path: "review/.capdb-export")
      try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: true)
      try Data("half".utf8).write(to: staging.appending(path: "nodes.csv"))
      #expect(try await capdb("export", "--output", "review").exitCode == 0)
      #expect(!FileManager.default.fileExists(atPath: staging.path))
    }
  }

  @Test func wrongRequestsGetOneLineEach() async throws {
    try await withDemo { capdb, directory async throws in
      let wrong: [([String], Int32)] = [
        (["--topic", "status"], 64), (["--since", "soon"], 64), (["--step", "auto"], 64), (["--step", "nonsense"], 64),
        (["--since", "2026-01-02", "--until", "2026-01-01"], 64), (["--cluster", "nowhere"], 1),
        (["--until", "2001-01-01"], 1),
      ]
      for (arguments, code) in wrong {
        let outcome = try await capdb.run(["export", "--output", "review"] + arguments)
        #expect(outcome.exitCode == code, "\(arguments): \(outcome.errors)")
        #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
        let manifest = directory.appending(path: "review/manifest.json").path
        #expect(!FileManager.default.fileExists(atPath: manifest), "\(arguments)")
      }
      try Data().write(to: directory.appending(path: "file"))
      let file = try await capdb("export", "--output", "file")
      #expect(file.exitCode == 1 && file.errors.contains("cannot write file: Not a directory"))
    }
  }

  private func run(_ program: String, _ arguments: [String], in directory: URL) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = directory
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
