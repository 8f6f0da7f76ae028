import Reports

/// What bounds the values of a chart: a number for all of them, or a column of totals.
struct ChartCeiling {
  /// The bound that never changes.
  let maximum: Double?
  /// The column of the totals.
  let column: Int?
  /// The bound at each step.
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

  /// The bounds at each column of a chart.
  func resampled(to width: Int) -> [Double?] {
    values.map { $0.map { .value($0, .plain) } ?? .nothing }.resampled(to: width).map(\.value)
  }
}
