import CapdbRunner
import Capacity
import ClusterSimulator
import Foundation

/// A simulated cluster on loopback, an empty folder, and `capdb` set up to reach the one from the other.
struct SimulatedEnvironment {
  let server: SimulatorServer
  let directory: URL
  let capdb: CapdbRunner

  /// The history that every run writes and reads.
  var database: String { directory.appending(path: "history/capdb.db").path }

  /// Runs `body` with the article's cluster at `replicas` nginx pods.
  static func withArticle(
    replicas: Int = 2, seed: UInt64 = 1, options: SimulatorServer.Options = .init(),
    isolation: isolated (any Actor)? = #isolation, _ body: (SimulatedEnvironment) async throws -> Void
  ) async throws {
    let start = Timestamp(seconds: Int64(Date().timeIntervalSince1970) - 600)
    let cluster = try SimulatedCluster.article(
      replicas: replicas, startingAt: start, settings: SimulatedCluster.Settings(seed: seed))
    try await with(cluster, options: options, body)
  }

  /// Runs `body` with a cluster.
  static func with(
    _ cluster: SimulatedCluster, options: SimulatorServer.Options = .init(),
    isolation: isolated (any Actor)? = #isolation, _ body: (SimulatedEnvironment) async throws -> Void
  ) async throws {
    try await SimulatorServer.withRunning(cluster, options: options) { server in
      let environment = try SimulatedEnvironment(server)
      defer { try? FileManager.default.removeItem(at: environment.directory) }
      try await body(environment)
    }
  }

  private init(_ server: SimulatorServer) throws {
    self.server = server
    directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let kubeconfig = directory.appending(path: "kubeconfig")
    try server.kubeconfig.write(to: kubeconfig, atomically: true, encoding: .utf8)
    capdb = CapdbRunner(
      directory: directory,
      environment: server.awsEnvironment.merging([
        "KUBECONFIG": kubeconfig.path, "CAPDB_DB": directory.appending(path: "history/capdb.db").path,
      ]) { $1 })
  }

  /// Lets the cluster's time pass: scales nginx and waits until its pods have settled.
  func scale(to replicas: Int) throws {
    try server.update { cluster throws(SimulatorError) in
      try cluster.scale(SimulatedCluster.nginxDeployment, to: replicas)
      cluster.advance(by: 60)
    }
  }

  /// The rows of every table, for telling what a run wrote.
  func rowCounts() throws -> [String: Int] {
    let process = Process()
    let script = """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
          print(name, db.execute(f"SELECT count(*) FROM {name}").fetchone()[0])
      """
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, database]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let lines = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(separator: "\n")
    process.waitUntilExit()
    return Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let parts = line.split(separator: " ")
        return (String(parts[0]), Int(parts[1]) ?? -1)
      })
  }
}
