import Capacity

/// The horizontal axis of a chart: which columns carry a time.
struct ChartTimeAxis {
  /// A column with a label below it, which begins there.
  struct Tick: Hashable {
    let column: Int
    let label: String
  }

  let ticks: [Tick]

  /// - Parameters:
  ///   - from: the beginning of the first step.
  ///   - seconds: how long all steps are together.
  ///   - width: the columns that they take.
  init(from: Timestamp, seconds: Int64, stepSeconds: Int64, width: Int) {
    let interval = Self.interval(seconds: seconds, stepSeconds: stepSeconds, width: width)
    let marked = Self.moments(from: from, seconds: seconds, every: interval).compactMap { moment -> Tick? in
      let column = Int((moment - from) * Int64(width) / max(1, seconds))
      let label = Self.label(moment, interval: interval)
      return column + label.utf8.count <= width ? Tick(column: column, label: label) : nil
    }
    ticks = marked.isEmpty ? [Tick(column: 0, label: Self.label(from, interval: interval))] : marked
  }

  private static let day: Int64 = 86_400
  /// Intervals that people count in, from a minute to ten years.
  private static let intervals: [Int64] =
    [1, 5, 15, 30, 60, 180, 360, 720].map { $0 * 60 }
    + [1, 2, 7, 14, 28, 91, 182, 364, 728, 1820, 3640].map { $0 * day }
  /// From here on a label is a month, which then never comes twice.
  private static let quarter = 91 * day

  /// The shortest interval whose labels keep apart.
  private static func interval(seconds: Int64, stepSeconds: Int64, width: Int) -> Int64 {
    let fitting = intervals.first { interval in
      let labelWidth: Int64 = interval >= quarter ? 7 : 5
      return interval >= stepSeconds && interval * Int64(max(1, width)) >= (labelWidth + 3) * seconds
    }
    return fitting ?? intervals[intervals.count - 1]
  }

  /// The multiples of the interval in the span; weeks begin on Mondays.
  private static func moments(from: Timestamp, seconds: Int64, every interval: Int64) -> [Timestamp] {
    // The epoch was a Thursday.
    let offset = interval % (7 * day) == 0 ? 4 * day : 0
    let past = (from.seconds - offset) % interval
    let first = past == 0 ? from.seconds : from.seconds - past + (past > 0 ? interval : 0)
    return stride(from: first, to: from.seconds + max(1, seconds), by: Int64.Stride(interval)).map {
      Timestamp(seconds: $0)
    }
  }

  /// The month or the day where a label stands for one, else the time of day.
  private static func label(_ moment: Timestamp, interval: Int64) -> String {
    let text = moment.description
    if interval >= quarter { return String(text.prefix(7)) }
    let isDay = interval >= day || moment.seconds % day == 0
    return String(isDay ? text.dropFirst(5).prefix(5) : text.dropFirst(11).prefix(5))
  }
}
