extension ReportError: CustomStringConvertible {
  /// One line: what is wrong and what to write instead.
  public var description: String {
    switch self {
    case .unknownTopic(let name, let known):
      "there is no report topic '\(name)'; the topics are \(known.joined(separator: ", "))"
    case .unknownColumn(let name, let topic, let known):
      "the report '\(topic)' has no column '\(name)'; its columns are \(known.joined(separator: ", "))"
    case .unknownGrouping(let name, let topic, let known):
      known.isEmpty
        ? "the report '\(topic)' cannot be divided with --by"
        : "the report '\(topic)' cannot be divided by '\(name)'; --by takes \(known.joined(separator: ", "))"
    case .unknownCluster(let name, let known):
      "the history has no cluster '\(name)'; it has \(known.joined(separator: ", "))"
    case .unknownSeries(let name, let known):
      known.isEmpty
        ? "the span has no series at all, so none called '\(name)'"
        : "the span has no series '\(name)'; it has \(Self.list(known))"
    case .badTime(let text, let option):
      "'\(text)' is no time; \(option) takes a distance into the past, which is a whole number and a unit "
        + "(s, m, h, d, w or y) such as 90m, 24h or 30d, up to 100y, or an ISO 8601 time such as 2026-11-23 or "
        + "2026-11-23T04:39:15Z"
    case .badSortOrder(let text):
      "'\(text)' is no order; write COLUMN, COLUMN:asc or COLUMN:desc"
    case .badLimit(let limit):
      "\(limit) is no number of rows; --limit takes 0 or more"
    case .unfitOption(let option, let topic, let instead):
      "the report '\(topic)' has no \(option); use \(instead)"
    case .emptySpan(let since, let until):
      "the span ends (\(until)) before it begins (\(since)); --since must be earlier than --until"
    case .emptyHistory:
      "nothing has been collected into this database yet; run capdb collect first"
    case .nothingSucceeded:
      "no collection of these clusters has had any success yet; capdb status tells what failed"
    case .nothingRecorded(let moment, let first):
      "nothing was recorded up to \(moment); the first collection is of \(first)"
    }
  }

  /// The first of many names, and how many more there are.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }
}
