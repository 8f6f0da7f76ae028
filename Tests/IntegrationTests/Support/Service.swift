import Foundation

/// A program that serves as long as its standard input is open, and says `ready WHERE` when it does.
///
/// The system closes the input with the test process, however that ends: no service outlives it.
final class Service: Sendable {
  /// What the program said beside `ready`: its URL or folder.
  let place: String
  private let input: Pipe
  private let process: Process
  /// What the program prints.
  private let folder: TemporaryFolder

  /// Starts a program and waits until it is ready.
  ///
  /// - Throws: `Program.Failure` where it ends early or takes too long.
  init(
    _ path: String, _ arguments: [String] = [], environment: [String: String], timeout: Duration = .seconds(120)
  ) async throws {
    folder = try TemporaryFolder()
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
      if let place = Self.place(after: "ready", in: try folder.text("output")) {
        self.place = place
        return
      }
      guard process.isRunning, ContinuousClock.now < deadline else { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    process.terminate()
    throw Program.Failure(description: "\(path) \(arguments) did not get ready: \(try folder.text("errors"))")
  }

  /// What the first complete line `WORD WHERE` names.
  private static func place(after word: String, in output: String) -> String? {
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return lines.first { $0.hasPrefix("\(word) ") }.map { String($0.dropFirst(word.count + 1)) }
  }

  /// Writes a line to the program's input, and waits for the first line `WORD WHERE` that answers it.
  ///
  /// - Parameter answer: a word with which the program has begun no line yet.
  /// - Throws: `Program.Failure` where none comes in time.
  func tell(_ line: String, until answer: String, timeout: Duration = .seconds(120)) async throws {
    try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    let deadline = ContinuousClock.now + timeout
    while Self.place(after: answer, in: try folder.text("output")) == nil {
      guard process.isRunning, ContinuousClock.now < deadline else {
        throw Program.Failure(description: "\(place) did not say \(answer): \(try folder.text("errors"))")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
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
