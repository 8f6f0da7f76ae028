import Reports

/// The vertical scale of a chart: from 0 up in four even divisions with values that read well.
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

  /// The values from 0 to the top, one for each line between divisions.
  var labels: [String] {
    (0...Self.divisions).map { label(top * Double($0) / Double(Self.divisions)) }
  }

  private func label(_ value: Double) -> String {
    let cell = Int64(exactly: value).map(ReportCell.integer) ?? ReportCell(FixedDecimal(rounding: value, digits: 2))
    return cell.humanText(of: kind)
  }

  /// The least value that is 1, 2, 2.5 or 5 times a power of ten and holds `size`; of things that are counted a whole
  /// one, of bytes a power of two.
  static func division(atLeast size: Double, _ kind: ReportColumn.Kind) -> Double {
    var unit = 1.0
    if kind == .bytes {
      while unit < size { unit *= 2 }
      return unit
    }
    while unit * 10 <= size { unit *= 10 }
    let isCounted = ![.decimal, .percent].contains(kind)
    if size > 0, !isCounted { while unit > size, unit > 0.01 { unit /= 10 } }
    let multiples = [1, 2, 2.5, 5, 10].lazy.map { $0 * unit }
    return multiples.first { $0 >= size && (!isCounted || $0 == $0.rounded()) } ?? unit * 10
  }
}
