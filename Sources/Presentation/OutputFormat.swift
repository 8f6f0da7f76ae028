/// The forms in which a report can be printed.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// Aligned columns for people.
  case table
  /// Comma-separated values by RFC 4180.
  case csv
  /// One JSON object whose rows stand on lines of their own.
  case json
}
