import ArgumentParser
import Foundation

/// `capdb demo`: becomes `capdb-demo`, so that no server and no simulated cluster is part of the program that runs beside
/// production credentials.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Collects a simulated cluster for two weeks of its own time and reports what happened.",
    discussion: """
      A loopback server plays the Kubernetes API and EC2 for three t3.medium nodes of 17 pod slots each, while nginx \
      grows from 2 to 50 replicas. Everything else is real: requests, TLS, recording, reports. Nothing outside this \
      machine is touched. The server is a program of its own, capdb-demo, which is installed beside capdb.

      EXAMPLES
        capdb demo
        capdb demo --db demo.db && capdb report pods --db demo.db
      """)

  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "Keep the history in this file, which must not exist; without it, in a new temporary folder.", valueName: "file"),
    completion: .file())
  var database: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
    guard let program = Self.program(beside: folder) else { throw CommandError.noDemo(folder: folder ?? ".") }
    // The options are declared above for help, manual and completions; capdb-demo reads them as they were typed.
    let arguments = [program] + CommandLine.arguments.dropFirst(2)
    var words = arguments.map { strdup($0) } + [nil]
    execv(program, &words)
    throw CommandError.cannotRun(program, reason: String(cString: strerror(errno)))
  }

  /// The path of `capdb-demo` in the folder, or else in one of `PATH`.
  private static func program(beside folder: String?) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = [folder].compactMap(\.self) + path.split(separator: ":").map(String.init)
    return folders.lazy.map { $0 + "/capdb-demo" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
