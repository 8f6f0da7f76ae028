import Capacity
import Foundation
import Logging
import Settings
import TextEncoding

/// The stream for messages that are not part of the answer: notices, errors and progress.
enum StandardError {
  /// Whether it is a terminal.
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Writes a message. Control characters other than line breaks are escaped, since names may contain any.
  static func print(_ line: String) {
    write(line.escapingControlCharacters + "\n")
  }

  /// Replaces the line of progress on a terminal; nil removes it.
  static func show(_ text: String?) {
    guard isTerminal else { return }
    // To the beginning of the line, and erase it (ECMA-48 EL).
    write("\r\u{1B}[K" + (text ?? ""))
  }

  /// Writes text as it is.
  static func write(_ text: String) {
    // A closed pipe on the other end is no reason to fail.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

extension String {
  /// The text with all control characters but line breaks written as `\\u{…}`, so that no terminal acts on them.
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

/// Writes log messages to stderr, as text or as one JSON object a line.
struct StandardErrorLogHandler: LogHandler {
  var format: LogSettings.Format
  var logLevel: Logger.Level
  /// Writes a line. A progress display can replace it, to clear itself away first.
  var write: @Sendable (String) -> Void = { StandardError.print($0) }
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let facts = metadata.merging(event.metadata ?? [:]) { $1 }
    let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    write(line(at: now, level: event.level, message: event.message.description, facts: facts))
  }

  private func line(at now: Timestamp, level: Logger.Level, message: String, facts: Logger.Metadata) -> String {
    let facts = facts.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
    switch format {
    case .text:
      let tail = facts.map { " \($0.0)=\($0.1)" }.joined()
      return "\(now) \(level.rawValue) \(message)\(tail)"
    case .json:
      let pairs = [("time", "\(now)"), ("level", level.rawValue), ("message", message)] + facts
      return "{" + pairs.map { "\(JSONString.quoted($0.0)):\(JSONString.quoted($0.1))" }.joined(separator: ",") + "}"
    }
  }
}
