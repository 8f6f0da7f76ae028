import Foundation

/// Where messages go that are not the answer: notices, errors, progress.
enum StandardError {
  /// Whether a person is looking.
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Writes one line.
  static func print(_ line: String) {
    write(line + "\n")
  }

  /// Shows on a terminal what is being done, in place of what was shown before; nil shows nothing.
  static func show(_ text: String?) {
    guard isTerminal else { return }
    // To the beginning of the line, and erase it (ECMA-48 EL).
    write("\r\u{1B}[K" + (text ?? ""))
  }

  /// Writes text as it is.
  static func write(_ text: String) {
    // A reader that went away (a closed pipe) is no reason to fail.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
