import Disk
import Foundation

/// The stream for answers. It collects small pieces into large writes.
struct StandardOutput: ~Copyable {
  /// Whether it is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 16

  init() {
    buffer.reserveCapacity(Self.bufferSize * 2)
  }

  /// Writes one line immediately.
  ///
  /// - Throws: `OutputError`.
  static func print(_ line: String) throws(OutputError) {
    var output = StandardOutput()
    try output.write(Array("\(line)\n".utf8))
    try output.flush()
  }

  /// Adds UTF-8 text.
  ///
  /// - Throws: `OutputError` if the text cannot be written, for example to a file on a full disk.
  mutating func write(_ text: [UInt8]) throws(OutputError) {
    buffer.append(contentsOf: text)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes chunks of UTF-8 text and flushes them.
  ///
  /// - Throws: `OutputError`, with the size of everything that is not written yet.
  mutating func write(all chunks: some Sequence<[UInt8]>) throws(OutputError) {
    var chunks = chunks.makeIterator()
    do {
      while let chunk = chunks.next() { try write(chunk) }
      try flush()
    } catch {
      var rest = 0
      while let chunk = chunks.next() { rest += chunk.count }
      throw error.adding(neededBytes: rest)
    }
  }

  /// Writes what has been collected.
  mutating func flush() throws(OutputError) {
    let failure = buffer.withUnsafeBytes(Self.writeAll)
    buffer.removeAll(keepingCapacity: true)
    guard let failure else { return }
    // The reader has read enough (`| head`): end by SIGPIPE, as a program does that handles no signals.
    if failure.errno == EPIPE {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    throw OutputError(errno: failure.errno, neededBytes: failure.rest)
  }

  /// Writes all bytes to descriptor 1. Returns the error number and how many bytes are left if that fails.
  private static func writeAll(_ bytes: UnsafeRawBufferPointer) -> (errno: Int32, rest: Int)? {
    var written = 0
    while written < bytes.count {
      let count = Foundation.write(STDOUT_FILENO, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      if count < 0 {
        if errno == EINTR { continue }
        return (errno, bytes.count - written)
      }
      written += count
    }
    return nil
  }
}

/// Standard output cannot be written to.
enum OutputError: Error {
  /// Standard output is a file, and its disk takes no more.
  case disk(DiskProblem)
  /// Another reason, as the error number of the system.
  case other(errno: Int32)

  /// - Parameter neededBytes: how many bytes were still to be written.
  init(errno code: Int32, neededBytes: Int) {
    let problem = DiskProblem(errno: code, descriptor: STDOUT_FILENO, neededBytes: Int64(neededBytes))
    self = problem.map(OutputError.disk) ?? .other(errno: code)
  }

  /// The error with a larger number of bytes still to be written.
  fileprivate func adding(neededBytes: Int) -> OutputError {
    guard case .disk(var problem) = self else { return self }
    problem.neededBytes = (problem.neededBytes ?? 0) + Int64(neededBytes)
    return .disk(problem)
  }
}

extension OutputError: CustomStringConvertible {
  var description: String {
    switch self {
    case .disk(let problem): "cannot write to standard output: \(problem)"
    case .other(let code): "cannot write to standard output: \(String(cString: strerror(code)))"
    }
  }
}
