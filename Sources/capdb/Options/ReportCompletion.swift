import Capacity
import Foundation
import History
import Reports
import Settings

/// The values that a shell offers for options whose values depend on the rest of the command line.
enum ReportCompletion {
  /// The columns of the topic.
  static func columns(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
    topic(of: words).columns.map(\.name)
  }

  /// The columns of the topic that hold numbers.
  static func numbers(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
    topic(of: words).columns.filter(\.kind.isNumeric).map(\.name)
  }

  /// The values of `--by` for the topic.
  static func groupings(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
    namedTopic(of: words).groupings
  }

  /// The clusters of the history; none if there is no history yet.
  static func clusters(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
    let configuration = ConfigurationFile.locate(
      explicit: value(of: "--config", in: words), environment: ProcessInfo.processInfo.environment
    ).flatMap { try? ConfigurationFile.read($0) }
    let path = ConfigurationFile.databasePath(
      explicit: value(of: "--db", in: words), configuration: configuration ?? CapdbConfiguration(),
      environment: ProcessInfo.processInfo.environment)
    guard let path, let clusters = try? HistoryLocation(path).reader().clusters() else { return [] }
    return Set(clusters.map(\.identity.name)).sorted()
  }

  /// The topic after `--by` has been applied to it.
  private static func topic(of words: [String]) -> Topic {
    namedTopic(of: words).divided(by: value(of: "--by", in: words))
  }

  private static func namedTopic(of words: [String]) -> Topic {
    words.lazy.compactMap { word in Topic.all.first { $0.name == word } }.first ?? Topic.all[0]
  }

  private static func value(of option: String, in words: [String]) -> String? {
    guard let index = words.lastIndex(of: option), index + 1 < words.count else { return nil }
    return words[index + 1]
  }
}
