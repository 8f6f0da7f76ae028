import Foundation

/// Where messages go that are not the answer: notices, errors, progress.
enum StandardError {
  /// Whether a person is looking.
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Writes a message, its control characters but line breaks escaped: names may hold any.
  static func print(_ line: String) {
    write(line.escapingControlCharacters + "\n")
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

extension String {
  /// The text with control characters, but for line breaks, as `\\u{…}`: a terminal would carry them out.
  var escapingControlCharacters: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      text += scalar.isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { properties.generalCategory == .control && self != "\n" }
}
