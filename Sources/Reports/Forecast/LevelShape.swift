import Foundation

/// A form that the way of a level over time may have. Times are in lengths of the basis, 0 at its last day.
enum LevelShape: Sendable {
  /// As much more each day.
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

  /// What its coefficients are multiplied with at a time.
  func terms(at time: Double) -> SIMD3<Double> {
    switch self {
    case .line: SIMD3(1, time, 0)
    case .shift(let moment): SIMD3(1, time, time >= moment ? 1 : 0)
    case .bend(let moment): SIMD3(1, time, max(0, time - moment))
    case .levelling(let rate, let middle): SIMD3(1, 1 / (1 + exp(-rate * (time - middle))), 0)
    }
  }
}
