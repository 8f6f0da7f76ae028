import Foundation

/// Runs programs that every development machine has.
enum Command {
  struct Failed: Error {
    var command: String
    var output: String
  }

  /// Whether `name` stands in the PATH.
  static func exists(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }

  /// What the program writes to its standard output.
  @discardableResult
  static func run(_ name: String, _ arguments: [String], input: [UInt8] = [], directory: URL? = nil) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.currentDirectoryURL = directory
    let files = try TemporaryDirectory()
    try Data(input).write(to: files.url.appending(path: "in"))
    try Data().write(to: files.url.appending(path: "err"))
    process.standardInput = try FileHandle(forReadingFrom: files.url.appending(path: "in"))
    process.standardError = try FileHandle(forWritingTo: files.url.appending(path: "err"))
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let errors = (try? String(contentsOf: files.url.appending(path: "err"), encoding: .utf8)) ?? ""
      throw Failed(command: "\(name) \(arguments)", output: errors)
    }
    return Array(bytes)
  }
}

/// A folder that goes away with its last reference.
final class TemporaryDirectory: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "capdb-transport-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// The path of a file in it.
  func path(_ name: String) -> String { url.appending(path: name).path }

  /// The bytes of a file in it.
  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: url.appending(path: name))) }
}
