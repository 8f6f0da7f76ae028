public import Capacity

/// A moment as users write it: a distance into the past, or a point in time.
public enum TimeExpression: Hashable, Sendable {
  /// So many seconds before the present.
  case ago(seconds: Int64)
  /// This moment.
  case moment(Timestamp)

  /// Reads a time.
  ///
  /// Either a whole number and a unit (`90m`, `24h`, `30d`, `12w`, `1y`; a year has 365 days), the word `now`, or an
  /// ISO 8601 time: a date (its midnight), or a date and a time with or without seconds. Without an offset it is UTC.
  /// - Throws: `ReportError.badTime` for anything else, dates that do not exist and spans over a century included.
  public init(parsing text: String) throws(ReportError) {
    if text == "now" {
      self = .ago(seconds: 0)
    } else if let seconds = Self.duration(text) {
      self = .ago(seconds: seconds)
    } else if let moment = Self.moment(text) {
      self = .moment(moment)
    } else {
      throw ReportError.badTime(text)
    }
  }

  /// The moment itself, seen from `now`.
  public func resolved(at now: Timestamp) -> Timestamp {
    switch self {
    case .ago(let seconds): now + -seconds
    case .moment(let moment): moment
    }
  }

  private static let unitSeconds: [Character: Int64] = [
    "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400,
  ]
  private static let longestSeconds: Int64 = 100 * 365 * 86_400

  private static func duration(_ text: String) -> Int64? {
    guard let last = text.last, let unit = unitSeconds[last] else { return nil }
    let digits = text.dropLast()
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int64(digits) else {
      return nil
    }
    let (seconds, overflow) = number.multipliedReportingOverflow(by: unit)
    return overflow || seconds > longestSeconds ? nil : seconds
  }

  /// Fills a shortened ISO 8601 time up to RFC 3339, which has neither optional seconds nor an optional offset.
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
