import Capacity
import Reports

/// The limit of a chart's values: one number for all steps, or a column of totals.
struct ChartCeiling {
  /// The limit of all steps.
  let maximum: Double?
  /// The column of the totals.
  let column: Int?
  /// The limit at each step.
  let values: [Double?]

  init(_ steps: TrendSteps, _ series: TrendSteps.Series) {
    let name = steps.table.columns[steps.valueColumn].name
    let maximum = name == steps.shape.value ? steps.shape.maximum.map(Double.init) : nil
    let column =
      maximum != nil
      ? nil : steps.shape.totals[name].flatMap { total in steps.table.columns.firstIndex { $0.name == total } }
    self.maximum = maximum
    self.column = column
    values =
      column.map { steps.points(of: series, column: $0).map(\.value) } ?? steps.times.map { _ in maximum }
  }

  /// The limits at each column of a chart.
  func resampled(to width: Int) -> [Double?] {
    values.map { $0.map { .value($0, .plain) } ?? .nothing }.resampled(to: width).map(\.value)
  }
}

/// The vertical scale of a chart: from 0 up in four equal divisions of round numbers.
struct ChartScale {
  /// The value at the top.
  let top: Double
  private let kind: ReportColumn.Kind

  static let divisions = 4

  /// - Parameters:
  ///   - highest: the highest value that is drawn.
  ///   - maximum: the highest there can be, which then is the top; nil if there is none.
  init(highest: Double, maximum: Double?, kind: ReportColumn.Kind) {
    self.kind = kind
    top = maximum ?? Self.division(atLeast: highest / Double(Self.divisions), kind) * Double(Self.divisions)
  }

  /// The labels from 0 to the top, one for each line between divisions.
  var labels: [String] {
    (0...Self.divisions).map { label(top * Double($0) / Double(Self.divisions)) }
  }

  private func label(_ value: Double) -> String {
    let cell = Int64(exactly: value).map(ReportCell.integer) ?? ReportCell(FixedDecimal(rounding: value, digits: 2))
    return cell.humanText(of: kind)
  }

  /// The lowest round number that is at least `size`: for bytes a power of two, for seconds a common length of time, else
  /// 1, 2, 2.5 or 5 times a power of ten, and a whole number for counts.
  static func division(atLeast size: Double, _ kind: ReportColumn.Kind) -> Double {
    switch kind {
    case .bytes: powerOfTwo(atLeast: size)
    case .seconds: lengths.first { $0 >= size } ?? 86_400 * round(atLeast: size / 86_400, isCounted: true)
    case .decimal, .percent: round(atLeast: size, isCounted: false)
    default: round(atLeast: size, isCounted: true)
    }
  }

  /// From a second to twelve hours.
  private static let lengths: [Double] =
    [1, 2, 5, 10, 15, 30] + [1, 2, 5, 10, 15, 30].map { $0 * 60 } + [1, 2, 3, 6, 12].map { $0 * 3600 }

  private static func powerOfTwo(atLeast size: Double) -> Double {
    var power = 1.0
    while power < size { power *= 2 }
    return power
  }

  private static func round(atLeast size: Double, isCounted: Bool) -> Double {
    var unit = 1.0
    while unit * 10 <= size { unit *= 10 }
    if size > 0, !isCounted { while unit > size, unit > 0.01 { unit /= 10 } }
    let multiples = [1, 2, 2.5, 5, 10].lazy.map { $0 * unit }
    return multiples.first { $0 >= size && (!isCounted || $0 == $0.rounded()) } ?? unit * 10
  }
}

/// The horizontal axis of a chart: which columns have a time below them.
struct ChartTimeAxis {
  /// A column with a label below it, which begins there.
  struct Tick: Hashable {
    let column: Int
    let label: String
  }

  let ticks: [Tick]

  /// - Parameters:
  ///   - from: the beginning of the first step.
  ///   - seconds: the length of all steps together.
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
  /// Round intervals, from a minute to ten years.
  private static let intervals: [Int64] =
    [1, 5, 15, 30, 60, 180, 360, 720].map { $0 * 60 }
    + [1, 2, 7, 14, 28, 91, 182, 364, 728, 1820, 3640].map { $0 * day }
  /// From this interval on a label is a month; no month is labelled twice.
  private static let quarter = 91 * day

  /// The shortest interval whose labels do not touch.
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

/// The body of a chart: columns that rise from the bottom, and the line of the limit.
struct ChartColumns {
  let points: [TrendPoint]
  /// The limit in each column; nil where it is unknown.
  let limits: [Double?]
  let top: Double
  /// Its height in lines.
  let height: Int
  let glyphs: Glyphs

  /// The marks of a line, counted from the bottom.
  func marks(ofLine line: Int) -> [Mark] {
    points.indices.map { column in
      let limit = limits[column].map { lineOfLimit($0) == line ? glyphs.limit : " " } ?? " "
      switch points[column] {
      case .nothing: return Mark(text: limit)
      case .gap: return Mark(text: line == 0 ? glyphs.gap : limit)
      case .value(let value, let tone):
        guard let text = text(eighths(of: value) - line * 8) else { return Mark(text: limit) }
        return Mark(text: text, tone: tone)
      }
    }
  }

  /// The character of a line into which a column reaches by so many eighths; nil for none.
  private func text(_ eighths: Int) -> String? {
    if eighths <= 0 { return nil }
    return eighths >= 8 ? glyphs.full : glyphs.columnTops[eighths - 1]
  }

  /// The height of a value in eighths of a line; a value above zero is always visible.
  func eighths(of value: Double) -> Int {
    guard top > 0, value > 0 else { return 0 }
    return max(1, Int((min(value / top, 1) * Double(height * 8)).rounded()))
  }

  private func lineOfLimit(_ limit: Double) -> Int {
    guard top > 0 else { return -1 }
    return Int((min(max(limit / top, 0), 1) * Double(height)).rounded(.up)) - 1
  }
}
