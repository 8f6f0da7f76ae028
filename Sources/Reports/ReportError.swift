public import Capacity

/// Why a report could not be made.
public enum ReportError: Error, Hashable, Sendable {
  /// There is no topic of this name.
  case unknownTopic(String, known: [String])
  /// The topic has no column of this name.
  case unknownColumn(String, topic: String, known: [String])
  /// The topic cannot be divided this way; none of `known` means that it cannot be divided at all.
  case unknownGrouping(String, topic: String, known: [String])
  /// The history has no cluster of this name.
  case unknownCluster(String, known: [String])
  /// The trend has no series of this name.
  case unknownSeries(String, known: [String])
  /// A text that an option does not take as a time.
  case badTime(String, option: String)
  /// A text that `--ip` does not take as an address.
  case badAddress(String)
  /// Text that is no order.
  case badSortOrder(String)
  /// A limit below zero.
  case badLimit(Int)
  /// An option that the topic does not have, for example `--since`.
  case unfitOption(String, topic: String, instead: String)
  /// A span that ends before it begins.
  case emptySpan(since: Timestamp, until: Timestamp)
  /// Nothing was ever collected.
  case emptyHistory
  /// No collection of the clusters succeeded, not even in part.
  case nothingSucceeded
  /// The first collection came later than the requested moment.
  case nothingRecorded(at: Timestamp, first: Timestamp)
  /// A cluster, or all of them if nil, may be on servers of the hub that cannot be reached.
  case outOfReach(String?, servers: [String])
}

extension ReportError {
  /// Whether the command line is at fault (exit code 64) and not the history (exit code 1).
  public var isUsageError: Bool {
    switch self {
    case .unknownTopic, .unknownColumn, .unknownGrouping, .badTime, .badAddress, .badSortOrder, .badLimit, .unfitOption,
      .emptySpan:
      true
    case .unknownCluster, .unknownSeries, .emptyHistory, .nothingSucceeded, .nothingRecorded, .outOfReach: false
    }
  }
}

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
    case .badAddress(let text):
      "'\(text)' is no address; --ip takes an IPv4 or IPv6 address such as 192.168.3.104"
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
    case .outOfReach(let cluster, let servers):
      "what the hub has of \(cluster.map { "cluster '\($0)'" } ?? "any cluster") is unknown: "
        + "\(servers.joined(separator: " and ")) cannot be reached"
    case .nothingSucceeded:
      "no collection of these clusters has had any success yet; capdb status shows what failed"
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
