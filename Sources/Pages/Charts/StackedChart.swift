import Capacity
import Presentation

/// Several values on top of each other over time, such as the owners of a subnet's addresses: bars as wide as a step, so
/// that an unknown step is a gap.
struct StackedChart {
  let id: String
  let title: String
  var remark = ""
  let time: TimeAxis
  let stepSeconds: Int64
  /// The beginnings of the steps, earliest first.
  let moments: [Timestamp]
  /// From the bottom to the top; at most eight.
  let layers: [Layer]
  /// The value that the sum cannot exceed; nil without one. It is drawn where the sum comes near it.
  var limit: Double?

  /// A part of the sum.
  struct Layer {
    let name: String
    /// Which of the eight colours.
    let color: Int
    /// A value for each step; nil where it is unknown.
    let values: [Double?]
  }

  var html: HTML {
    let frame = PlotFrame(time: time, title: title, description: description, id: id)
    let axis = ValueAxis.count(highest: max(highestSum, nearLimit ?? 0))
    let legend = layers.reversed().map { ChartFigure.LegendItem(color: $0.color, label: $0.name) }
    return ChartFigure(
      title: title, remark: remark, plot: frame.svg(values: axis, shapes: shapes(frame, axis)), legend: legend,
      values: values
    ).html
  }

  /// A limit far above the sum would leave no room for the layers.
  private var nearLimit: Double? { limit.flatMap { highestSum * 2 >= $0 ? $0 : nil } }

  private var highestSum: Double { moments.indices.map(sum).max() ?? 0 }

  private func sum(_ step: Int) -> Double { layers.reduce(0) { $0 + ($1.values[step] ?? 0) } }

  private func shapes(_ frame: PlotFrame, _ axis: ValueAxis) -> [HTML] {
    var below = Array(repeating: 0.0, count: moments.count)
    var shapes: [HTML] = []
    for layer in layers {
      var path = PlotPath()
      for run in Self.runs(of: layer.values) { addSteps(run, layer.values, above: below, frame, axis, &path) }
      for (step, value) in layer.values.enumerated() { below[step] += value ?? 0 }
      shapes.append(path.element(class: "layer f\(layer.color)"))
    }
    return shapes + limitLine(axis)
  }

  /// The steps in which a layer has something, where they follow each other.
  private static func runs(of values: [Double?]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for (step, value) in values.enumerated() where (value ?? 0) > 0 {
      if let last = runs.last, last.upperBound == step {
        runs[runs.count - 1] = last.lowerBound..<(step + 1)
      } else {
        runs.append(step..<(step + 1))
      }
    }
    return runs
  }

  /// Adds neighbouring steps as one area, so that no line divides them.
  private func addSteps(
    _ run: Range<Int>, _ values: [Double?], above below: [Double], _ frame: PlotFrame, _ axis: ValueAxis,
    _ path: inout PlotPath
  ) {
    func edge(_ height: (Int) -> Double) -> [(x: Double, y: Double)] {
      run.flatMap { step in
        let y = axis.percent(height(step)) * 10
        return [(frame.x(moments[step]), y), (frame.x(moments[step] + stepSeconds), y)]
      }
    }
    path.addArea(upper: edge { below[$0] + (values[$0] ?? 0) }, lower: edge { below[$0] })
  }

  private func limitLine(_ axis: ValueAxis) -> [HTML] {
    guard let limit = nearLimit else { return [] }
    let y = axis.percent(limit) * 10
    return [.element("line", [.class("limit"), .init("x2", PlotFrame.full), .init("y1", y), .init("y2", y)])]
  }

  private var description: String {
    guard let last = moments.indices.last(where: { step in layers.contains { $0.values[step] != nil } }) else {
      return "Nothing is known of the span."
    }
    let parts = layers.compactMap { layer in
      layer.values[last].map { "\(layer.name) \(HTMLAttribute.text(of: $0))" }
    }
    return "On \(Humanized.shortMoment(moments[last])): \(parts.joined(separator: ", "))."
  }

  private var values: ChartFigure.ValueTable {
    var table = ChartFigure.ValueTable(headings: ["time"] + layers.map(\.name))
    table.rows = moments.enumerated().map { step, moment in
      let texts = layers.map { $0.values[step].map(HTMLAttribute.text) ?? "" }
      return .init(moment: moment, place: time.percent(moment + stepSeconds / 2), values: texts)
    }
    return table
  }
}
