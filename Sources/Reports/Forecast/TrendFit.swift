import Foundation

/// A shape that a level may have over time. Times are in lengths of the basis, 0 at its last day.
enum LevelShape: Sendable {
  /// The same growth each day.
  case line
  /// A line whose level shifts once.
  case shift(at: Double)
  /// A line whose slope changes once.
  case bend(at: Double)
  /// Growth that levels off: a logistic curve of this steepness around this time.
  case levelling(rate: Double, middle: Double)

  /// How many coefficients it has.
  var coefficients: Int {
    switch self {
    case .line, .levelling: 2
    case .shift, .bend: 3
    }
  }

  /// The factors of its coefficients at a time.
  func terms(at time: Double) -> SIMD3<Double> {
    switch self {
    case .line: SIMD3(1, time, 0)
    case .shift(let moment): SIMD3(1, time, time >= moment ? 1 : 0)
    case .bend(let moment): SIMD3(1, time, max(0, time - moment))
    case .levelling(let rate, let middle): SIMD3(1, 1 / (1 + exp(-rate * (time - middle))), 0)
    }
  }
}

/// A shape fitted to a series by least squares.
struct TrendFit: Sendable {
  /// The shape.
  let shape: LevelShape
  /// The coefficients of its terms.
  let coefficients: SIMD3<Double>
  /// The sum of the squared residuals.
  let squaredError: Double
  /// Rows of the lower triangular matrix whose product with its transpose is the inverse of the information matrix. It
  /// turns independent deviates into coefficients with the uncertainty of these.
  let spread: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)

  /// - Returns: nil where the series does not determine the coefficients.
  init?(_ shape: LevelShape, times: [Double], values: [Double]) {
    var rows = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
    var products = SIMD3<Double>.zero
    let allTerms = times.map(shape.terms)
    for (terms, value) in zip(allTerms, values) {
      rows.0 += terms.x * terms
      rows.1 += terms.y * terms
      rows.2 += terms.z * terms
      products += value * terms
    }
    if shape.coefficients == 2 { rows.2.z = 1 }
    guard let root = Self.inverseRoot(rows) else { return nil }
    let projected = SIMD3(
      root.0.x * products.x, (root.1 * products).sum(), (root.2 * products).sum())
    // The inverse is the product of the root's transpose with the root.
    coefficients = projected.x * root.0 + projected.y * root.1 + projected.z * root.2
    var squares = 0.0
    for (terms, value) in zip(allTerms, values) {
      let error = value - (coefficients * terms).sum()
      squares += error * error
    }
    self.shape = shape
    squaredError = squares
    spread = root
  }

  /// The level at a time.
  func level(at time: Double) -> Double { (coefficients * shape.terms(at: time)).sum() }

  /// The inverse of the Cholesky factor of a symmetric matrix, row by row; nil where it is singular.
  private static func inverseRoot(
    _ rows: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)
  ) -> (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)? {
    let smallest = 1e-9
    guard rows.0.x > 0 else { return nil }
    let a = rows.0.x.squareRoot()
    let b = rows.1.x / a
    let c = rows.2.x / a
    let d2 = rows.1.y - b * b
    guard d2 > smallest * rows.1.y else { return nil }
    let d = d2.squareRoot()
    let e = (rows.2.y - b * c) / d
    let f2 = rows.2.z - c * c - e * e
    guard f2 > smallest * rows.2.z else { return nil }
    let f = f2.squareRoot()
    let second = SIMD3(-b / (a * d), 1 / d, 0)
    let third = SIMD3((b * e - c * d) / (a * d * f), -e / (d * f), 1 / f)
    return (SIMD3(1 / a, 0, 0), second, third)
  }
}

/// The least-squares line through all points of a series, as by `predict_linear` of Prometheus.
struct LeastSquaresLine: Sendable {
  private let lastDay: Int
  private let level: Double
  /// How much it rises in a day.
  let slope: Double

  /// - Returns: nil for fewer than two days.
  init?(through series: UseSeries) {
    lastDay = series.lastDay
    let times = series.days.map { Double($0.number - series.lastDay) }
    guard let fit = TrendFit(.line, times: times, values: series.days.map(\.peak)) else { return nil }
    level = fit.coefficients.x
    slope = fit.coefficients.y
  }

  /// Its value `days` days after the last one.
  func value(inDays days: Int) -> Double { level + slope * Double(days) }

  /// The first day on which it reaches `total`; infinite for more than a year.
  func exhaustion(of total: Double) -> Double {
    let day = (1...UseForecast.horizonDays).first { value(inDays: $0) >= total }
    return day.map(Double.init) ?? .infinity
  }
}
