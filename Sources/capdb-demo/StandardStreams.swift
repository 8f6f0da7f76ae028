import Disk
import Foundation

/// Where the answers go.
enum StandardOutput {
  /// Writes bytes to the last.
  ///
  /// - Throws: `OutputError`: a full disk behind `>`.
  static func write(_ bytes: [UInt8]) throws(OutputError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw OutputError(errno: errno)
      }
    }
  }
}

/// Standard output cannot be written.
struct OutputError: Error, CustomStringConvertible {
  let errno: Int32

  var description: String {
    let problem = DiskProblem(errno: errno, descriptor: STDOUT_FILENO)
    return "cannot write to standard output: \(problem.map { "\($0)" } ?? String(cString: strerror(errno)))"
  }
}

/// Where messages go that are not the answer.
enum StandardError {
  static func write(_ text: String) {
    // A reader that went away is no reason to fail.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Shows on a terminal what is being done, in place of what was shown before.
  static func show(_ text: String) {
    // To the beginning of the line, and erase it (ECMA-48 EL).
    if isatty(STDERR_FILENO) == 1 { write("\r\u{1B}[K" + text) }
  }
}
