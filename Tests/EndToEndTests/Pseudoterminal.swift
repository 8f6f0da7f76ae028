import CapdbRunner
import Foundation

/// Runs programs that are not capdb, or capdb where it believes that a person looks on.
struct Pseudoterminal {
  let capdb: CapdbRunner

  /// What capdb writes to a terminal of 100 columns.
  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let script = "import os, pty, sys; os.environ['COLUMNS'] = '100'; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
    let utf8 = ["LANG": "C.UTF-8", "TERM": "xterm-256color"]
    return try Self.output(
      of: ["python3", "-c", script, CapdbRunner.binary.path] + arguments,
      environment: capdb.environment.merging(utf8) { $1 }.merging(environment) { $1 })
  }

  /// What a program writes, errors included.
  static func output(of command: [String], environment: [String: String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).replacing("\r\n", with: "\n")
  }

  /// Whether a program is installed.
  static func has(_ program: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }
}
