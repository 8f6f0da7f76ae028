public import Foundation

/// Runs the built `capdb` as a user would.
public struct CapdbRunner: Sendable {
  /// What a run left behind.
  public struct Outcome: Sendable {
    /// The exit code; 128 and the signal's number where a signal ended it.
    public var exitCode: Int32
    /// Standard output.
    public var output: String
    /// Standard error.
    public var errors: String
  }

  /// The environment of each run; nothing of the test's own gets through but `PATH`.
  public var environment: [String: String]
  /// The directory of each run.
  public var directory: URL

  /// Makes a runner whose home is `directory`.
  public init(directory: URL, environment: [String: String] = [:]) {
    self.directory = directory
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    self.environment = ["PATH": path, "HOME": directory.path].merging(environment) { $1 }
  }

  /// The binary: `$CAPDB_BINARY` (to test an installed one), else the one that was built beside the tests.
  public static var binary: URL {
    if let named = ProcessInfo.processInfo.environment["CAPDB_BINARY"] { return URL(filePath: named) }
    return Bundle.main.bundleURL.appending(path: "capdb")
  }

  /// Runs `capdb` with these arguments to its end.
  ///
  /// - Parameter shell: a prefix such as `ulimit -f 8; ` that a shell executes before it becomes `capdb`.
  public func callAsFunction(_ arguments: String..., shell: String? = nil) async throws -> Outcome {
    try await run(arguments, shell: shell)
  }

  /// Runs `capdb` with these arguments to its end.
  public func run(_ arguments: [String], shell: String? = nil) async throws -> Outcome {
    let process = Process()
    process.executableURL = shell == nil ? Self.binary : URL(filePath: "/bin/sh")
    process.arguments =
      shell.map { ["-c", "\($0) exec \"$0\" \"$@\"", Self.binary.path] + arguments } ?? arguments
    process.environment = environment
    process.currentDirectoryURL = directory
    // Files, and not pipes: nobody has to read along, however much is written.
    let outputFile = try Self.file(in: directory)
    let errorFile = try Self.file(in: directory)
    process.standardOutput = outputFile.handle
    process.standardError = errorFile.handle
    process.standardInput = FileHandle.nullDevice
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    let isSignal = process.terminationReason == .uncaughtSignal
    return Outcome(
      exitCode: process.terminationStatus + (isSignal ? 128 : 0), output: try outputFile.contents(),
      errors: try errorFile.contents())
  }

  private struct OutputFile {
    var url: URL
    var handle: FileHandle

    func contents() throws -> String {
      try handle.close()
      defer { try? FileManager.default.removeItem(at: url) }
      return String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
  }

  private static func file(in directory: URL) throws -> OutputFile {
    let url = directory.appending(path: ".output-\(UUID().uuidString)")
    try Data().write(to: url)
    return OutputFile(url: url, handle: try FileHandle(forWritingTo: url))
  }
}

extension CapdbRunner.Outcome {
  /// The rows of a report that was printed as JSON.
  public func rows() throws -> [[String: JSONValue]] {
    struct Report: Decodable { var rows: [[String: JSONValue]] }
    return try JSONDecoder().decode(Report.self, from: Data(output.utf8)).rows
  }
}

/// A cell of a JSON report.
public enum JSONValue: Decodable, Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A whole number.
  case integer(Int64)
  /// Any other number.
  case number(Double)
  /// A text.
  case text(String)

  /// Reads one value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// The whole number, if it is one.
  public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  /// The text, if it is one.
  public var text: String? { if case .text(let value) = self { value } else { nil } }
}
