import Foundation
import Synchronization

/// A running `capdb serve`, or another command that serves, on a free port of 127.0.0.1.
public final class RunningServe: Sendable {
  /// The port.
  public let port: Int
  private let process: Mutex<Process>
  private let log: URL

  /// It ended, or did not say within half a minute where it listens.
  public struct NotStarted: Error {
    /// What it said instead.
    public var log: String
  }

  /// Starts it, and waits until it listens.
  ///
  /// - Throws: `NotStarted`; what the system says.
  public init(
    _ capdb: CapdbRunner, command: [String] = ["serve"], _ arguments: [String], environment: [String: String] = [:]
  ) async throws {
    log = capdb.directory.appending(path: "serve-\(UUID().uuidString)")
    try Data().write(to: log)
    let process = Process()
    process.executableURL = CapdbRunner.binary
    process.arguments = command + ["--listen", "127.0.0.1:0"] + arguments
    process.environment = capdb.environment.merging(environment) { $1 }
    process.currentDirectoryURL = capdb.directory
    process.standardInput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    port = try await Self.port(of: process, log)
    self.process = Mutex(process)
  }

  private static func port(of process: Process, _ log: URL) async throws -> Int {
    for _ in 0..<300 {
      let text = try String(contentsOf: log, encoding: .utf8)
      if let port = text.firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)\//).flatMap({ Int($0.1) }) { return port }
      guard process.isRunning else { throw NotStarted(log: text) }
      try await Task.sleep(for: .milliseconds(100))
    }
    process.terminate()
    throw NotStarted(log: try String(contentsOf: log, encoding: .utf8))
  }

  /// What it has said on stderr.
  public var errors: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

  /// Sends a signal to it.
  public func send(signal: Int32) {
    process.withLock { _ = kill($0.processIdentifier, signal) }
  }

  /// Ends it with SIGTERM; gives its exit code, or -1 where it had to be killed.
  public func end() async -> Int32 {
    send(signal: SIGTERM)
    for _ in 0..<600 where process.withLock(\.isRunning) { try? await Task.sleep(for: .milliseconds(100)) }
    return process.withLock { process in
      if process.isRunning {
        kill(process.processIdentifier, SIGKILL)
        return -1
      }
      return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    }
  }
}
