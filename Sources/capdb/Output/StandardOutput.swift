import Foundation

/// Where answers go. Gathers small pieces into large writes.
struct StandardOutput: ~Copyable {
  /// Whether a person is looking.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 16

  init() {
    buffer.reserveCapacity(Self.bufferSize * 2)
  }

  /// Writes one line at once.
  ///
  /// - Throws: `OutputError`.
  static func print(_ line: String) throws(OutputError) {
    var output = StandardOutput()
    try output.write(Array("\(line)\n".utf8))
    try output.flush()
  }

  /// Adds UTF-8 text.
  ///
  /// - Throws: `OutputError` where the text cannot be written: a full disk behind `>`.
  mutating func write(_ text: [UInt8]) throws(OutputError) {
    buffer.append(contentsOf: text)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes what has been gathered.
  mutating func flush() throws(OutputError) {
    let failure = buffer.withUnsafeBytes(Self.writeAll)
    buffer.removeAll(keepingCapacity: true)
    guard let failure else { return }
    // The reader has what it wanted (`| head`): end as a program does that has not heard of pipes.
    if failure == EPIPE {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    throw OutputError(reason: String(cString: strerror(failure)))
  }

  /// Writes all bytes to descriptor 1; the error number where it fails.
  private static func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int32? {
    var written = 0
    while written < bytes.count {
      let count = Foundation.write(STDOUT_FILENO, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      written += count
    }
    return nil
  }
}

/// Standard output cannot be written.
struct OutputError: Error, CustomStringConvertible {
  /// The operating system's words.
  var reason: String

  var description: String { "cannot write to standard output: \(reason)" }
}
