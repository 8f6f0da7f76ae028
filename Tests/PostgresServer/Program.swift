import Foundation

/// Runs programs to their end.
enum Program {
  /// What a program writes to its standard output.
  ///
  /// - Parameters:
  ///   - command: the program and its arguments; `env` finds it.
  ///   - folder: where it runs and where its streams are kept meanwhile.
  /// - Throws: `PostgresFailure` with the program's own words where it fails.
  @discardableResult
  static func run(_ command: [String], input: String = "", folder: URL) throws -> String {
    let stream = folder.appending(path: ".run-\(UUID().uuidString)")
    let files = ["in", "out", "err"].map { stream.appendingPathExtension($0) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    for (file, text) in zip(files, [input, "", ""]) { try Data(text.utf8).write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = environment
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0, process.terminationReason == .exit else {
      throw PostgresFailure("\(command[0]): \(try String(contentsOf: files[2], encoding: .utf8))")
    }
    return try String(contentsOf: files[1], encoding: .utf8)
  }

  /// What programs need, and none of the PG* variables that would lead a client elsewhere.
  static var environment: [String: String] {
    let outside = ProcessInfo.processInfo.environment
    return outside.filter { ["PATH", "LD_LIBRARY_PATH"].contains($0.key) }
      .merging(["HOME": "/nonexistent", "LANG": "C.UTF-8"]) { $1 }
  }
}
