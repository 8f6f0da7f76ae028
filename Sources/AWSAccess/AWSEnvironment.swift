public import Capacity
import Foundation
public import OutsideText
public import Transport

/// What AWS access takes from outside: variables, files, time and the network.
public struct AWSEnvironment: Sendable {
  /// The environment's variables.
  public var variables: [String: String]
  /// What `~` stands for in paths.
  public var homeDirectory: String
  /// Reads a whole file.
  public var readFile: @Sendable (_ path: String) throws(FileProblem) -> [UInt8]
  /// Replaces a file as a whole, readable by its owner only.
  public var writeFile: @Sendable (_ path: String, _ contents: [UInt8]) throws(FileProblem) -> Void
  /// The current time, which dates signatures and decides what has expired.
  public var now: @Sendable () -> Timestamp
  /// How requests are sent.
  public var transport: any HTTPTransport
  /// How often and how long services are asked again; `AWS_MAX_ATTEMPTS` overrides its `attempts`.
  public var retry: RetryPolicy
  /// The base URL of ECS's credential endpoint, to which `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` is appended.
  public var containerBaseURL: String

  /// By default the process's variables, and the real files and clock.
  public init(
    variables: [String: String] = AWSEnvironment.realVariables,
    homeDirectory: String? = nil,
    readFile: @escaping @Sendable (_ path: String) throws(FileProblem) -> [UInt8] = AWSEnvironment.readRealFile,
    writeFile: @escaping @Sendable (_ path: String, _ contents: [UInt8]) throws(FileProblem) -> Void =
      AWSEnvironment.writeRealFile,
    now: @escaping @Sendable () -> Timestamp = AWSEnvironment.realTime,
    transport: any HTTPTransport,
    retry: RetryPolicy,
    containerBaseURL: String = "http://169.254.170.2"
  ) {
    self.variables = variables
    self.homeDirectory = homeDirectory ?? variables["HOME"] ?? NSHomeDirectory()
    self.readFile = readFile
    self.writeFile = writeFile
    self.now = now
    self.transport = transport
    self.retry = retry
    self.containerBaseURL = containerBaseURL
  }
}

extension AWSEnvironment {
  /// The variables of this process.
  public static var realVariables: [String: String] { ProcessInfo.processInfo.environment }

  /// The system's clock.
  public static func realTime() -> Timestamp {
    Timestamp(seconds: Int64(Date().timeIntervalSince1970.rounded(.down)))
  }

  /// Reads a file of the file system.
  public static func readRealFile(_ path: String) throws(FileProblem) -> [UInt8] { try InputFile.read(path) }

  /// Replaces a file of the file system, its mode 0600.
  public static func writeRealFile(_ path: String, _ contents: [UInt8]) throws(FileProblem) {
    let temporary = "\(path).\(UInt64.random(in: .min ... .max))"
    // The mode is the file's from its first moment: setting it later would leave a moment in which others could open it.
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileProblem(code: errno) }
    let written = write(descriptor, contents, contents.count)
    guard written == contents.count else {
      // A regular file takes less than it is given only where there is no room for more.
      let problem = FileProblem(code: written < 0 ? errno : ENOSPC)
      close(descriptor)
      unlink(temporary)
      throw problem
    }
    close(descriptor)
    guard rename(temporary, path) == 0 else {
      let problem = FileProblem(code: errno)
      unlink(temporary)
      throw problem
    }
  }

  /// A variable's value; nil if it is unset or empty, which AWS's tools treat alike.
  func variable(_ name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// Whether a variable says `true`, whatever its case.
  func flag(_ name: String) -> Bool? {
    variable(name).map { $0.lowercased() == "true" }
  }

  /// A path with a leading `~`, `$NAME` and `${NAME}` replaced; unknown variables stay as they are.
  func expand(_ path: String) -> String {
    var expanded = path
    if expanded == "~" || expanded.hasPrefix("~/") { expanded = homeDirectory + expanded.dropFirst() }
    return expanded.replacing(/\$(?:\{(\w+)\}|(\w+))/) { match in
      variables[String(match.1 ?? match.2 ?? "")] ?? String(match.0)
    }
  }
}
