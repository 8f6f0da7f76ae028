import Foundation

/// A program that serves as long as its standard input is open, and says `ready WHERE` when it does.
///
/// The system closes the input with the test process, however that ends: no service outlives it.
final class Service: Sendable {
  /// What the program said beside `ready`: its URL or folder.
  let place: String
  private let input: Pipe
  private let process: Process

  /// Starts a program and waits until it is ready.
  ///
  /// - Throws: `Program.Failure` where it ends early or takes too long.
  init(
    _ path: String, _ arguments: [String] = [], environment: [String: String], timeout: Duration = .seconds(120)
  ) async throws {
    let folder = try TemporaryFolder()
    input = Pipe()
    process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = environment
    process.standardInput = input
    process.standardOutput = try folder.writableFile("output")
    process.standardError = try folder.writableFile("errors")
    try process.run()
    let deadline = ContinuousClock.now + timeout
    while true {
      if let place = Self.place(in: try folder.text("output")) {
        self.place = place
        return
      }
      guard process.isRunning, ContinuousClock.now < deadline else { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    process.terminate()
    throw Program.Failure(description: "\(path) \(arguments) did not get ready: \(try folder.text("errors"))")
  }

  /// What a complete line `ready WHERE` names.
  private static func place(in output: String) -> String? {
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return lines.first { $0.hasPrefix("ready ") }.map { String($0.dropFirst("ready ".count)) }
  }

  /// Ends the program and waits for that.
  func stop() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  deinit {
    stop()
  }
}
