import Foundation

/// A program that is run to its end.
enum Program {
  /// What a program left behind.
  struct Outcome: Sendable {
    var exitCode: Int32
    var output: String
    var errors: String
  }

  /// A program that failed where a test needs it to succeed, or that did not end in time.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Runs a program to its end, whatever its exit code.
  ///
  /// - Parameters:
  ///   - environment: all of it; nothing is inherited.
  ///   - timeout: the program is killed after it.
  /// - Throws: `Failure` where the program cannot be started or does not end in time.
  static func outcome(
    of path: String, _ arguments: [String], environment: [String: String], timeout: Duration = .seconds(240)
  ) async throws -> Outcome {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: nobody has to read them while the program runs.
    process.standardOutput = try folder.writableFile("output")
    process.standardError = try folder.writableFile("errors")
    guard try await end(of: process, within: timeout) else {
      throw Failure(description: "\(path) \(arguments) did not end within \(timeout): \(try folder.text("errors"))")
    }
    return Outcome(
      exitCode: process.terminationStatus, output: try folder.text("output"), errors: try folder.text("errors"))
  }

  /// The output of a program that has to succeed.
  @discardableResult
  static func output(
    of path: String, _ arguments: [String], environment: [String: String], timeout: Duration = .seconds(240)
  ) async throws -> String {
    let outcome = try await outcome(of: path, arguments, environment: environment, timeout: timeout)
    guard outcome.exitCode == 0 else {
      throw Failure(description: "\(path) \(arguments) ended with \(outcome.exitCode): \(outcome.errors)")
    }
    return outcome.output
  }

  /// Starts a process and waits for it.
  ///
  /// - Returns: false if it had to be killed.
  private static func end(of process: Process, within timeout: Duration) async throws -> Bool {
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    process.terminationHandler = { _ in end.finish() }
    try process.run()
    let watch = Task { [pid = process.processIdentifier] in
      try await Task.sleep(for: timeout)
      kill(pid, SIGKILL)
      return true
    }
    for await _ in ends {}
    watch.cancel()
    return (try? await watch.value) != true
  }
}
