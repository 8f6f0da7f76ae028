import Foundation
import Synchronization

/// The process that keeps a server alive no longer than this one; see the file `keeper`.
final class ServerKeeper: Sendable {
  private let process = Process()
  private let orders = Pipe()
  private let answers = Pipe()
  /// One order at a time has its answer read.
  private let isBusy = Mutex(())

  /// - Parameters:
  ///   - folder: the server's folder, which goes with the keeper.
  ///   - command: the server.
  init(folder: URL, command: [String]) throws {
    let keeper = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "keeper")
    process.executableURL = keeper
    process.arguments = [folder.path] + command
    process.environment = Program.environment
    process.currentDirectoryURL = folder
    process.standardInput = orders
    process.standardOutput = answers
    try process.run()
  }

  deinit {
    stop()
  }

  /// Starts the server and waits until it takes connections.
  /// - Returns: whether it does; its log knows why not.
  func start() throws -> Bool { try answer(to: "start") == "ready" }

  /// Ends the server with a signal and waits until none of its processes runs.
  func end(_ signal: String) throws { _ = try answer(to: "end \(signal)") }

  private func answer(to order: String) throws -> String {
    try isBusy.withLock { _ in
      try orders.fileHandleForWriting.write(contentsOf: Data("\(order)\n".utf8))
      var line = Data()
      while line.last != UInt8(ascii: "\n") {
        guard let next = try answers.fileHandleForReading.read(upToCount: 1), !next.isEmpty else {
          throw PostgresFailure("the server's keeper has ended")
        }
        line += next
      }
      return String(decoding: line.dropLast(), as: UTF8.self)
    }
  }

  /// Ends the server, removes its folder and waits for both; the second call does nothing.
  func stop() {
    try? orders.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
