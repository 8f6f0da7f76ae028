package import Capacity
package import Reports

/// A trend's rows by series and step.
package struct TrendSteps: Sendable {
  package let table: ReportTable
  package let shape: TrendShape
  /// The indices of the columns with the time, the series' names, and the value that is drawn.
  package let timeColumn: Int
  package let seriesColumns: [Int]
  package let valueColumn: Int
  /// The beginnings of the steps, earliest first, those without a row included.
  package let times: [Timestamp]
  /// The length of a step in seconds; nil if there is a single step that does not show it.
  package let stepSeconds: Int64?
  /// The series, in the order of their first rows.
  package let series: [Series]

  /// A series: its name, and the index of its row at each step; nil where it has none.
  package struct Series: Sendable {
    /// The values of the series columns, joined with slashes.
    package let name: String
    /// The index of its row at each step.
    package var rows: [Int?]
  }

  /// Reads a report; nil if it is not a trend, or names columns that it does not have.
  ///
  /// - Parameter value: the name of the column to draw in place of the shape's.
  package init?(_ report: Report, value: String? = nil) {
    let table = report.table
    func column(_ name: String) -> Int? { table.columns.firstIndex { $0.name == name } }
    guard let shape = report.trend, let timeColumn = column(shape.time), let valueColumn = column(value ?? shape.value)
    else { return nil }
    self.table = table
    self.shape = shape
    self.timeColumn = timeColumn
    self.valueColumn = valueColumn
    seriesColumns = shape.series.compactMap(column)
    let moments = (0..<table.rowCount).map { Self.moment(table.cell(row: $0, column: timeColumn)) }
    let known = Set(moments.compactMap(\.self)).sorted()
    stepSeconds = shape.stepSeconds ?? zip(known, known.dropFirst()).map { $1 - $0 }.min()
    times = shape.steps.isEmpty ? known : Set(shape.steps).union(known).sorted()
    series = Self.series(of: table, shape, moments: moments, times: times)
  }

  private static func series(
    of table: ReportTable, _ shape: TrendShape, moments: [Timestamp?], times: [Timestamp]
  ) -> [Series] {
    let places = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
    var numbers: [String: Int] = [:]
    var series: [Series] = []
    for (row, moment) in moments.enumerated() {
      guard let moment, let place = places[moment] else { continue }
      let name = table.seriesName(ofRow: row, shape)
      let number = numbers[name] ?? series.count
      if number == series.count {
        numbers[name] = number
        series.append(Series(name: name, rows: Array(repeating: nil, count: times.count)))
      }
      series[number].rows[place] = row
    }
    return series
  }

  private static func moment(_ cell: ReportCell) -> Timestamp? {
    if case .timestamp(let moment) = cell { moment } else { nil }
  }
}

extension TrendSteps {
  /// Whether the step of a row is unknown: the row has no number at all.
  package func isGap(row: Int) -> Bool {
    table.columns.indices.allSatisfy {
      !table.columns[$0].kind.isNumeric || table.cell(row: row, column: $0) == .absent
    }
  }

  /// The values of a series in a column at each step.
  package func points(of series: Series, column: Int) -> [TrendPoint] {
    series.rows.indices.map { place in
      guard let row = series.rows[place] else { return .nothing }
      if let value = table.cell(row: row, column: column).number {
        return .value(value, table.tone(row: row, column: column))
      }
      return isGap(row: row) ? .gap : .nothing
    }
  }

  /// The shortest name that selects each series: a part that no other series has, else its whole name.
  package var shortNames: [String] {
    let names = series.map { $0.name.split(separator: "/").map(String.init) }
    let counts = names.flatMap { Set($0) }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return zip(series, names).map { series, names in names.first { counts[$0] == 1 } ?? series.name }
  }

  /// The row of the last known step, else of the last step.
  package func lastKnownRow(of series: Series) -> Int? {
    let rows = series.rows.compactMap(\.self)
    return rows.last { !isGap(row: $0) } ?? rows.last
  }

  /// Whether every step begins at midnight, so that its date is enough.
  package var isDaily: Bool {
    stepSeconds.map { $0 % 86_400 == 0 } ?? false && times.allSatisfy { $0.seconds % 86_400 == 0 }
  }
}

extension ReportCell {
  /// The value of a number, whatever its unit.
  package var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .decimal(let number): number.approximate
    case .real(let number): number
    case .absent, .text, .boolean, .timestamp: nil
    }
  }
}

/// The value of a series at a step.
package enum TrendPoint: Hashable, Sendable {
  /// The series did not exist, or the value means nothing.
  case nothing
  /// The step is unknown.
  case gap
  /// A value and whether it needs attention.
  case value(Double, ReportTone)

  /// The value, if there is one.
  package var value: Double? { if case .value(let value, _) = self { value } else { nil } }
}

extension [TrendPoint] {
  /// The points on `width` columns: of several points in a column the highest counts, a column without a point of its own
  /// repeats its neighbour.
  ///
  /// The highest counts because a shortage in one step matters more than the average.
  func resampled(to width: Int) -> [TrendPoint] {
    guard !isEmpty, width > 0 else { return [] }
    return (0..<width).map { place in
      let from = place * count / width
      return Self.highest(of: self[from..<Swift.max(from + 1, (place + 1) * count / width)])
    }
  }

  private static func highest(of points: ArraySlice<TrendPoint>) -> TrendPoint {
    points.reduce(.nothing) { best, point in
      switch (best, point) {
      case (.value(let left, _), .value(let right, _)): right > left ? point : best
      case (.value, _), (.gap, .nothing): best
      default: point
      }
    }
  }
}
