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
  /// No collection of the clusters had any success.
  case nothingSucceeded
  /// The first collection came later than the asked moment.
  case nothingRecorded(at: Timestamp, first: Timestamp)
}

extension ReportError {
  /// Whether the command line is at fault (exit code 64) and not the history (exit code 1).
  public var isUsageError: Bool {
    switch self {
    case .unknownTopic, .unknownColumn, .unknownGrouping, .badTime, .badSortOrder, .badLimit, .unfitOption,
      .emptySpan:
      true
    case .unknownCluster, .unknownSeries, .emptyHistory, .nothingSucceeded, .nothingRecorded: false
    }
  }
}
