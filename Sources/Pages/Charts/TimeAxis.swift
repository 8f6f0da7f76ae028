import Capacity
import Presentation

/// Time from left to right.
struct TimeAxis: Sendable {
  let span: Range<Timestamp>

  /// The place of a moment, as a share of the width in percent; moments outside of the span are put at its ends.
  func percent(_ moment: Timestamp) -> Double {
    let inside = min(max(moment, span.lowerBound), span.upperBound)
    return 100 * Double(inside - span.lowerBound) / Double(max(1, length))
  }

  private var length: Int64 { span.upperBound - span.lowerBound }

  /// A moment with a label.
  struct Tick: Hashable {
    let moment: Timestamp
    let label: String
  }

  /// The moments that are labelled: at most seven, at beginnings of months, days or hours.
  var ticks: [Tick] { length > 100 * 86_400 ? monthTicks : regularTicks }

  private static let most: Int64 = 7

  private var regularTicks: [Tick] {
    let hours: [Int64] = [1, 2, 3, 6, 12].map { $0 * 3600 }
    let days: [Int64] = [1, 2, 7, 14, 21].map { $0 * 86_400 }
    let step = (hours + days).first { length / $0 < Self.most } ?? 28 * 86_400
    let first = (span.lowerBound.seconds + step - 1) / step * step
    return stride(from: first, to: span.upperBound.seconds, by: Int(step)).map { seconds in
      let moment = Timestamp(seconds: seconds)
      return Tick(moment: moment, label: Self.label(of: moment, step: step))
    }
  }

  /// `11-23`, or `14:00` between the days.
  private static func label(of moment: Timestamp, step: Int64) -> String {
    let text = moment.description
    let isDay = moment.seconds % 86_400 == 0
    return step % 86_400 == 0 || isDay ? String(text.dropFirst(5).prefix(5)) : String(text.dropFirst(11).prefix(5))
  }

  private var monthTicks: [Tick] {
    let months = beginningsOfMonths
    let step = [1, 2, 3, 6, 12, 24, 60].first { months.count / $0 < Int(Self.most) - 1 } ?? 120
    return months.enumerated().filter { $0.offset % step == 0 }.map { _, moment in
      Tick(moment: moment, label: String(moment.description.prefix(7)))
    }
  }

  private var beginningsOfMonths: [Timestamp] {
    let text = span.lowerBound.description
    guard var year = Int(text.prefix(4)), var month = Int(text.dropFirst(5).prefix(2)) else { return [] }
    var months: [Timestamp] = []
    while true {
      (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
      let date = "\(year)-\(month < 10 ? "0" : "")\(month)-01T00:00:00Z"
      guard let moment = Timestamp(rfc3339: date), moment < span.upperBound else { return months }
      months.append(moment)
    }
  }
}

/// Values from the bottom to the top, from zero on.
struct ValueAxis: Sendable {
  /// The value at the top.
  let top: Double
  /// What is written behind a number: `%`.
  let unit: String
  /// The values that have a line.
  let ticks: [Double]

  /// Percentages; more than 100 where something is used beyond its limit.
  static func percent(highest: Double) -> ValueAxis {
    let top = highest > 100 ? min(200, (highest / 10).rounded(.up) * 10) : 100
    return ValueAxis(top: top, unit: "%", ticks: [0, 25, 50, 75, 100])
  }

  /// Counts up to a highest one.
  static func count(highest: Double) -> ValueAxis {
    let step = Self.step(for: max(highest, 1) / 4)
    let count = max(1, (max(highest, 1) / step).rounded(.up))
    return ValueAxis(top: count * step, unit: "", ticks: (0...Int(count)).map { Double($0) * step })
  }

  /// 1, 2 or 5 times a power of ten, no less than a number.
  private static func step(for least: Double) -> Double {
    var power = 1.0
    while power * 10 <= least { power *= 10 }
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= least } ?? power * 10
  }

  /// The place of a value, as a share of the height in percent from the top; values above the top are put there.
  func percent(_ value: Double) -> Double {
    100 - 100 * min(max(value, 0), top) / top
  }
}
