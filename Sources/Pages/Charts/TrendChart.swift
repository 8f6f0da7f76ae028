import Capacity
import Presentation
import Reports

/// One series of a trend over time: a line with its area, gaps where nothing is known, the limit and the thresholds of a
/// percentage, and the forecast as a dashed line in a band.
struct TrendChart {
  let id: String
  let title: String
  let steps: TrendSteps
  let series: TrendSteps.Series
  /// The time axis; it may go beyond the steps, for the forecast.
  let time: TimeAxis
  /// What is expected; not drawn for what is full already.
  var forecast: ForecastCurve?

  /// The shares from which terminals and pages colour a value (`ReportTone.share`).
  private static let thresholds = [80.0, 90.0]

  /// A known value with its place, or the end of a row of known values.
  private struct Point {
    let step: Int
    let middle: Timestamp
    let value: Double
  }

  var html: HTML {
    let frame = PlotFrame(time: time, title: title, description: description, id: id)
    let axis = axis
    let plot = frame.svg(values: axis, shapes: shapes(frame, axis), labels: labels(frame))
    return ChartFigure(title: title, remark: remark, plot: plot, values: values).html
  }

  private var isPercentage: Bool { steps.shape.maximum == 100 }

  private var points: [TrendPoint] { steps.points(of: series, column: steps.valueColumn) }

  /// Rows of known values without a gap between them.
  private var runs: [[Point]] {
    var runs: [[Point]] = [[]]
    for (step, point) in points.enumerated() {
      if case .value(let value, _) = point {
        runs[runs.count - 1].append(Point(step: step, middle: middle(of: step), value: value))
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  private func middle(of step: Int) -> Timestamp {
    let begin = steps.times[step]
    return min(begin + (steps.stepSeconds ?? 0) / 2, time.span.upperBound)
  }

  private var axis: ValueAxis {
    let highest = points.compactMap(\.value).max() ?? 0
    return isPercentage ? .percent(highest: highest) : .count(highest: highest)
  }

  private var unit: String { isPercentage ? "%" : "" }
}

extension TrendChart {
  private func shapes(_ frame: PlotFrame, _ axis: ValueAxis) -> [HTML] {
    let lines = runs.map { recordedLine(of: $0, frame, axis) }
    var (area, line) = (PlotPath(), PlotPath())
    for points in lines {
      area.addArea(upper: points, lower: points.map { ($0.x, PlotFrame.full) })
      line.addLine(points)
    }
    return gaps(frame) + [area.element(class: "area")] + limits(axis) + forecastShapes(frame, axis)
      + [line.element(class: "line")]
  }

  /// The line of known steps, from the beginning of the first to the end of the last.
  private func recordedLine(of run: [Point], _ frame: PlotFrame, _ axis: ValueAxis) -> [(x: Double, y: Double)] {
    var points = run.map { (x: frame.x($0.middle), y: axis.percent($0.value) * 10) }
    guard let first = run.first, let last = run.last else { return points }
    points.insert((frame.x(steps.times[first.step]), axis.percent(first.value) * 10), at: 0)
    points.append((frame.x(min(end(of: last.step), lastKnown)), axis.percent(last.value) * 10))
    return points
  }

  /// Where the forecast begins: the line of what was recorded goes no further.
  private var lastKnown: Timestamp { runs.last?.last?.middle ?? time.span.upperBound }

  /// A grey field for each row of unknown steps.
  private func gaps(_ frame: PlotFrame) -> [HTML] {
    var fields: [(from: Int, to: Int)] = []
    for (step, point) in points.enumerated() where point == .gap {
      if fields.last?.to == step { fields[fields.count - 1].to = step + 1 } else { fields.append((step, step + 1)) }
    }
    return fields.map { field in
      let (from, to) = (frame.x(steps.times[field.from]), frame.x(end(of: field.to - 1)))
      return .element(
        "rect", [.class("gap"), .init("x", from), .init("width", max(1, to - from)), .init("height", PlotFrame.full)])
    }
  }

  private func end(of step: Int) -> Timestamp { steps.times[step] + (steps.stepSeconds ?? 0) }

  private func limits(_ axis: ValueAxis) -> [HTML] {
    guard isPercentage else { return [] }
    return (Self.thresholds.map { ($0, "threshold") } + [(100, "limit")]).map { value, name in
      let y = axis.percent(value) * 10
      return .element(
        "line", [.class(name), .init("x2", PlotFrame.full), .init("y1", y), .init("y2", y)])
    }
  }

  private func forecastShapes(_ frame: PlotFrame, _ axis: ValueAxis) -> [HTML] {
    guard let forecast, let last = runs.last?.last, forecast.row.total > 0 else { return [] }
    let scale = isPercentage ? 100 / Double(forecast.row.total) : 1
    let days = forecastDays
    func line(_ value: (ForecastCurve.Day) -> Double) -> [(x: Double, y: Double)] {
      [(frame.x(last.middle), axis.percent(last.value) * 10)]
        + days.map { (frame.x($0.time), axis.percent(value($0) * scale) * 10) }
    }
    var (band, median) = (PlotPath(), PlotPath())
    guard !days.isEmpty else { return [] }
    band.addArea(upper: line(\.high), lower: line(\.low))
    median.addLine(line(\.median))
    return [band.element(class: "band"), median.element(class: "forecast")]
  }

  /// The word at the beginning of the forecast, where there is room for it.
  private func labels(_ frame: PlotFrame) -> [HTML] {
    guard !forecastDays.isEmpty, let last = runs.last?.last else { return [] }
    let place = time.percent(last.middle)
    guard place < 88 else { return [] }
    return [
      .element(
        "text", [.init("x", "\(HTMLAttribute.text(of: place + 1))%"), .init("y", PlotFrame.top + frame.height - 6)],
        "forecast")
    ]
  }
}

extension TrendChart {
  /// The last known value, and when it is full: one line for the caption.
  private var remark: String {
    guard let row = steps.lastKnownRow(of: series),
      let value = steps.table.cell(row: row, column: steps.valueColumn).number
    else { return "unknown in the whole span" }
    let percent = "\(HTMLAttribute.text(of: value))\(unit)"
    return [share(row).map { "\($0) (peak \(percent))" } ?? percent, forecast?.row.fullText]
      .compactMap(\.self).joined(separator: "; ")
  }

  /// `812 of 1000`.
  private func share(_ row: Int) -> String? {
    guard let (used, total) = steps.shape.totals.first, let used = number(used, row), let total = number(total, row)
    else { return nil }
    return "\(used) of \(total) used"
  }

  private func number(_ column: String, _ row: Int) -> String? {
    guard let index = steps.table.columns.firstIndex(where: { $0.name == column }) else { return nil }
    let cell = steps.table.cell(row: row, column: index)
    return cell == .absent ? nil : cell.humanText(of: steps.table.columns[index].kind)
  }

  /// The numbers in words.
  private var description: String {
    let known = runs.flatMap(\.self)
    guard let low = known.min(by: { $0.value < $1.value }), let high = known.max(by: { $0.value < $1.value }) else {
      return remark
    }
    func text(_ point: Point) -> String {
      "\(HTMLAttribute.text(of: point.value))\(unit) on \(Humanized.shortMoment(steps.times[point.step]))"
    }
    let gaps = points.count { $0 == .gap }
    return "\(remark). Lowest \(text(low)), highest \(text(high))."
      + (gaps > 0 ? " Nothing is known of \(gaps) of \(points.count) steps." : "")
  }

  private var values: ChartFigure.ValueTable {
    let columns = shownColumns
    let headings = ["time"] + columns.map { steps.table.columns[$0].heading }
    var table = ChartFigure.ValueTable(headings: headings)
    for (step, row) in series.rows.enumerated() {
      guard let row else { continue }
      let cells = columns.map { steps.table.cell(row: row, column: $0).humanText(of: steps.table.columns[$0].kind) }
      table.rows.append(.init(moment: steps.times[step], place: time.percent(middle(of: step)), values: cells))
    }
    for day in forecastDays { table.rows.append(forecastRow(day, columns: columns.count)) }
    return table
  }

  private var forecastDays: [ForecastCurve.Day] {
    guard let forecast, !forecast.row.isExhausted, let last = runs.last?.last else { return [] }
    return forecast.days.filter { $0.time > last.middle && $0.time <= time.span.upperBound }
  }

  /// A coming day: the median, and the interval as a text where the other columns have theirs.
  private func forecastRow(_ day: ForecastCurve.Day, columns: Int) -> ChartFigure.ValueTable.Row {
    let scale = isPercentage ? 100 / Double(max(1, forecast?.row.total ?? 1)) : 1
    func text(_ value: Double) -> String { "\(Int((max(0, value) * scale).rounded()))\(unit)" }
    let values = ["\(text(day.median)) expected (\(text(day.low)) to \(text(day.high)))"]
    return .init(
      moment: day.time, place: time.percent(day.time),
      values: values + Array(repeating: "", count: max(0, columns - 1)))
  }

  /// The drawn column, then the numbers that it is made of.
  private var shownColumns: [Int] {
    let totals = steps.shape.totals.flatMap { [$0.key, $0.value] }
    let rest = steps.table.columns.indices.filter { totals.contains(steps.table.columns[$0].name) }
    return [steps.valueColumn] + rest.filter { $0 != steps.valueColumn }
  }
}

extension ForecastRow {
  /// When it is full, in words: `full on 2026-12-24 (between 2026-12-09 and 2027-01-12)`.
  var fullText: String? {
    guard !isExhausted else { return exhaustedAt.map { "full since \(Humanized.day($0))" } ?? "full" }
    guard let exhaustedAt else { return note }
    let earliest = exhaustedAtEarliest.map { "between \(Humanized.day($0)) and " } ?? ""
    let latest = exhaustedAtLatest.map(Humanized.day) ?? "more than a year from now"
    return "full on \(Humanized.day(exhaustedAt)) (\(earliest)\(latest))"
  }
}
