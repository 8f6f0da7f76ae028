import Capacity

extension Topic {
  /// A topic over how something went through a span, step by step.
  ///
  /// - Parameters:
  ///   - groupings: what `--by` takes; the first is the topic's own choice.
  ///   - rows: makes the rows of all clusters, given the steps and the grouping.
  static func trend<Row>(
    _ name: String, _ summary: String, defaultSeconds: Int64 = 7 * 86_400, groupings: [String], fields: [Field<Row>],
    shape: TrendShape?, rows: @escaping @Sendable (ReportScope, StepGrid, String) throws -> [Row]
  ) -> Topic {
    Topic(
      name, summary, kind: .trend(defaultSeconds: defaultSeconds, groupings: groupings), columns: fields.map(\.column)
    ) { scope in
      let span = try scope.span(defaultSeconds: defaultSeconds)
      let grid = StepGrid(
        over: span.read, stepSeconds: scope.request.step, stepCount: scope.request.stepCount,
        rhythm: scope.request.step == nil ? try scope.rhythm(in: span.read) : 0)
      let rows = try rows(scope, grid, scope.request.by ?? groupings.first ?? "")
      return Report(
        name: name, from: span.from, to: span.to, table: ReportTable(rows, fields: fields),
        trend: shape.map { $0.withSteps(of: grid) })
    }
  }
}

extension TrendShape {
  fileprivate func withSteps(of grid: StepGrid) -> TrendShape {
    TrendShape(
      time: time, series: series, value: value, maximum: maximum, totals: totals, stepSeconds: grid.seconds,
      steps: grid.beginnings)
  }
}
