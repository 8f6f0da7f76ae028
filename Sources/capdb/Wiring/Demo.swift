import Capacity
import ClusterSimulator
import Disk
import Foundation
import History
import Logging
import Settings
import Transport

/// Two weeks of the article's cluster: nginx grows until the pod slots are used up and pods wait.
struct Demo {
  /// When the two weeks end.
  var end: Timestamp

  private static let days: Int64 = 14
  private static let secondsBetweenCollections: Int64 = 2 * 3600

  /// How many replicas nginx has by the end of a day; between them it grows evenly.
  private static let growth: [(day: Int64, replicas: Int64)] = [(0, 2), (3, 8), (6, 15), (10, 30), (14, 50)]

  /// Runs the two weeks and records them.
  ///
  /// - Throws: `HistoryError` where the file cannot be written; `DemoError` where a collection fails.
  func record(_ path: String) async throws {
    let begin = end + -Self.days * 86_400
    let cluster = try SimulatedCluster.article(startingAt: begin + -60)
    try await SimulatorServer.withRunning(cluster) { server in
      let kubeconfig = try KubeconfigFile(server.kubeconfig)
      defer { kubeconfig.remove() }
      let run = collectionRun(of: server, kubeconfig: kubeconfig.path)
      let recorder = StoreRecorder(try HistoryStore(path: path))
      let transport = try CollectionRun.transport()
      for moment in stride(from: begin.seconds, through: end.seconds, by: Int(Self.secondsBetweenCollections)) {
        let replicas = Self.replicas(at: moment - begin.seconds)
        try server.update { cluster throws(SimulatorError) in
          try cluster.scale(SimulatedCluster.nginxDeployment, to: replicas)
          cluster.advance(to: Timestamp(seconds: moment))
        }
        show(day: (moment - begin.seconds) / 86_400, replicas: replicas)
        guard try await run.run(recorder, over: transport) else { throw DemoError() }
      }
    }
    if StandardError.isTerminal { StandardError.write("\r\u{1B}[K") }
  }

  private func collectionRun(of server: SimulatorServer, kubeconfig: String) -> CollectionRun {
    // No home: the user's own credentials and configuration have no part in this.
    let environment = server.awsEnvironment.merging(["HOME": "/nonexistent"]) { $1 }
    return CollectionRun(
      targets: [ClusterSettings(access: .kubeconfig(context: nil, path: kubeconfig))], deadline: .seconds(60),
      logger: Logger(label: "capdb") { _ in StandardErrorLogHandler(format: .text, logLevel: .warning) },
      environment: environment, isTalkative: false, clock: SimulatorClock(server: server),
      progress: ProgressDisplay(isEnabled: false))
  }

  private static func replicas(at seconds: Int64) -> Int {
    for (earlier, later) in zip(growth, growth.dropFirst()) where seconds <= later.day * 86_400 {
      let span = (later.day - earlier.day) * 86_400
      return Int(earlier.replicas + (later.replicas - earlier.replicas) * (seconds - earlier.day * 86_400) / span)
    }
    return Int(growth[growth.count - 1].replicas)
  }

  private func show(day: Int64, replicas: Int) {
    guard StandardError.isTerminal else { return }
    StandardError.write("\r\u{1B}[Kday \(day) of \(Self.days): \(replicas) nginx replicas")
  }
}

/// Tells the simulated cluster's time.
private struct SimulatorClock: WallClock {
  let server: SimulatorServer

  var now: Timestamp { server.cluster.now }
}

/// A kubeconfig in a file that only its owner can read.
private struct KubeconfigFile {
  let path: String

  init(_ text: String) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "capdb-demo-\(UUID().uuidString).kubeconfig")
    path = url.path
    let isWritten = FileManager.default.createFile(
      atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    guard !isWritten else { return }
    remove()
    if let problem = DiskProblem.probe(path) { throw problem }
    throw DemoError()
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// The demo could not go on; what failed has been told.
struct DemoError: Error, CustomStringConvertible {
  var description: String { "the demo stopped: the simulated cluster could not be collected" }
}
