import Capacity
import Settings
import Foundation
import Logging
import TextEncoding

/// Writes log messages to stderr, as text or as one JSON object a line.
struct StandardErrorLogHandler: LogHandler {
  /// Text or JSON.
  var format: LogSettings.Format
  var logLevel: Logger.Level
  /// Writes a line; the progress display steps aside for it.
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
