import Dispatch
import Foundation

/// What a program left behind.
struct ProcessResult {
  var status: Int32
  var output: String
}

/// Runs a program of the search path and waits for it; its standard error is dropped.
func run(_ program: String, _ arguments: [String]) throws -> ProcessResult {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return ProcessResult(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
}

/// Runs a program without holding one of the few threads that the server under test needs for itself.
func runAside(_ program: String, _ arguments: [String]) async throws -> ProcessResult {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Result { try run(program, arguments) }) }
  }
}
