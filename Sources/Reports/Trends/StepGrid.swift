import Capacity

/// The steps of a trend: spans of equal length that begin at multiples of it, weeks on Mondays.
struct StepGrid: Hashable {
  /// The length of a step.
  let seconds: Int64
  /// The beginnings of the steps, earliest first.
  let beginnings: [Timestamp]

  /// Lays steps over a span, which is widened to whole ones.
  ///
  /// - Parameters:
  ///   - stepSeconds: the length; nil chooses the shortest convenient one that gives no more than `stepCount` steps.
  ///   - rhythm: the distance between collections; a shorter step is not chosen, as it would often have none.
  init(over span: Range<Timestamp>, stepSeconds: Int64?, stepCount: Int, rhythm: Int64 = 0) {
    let length = span.upperBound - span.lowerBound
    let seconds = stepSeconds ?? Self.convenient(for: length, stepCount: stepCount, rhythm: rhythm)
    let first = Self.beginning(of: span.lowerBound, seconds)
    self.seconds = seconds
    beginnings = stride(from: first.seconds, to: span.upperBound.seconds, by: Int(seconds)).map {
      Timestamp(seconds: $0)
    }
  }

  /// The span that the steps cover together.
  var span: Range<Timestamp> {
    guard let first = beginnings.first, let last = beginnings.last else { return Self.nothing }
    return first..<(last + seconds)
  }

  /// The beginning of the step that holds a moment, also one before or after the steps.
  func beginning(ofStepWith moment: Timestamp) -> Timestamp { Self.beginning(of: moment, seconds) }

  private static let nothing = Timestamp(seconds: 0)..<Timestamp(seconds: 0)
  private static let week: Int64 = 7 * 86_400
  /// 1970-01-05, the first Monday since the epoch.
  private static let monday: Int64 = 4 * 86_400

  private static func beginning(of moment: Timestamp, _ seconds: Int64) -> Timestamp {
    let origin = seconds % week == 0 ? monday : 0
    return (moment + -origin).bucket(of: seconds) + origin
  }

  /// Steps under an hour are counted anew from every collection of the span, so a choice falls on them for some hours
  /// only.
  private static func convenient(for length: Int64, stepCount: Int, rhythm: Int64) -> Int64 {
    let fine: [Int64] = length <= 6 * 3600 ? [300, 600, 900, 1800] : []
    let coarse: [Int64] = [1, 2, 3, 6, 12].map { $0 * 3600 } + [1, 2, 7, 14, 28, 56, 91, 182, 364].map { $0 * 86_400 }
    return (fine + coarse).first { $0 >= rhythm && length <= $0 * Int64(max(1, stepCount)) } ?? 364 * 86_400
  }
}
