import Foundation

/// All shapes that a series may have, each with its probability given the series.
///
/// No single shape is chosen: where two are about as likely, a few more days would change the choice, and the forecast with
/// it. The weights are those of Schwarz's criterion (G. Schwarz, "Estimating the dimension of a model", Annals of Statistics 6, 1978), over as many
/// days as are independent of each other.
struct TrendEnsemble: Sendable {
  /// A fitted shape and its weight; the weights sum up to 1.
  struct Member: Sendable {
    var fit: TrendFit
    var weight: Double
  }

  /// The shapes that carry weight.
  let members: [Member]
  /// How much of a day's deviation the next day keeps, 0 to 0.8.
  let persistence: Double
  /// How many days the shapes were fitted to.
  let days: Int
  /// How many independent days have as much information as these.
  let independentDays: Double

  private static let smallestWeight = 1e-4

  /// - Parameters:
  ///   - days: those to fit the shapes to, without outliers.
  ///   - time: the time of a day in lengths of the basis, 0 for the last day.
  /// - Returns: nil where no shape can be fitted.
  init?(days: [UseSeries.Day], time: (UseSeries.Day) -> Double) {
    let times = days.map(time)
    let values = days.map(\.peak)
    let fits = Self.candidates(times: times).compactMap { shape, prior in
      TrendFit(shape, times: times, values: values).map { (fit: $0, prior: prior) }
    }
    let count = Double(days.count)
    let first = Self.weights(of: fits, days: count, independent: count)
    guard let best = first.indices.max(by: { first[$0] < first[$1] }) else { return nil }
    let residuals = zip(times, values).map { $1 - fits[best].fit.level(at: $0) }
    let persistence = Self.persistence(of: residuals, numbers: days.map(\.number))
    let independent = max(4, count * (1 - persistence) / (1 + persistence))
    let weights = Self.weights(of: fits, days: count, independent: independent)
    members = zip(fits, weights).filter { $1 > Self.smallestWeight }.map { Member(fit: $0.fit, weight: $1) }
    self.persistence = persistence
    self.days = days.count
    independentDays = independent
  }

  /// The variance of a day around a fit, over the degrees of freedom that its coefficients leave.
  func variance(of fit: TrendFit) -> Double {
    (fit.squaredError + Self.roundingError(days: Double(days))) / Double(max(1, days - fit.shape.coefficients))
  }

  /// What rounding to whole numbers adds to a squared error: without it, a series of few small numbers would give all
  /// weight to the shape that happens to meet each of them.
  private static func roundingError(days: Double) -> Double { days / 12 }

  private static func weights(
    of fits: [(fit: TrendFit, prior: Double)], days: Double, independent: Double
  ) -> [Double] {
    let logarithms = fits.map { fit, prior in
      log(prior) - independent / 2 * log((fit.squaredError + roundingError(days: days)) / days)
        - Double(fit.shape.coefficients) / 2 * log(independent)
    }
    let highest = logarithms.max() ?? 0
    let weights = logarithms.map { exp($0 - highest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The correlation of one day's deviation with the next one's.
  private static func persistence(of residuals: [Double], numbers: [Int]) -> Double {
    var (products, squares, pairs) = (0.0, 0.0, 0.0)
    for index in residuals.indices.dropFirst() where numbers[index] == numbers[index - 1] + 1 {
      let (before, after) = (residuals[index - 1], residuals[index])
      products += before * after
      squares += (before * before + after * after) / 2
      pairs += 1
    }
    guard squares > 0 else { return 0 }
    // The residuals of a fit correlate less than the deviations themselves; the second term corrects that.
    return min(max(products / squares + 2 / pairs, 0), 0.8)
  }
}

extension TrendEnsemble {
  /// The shapes to try, and the prior probability of each.
  static func candidates(times: [Double]) -> [(shape: LevelShape, prior: Double)] {
    var all: [(LevelShape, Double)] = [(.line, 0.75)]
    func add(_ shapes: [LevelShape], _ share: Double) {
      all += shapes.map { ($0, share / Double(shapes.count)) }
    }
    add(shifts(times), 0.1)
    add(bends(times), 0.01)
    add(levellings(times), 0.14)
    return all
  }

  private static let fewestDaysBesideShift = 4
  private static let mostShifts = 90

  /// A shift at every day; in a long basis at evenly spaced days, to limit the time it takes.
  private static func shifts(_ times: [Double]) -> [LevelShape] {
    let places = Array(times.dropFirst(fewestDaysBesideShift).dropLast(fewestDaysBesideShift - 1))
    let stride = max(1, (places.count + mostShifts - 1) / mostShifts)
    return places.indices.filter { $0.isMultiple(of: stride) }.map { .shift(at: places[$0]) }
  }

  private static func bends(_ times: [Double]) -> [LevelShape] {
    guard times.count >= 14 else { return [] }
    return (2...10).map { .bend(at: -Double($0) / 12) }
  }

  private static func levellings(_ times: [Double]) -> [LevelShape] {
    guard times.count >= 14 else { return [] }
    let rates = [2, 2.5, 3.2, 4, 5, 6.3, 8, 10, 13]
    let middles = [-1.5, -1.25, -1.05, -0.9, -0.75, -0.62, -0.5, -0.38, -0.27, -0.17, -0.08]
    return rates.flatMap { rate in middles.map { .levelling(rate: rate, middle: $0) } }
  }
}
