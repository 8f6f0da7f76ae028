import Capacity

/// The frame of every plot: lines of the axes and their labels, and a box for what is drawn.
///
/// The drawing takes the width that there is: inside the box a coordinate is a thousandth of its width or height, and
/// labels keep their size. So a plot is as legible on a phone as on a wide screen, without a script.
struct PlotFrame {
  let time: TimeAxis
  /// The height of the box in pixels.
  var height: Double = 150
  /// What it is called, and the numbers in words, for those who do not see it.
  let title: String
  let description: String
  /// Where links find the texts: unique in the page.
  let id: String

  /// Above the box, for half a line of text; below it, for the labels of the time.
  static let top = 8.0
  private static let bottom = 20.0
  /// Thousandths of the box.
  static let full = 1000.0

  /// The place of a moment in thousandths of the width.
  func x(_ moment: Timestamp) -> Double { time.percent(moment) * 10 }

  /// The plot.
  ///
  /// - Parameters:
  ///   - values: the lines and labels of an axis of values; nil for none.
  ///   - shapes: what is drawn in the box, in thousandths.
  ///   - labels: text over the box, with places in percent and pixels.
  func svg(values: ValueAxis?, shapes: [HTML], labels: [HTML] = []) -> HTML {
    let box: [HTMLAttribute] = [
      .init("y", Self.top), .init("width", "100%"), .init("height", height), .init("viewBox", "0 0 1000 1000"),
      .init("preserveAspectRatio", "none"), .init("aria-hidden", "true"),
    ]
    return .element(
      "svg", attributes,
      [
        .element("title", [.id("\(id)-title")], .text(title)),
        .element("desc", [.id("\(id)-description")], .text(description)),
        .group(values.map(lines) ?? []),
        .element("svg", box, shapes),
        .group(values.map(numbers) ?? []),
        .group(moments),
        .group(labels),
      ])
  }

  private var attributes: [HTMLAttribute] {
    [
      .class("plot"), .init("role", "img"), .init("aria-labelledby", "\(id)-title \(id)-description"),
      .init("height", height + Self.top + Self.bottom), .init("data-top", Self.top),
      .init("data-bottom", Self.top + height),
    ]
  }

  /// The place of a value in pixels from the top of the plot.
  func y(_ value: Double, _ axis: ValueAxis) -> Double { Self.top + height * axis.percent(value) / 100 }

  private func lines(_ axis: ValueAxis) -> [HTML] {
    axis.ticks.map { tick in
      let y = y(tick, axis)
      return .element(
        "line", [.class("axis"), .init("x2", "100%"), .init("y1", y), .init("y2", y)])
    }
  }

  /// The numbers stand on their lines, inside the box: no room is lost at the left.
  private func numbers(_ axis: ValueAxis) -> [HTML] {
    axis.ticks.filter { $0 > 0 }.map { tick in
      .element(
        "text", [.init("x", 2), .init("y", y(tick, axis) + 11)], .text("\(HTMLAttribute.text(of: tick))\(axis.unit)"))
    }
  }

  private var moments: [HTML] {
    time.ticks.enumerated().map { index, tick in
      let place = time.percent(tick.moment)
      var attributes: [HTMLAttribute] = [
        .init("x", "\(HTMLAttribute.text(of: place))%"), .init("y", Self.top + height + 15),
        .init("text-anchor", place < 4 ? "start" : place > 95 ? "end" : "middle"),
      ]
      if index % 2 == 1 { attributes.append(.class("minor")) }
      return .element("text", attributes, .text(tick.label))
    }
  }
}

/// The coordinates of a path, in thousandths of a box.
struct PlotPath {
  private(set) var commands = ""

  /// Adds a line through points; a single point becomes a short dash, so that it is seen.
  mutating func addLine(_ points: [(x: Double, y: Double)]) {
    guard let first = points.first else { return }
    commands += "M\(Self.text(first))"
    for point in points.dropFirst() { commands += "L\(Self.text(point))" }
    if points.count == 1 { commands += "h2" }
  }

  /// Adds the area between two lines with the same places.
  mutating func addArea(upper: [(x: Double, y: Double)], lower: [(x: Double, y: Double)]) {
    guard !upper.isEmpty else { return }
    addLine(upper + lower.reversed())
    commands += "Z"
  }

  private static func text(_ point: (x: Double, y: Double)) -> String {
    "\(short(point.x)) \(short(point.y))"
  }

  /// A tenth of a thousandth is less than a pixel on any screen.
  private static func short(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }

  /// The path as an element; nothing without points.
  func element(class name: String) -> HTML {
    commands.isEmpty ? .nothing : .element("path", [.class(name), .init("d", commands)])
  }
}
