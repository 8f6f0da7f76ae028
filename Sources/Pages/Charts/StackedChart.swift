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
  /// The value that the sum cannot exceed; nil without one.
  var limit: Double?

  /// A part of the sum.
  struct Layer {
    let name: String
    /// A value for each step; nil where it is unknown.
    let values: [Double?]
  }

  var html: HTML {
    let frame = PlotFrame(time: time, title: title, description: description, id: id)
    let axis = ValueAxis.count(highest: max(highestSum, limit ?? 0))
    let legend = layers.enumerated().reversed().map { ChartFigure.LegendItem(color: $0, label: $1.name) }
    return ChartFigure(
      title: title, remark: remark, plot: frame.svg(values: axis, shapes: shapes(frame, axis)), legend: legend,
      values: values
    ).html
  }

  private var highestSum: Double { moments.indices.map(sum).max() ?? 0 }

  private func sum(_ step: Int) -> Double { layers.reduce(0) { $0 + ($1.values[step] ?? 0) } }

  private func shapes(_ frame: PlotFrame, _ axis: ValueAxis) -> [HTML] {
    var below = Array(repeating: 0.0, count: moments.count)
    var shapes: [HTML] = []
    for (color, layer) in layers.enumerated() {
      var path = PlotPath()
      for (step, value) in layer.values.enumerated() {
        guard let value, value > 0 else { continue }
        addBar(step, from: below[step], to: below[step] + value, frame, axis, &path)
        below[step] += value
      }
      shapes.append(path.element(class: "layer f\(color)"))
    }
    return shapes + limitLine(axis)
  }

  private func addBar(
    _ step: Int, from: Double, to: Double, _ frame: PlotFrame, _ axis: ValueAxis, _ path: inout PlotPath
  ) {
    let (left, right) = (frame.x(moments[step]), frame.x(moments[step] + stepSeconds))
    let (upper, lower) = (axis.percent(to) * 10, axis.percent(from) * 10)
    path.addArea(upper: [(left, upper), (right, upper)], lower: [(left, lower), (right, lower)])
  }

  private func limitLine(_ axis: ValueAxis) -> [HTML] {
    guard let limit else { return [] }
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
