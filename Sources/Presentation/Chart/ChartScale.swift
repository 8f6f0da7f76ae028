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

  /// The least value that reads well and holds `size`: of bytes a power of two, of seconds a length that people count
  /// in, else 1, 2, 2.5 or 5 times a power of ten, and a whole number of things that are counted.
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
