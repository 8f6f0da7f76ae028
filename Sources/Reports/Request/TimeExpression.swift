public import Capacity

/// A moment as users write it: a distance into the past, or a point in time.
public enum TimeExpression: Hashable, Sendable {
  /// So many seconds before the present.
  case ago(seconds: Int64)
  /// This moment.
  case moment(Timestamp)

  /// The longest distance into the past, in seconds: a century.
  static let longestDistance: Int64 = 100 * 365 * 86_400

  /// Reads a time.
  ///
  /// A time is a length of time as `DurationText` reads it (`90m`, `24h`, `30d`, `12w`, `1y`), the word `now`, or an
  /// ISO 8601 time: a date, which stands for its midnight, or a date and a time with or without seconds. A time without
  /// an offset is in UTC.
  ///
  /// - Parameter option: the option that the text was written for, such as `--since`; errors name it.
  /// - Throws: `ReportError.badTime` for anything else, which includes dates that do not exist and distances of more
  ///   than a century.
  public init(parsing text: String, option: String) throws(ReportError) {
    if text == "now" {
      self = .ago(seconds: 0)
    } else if let seconds = DurationText(text)?.seconds, seconds <= Self.longestDistance {
      self = .ago(seconds: seconds)
    } else if let moment = Self.moment(text) {
      self = .moment(moment)
    } else {
      throw ReportError.badTime(text, option: option)
    }
  }

  /// The moment itself, seen from `now`.
  public func resolved(at now: Timestamp) -> Timestamp {
    switch self {
    case .ago(let seconds): now + -seconds
    case .moment(let moment): moment
    }
  }

  /// Completes a shortened ISO 8601 time to RFC 3339, where neither the seconds nor the offset are optional.
  private static func moment(_ text: String) -> Timestamp? {
    let date = text.prefix(10)
    var time = text.dropFirst(10)
    guard !time.isEmpty else { return Timestamp(rfc3339: "\(date)T00:00:00Z") }
    let offsetStart = time.firstIndex { "Zz+-".contains($0) } ?? time.endIndex
    let offset = offsetStart == time.endIndex ? "Z" : time[offsetStart...]
    time = time[..<offsetStart]
    return Timestamp(rfc3339: "\(date)\(time)\(time.count == 6 ? ":00" : "")\(offset)")
  }
}
