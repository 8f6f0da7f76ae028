import Foundation

/// All shapes that a series may have, each with how likely the series makes it.
///
/// No shape is chosen: near a decision a few days more would turn it, and the forecast with it. The weights are those of
/// Schwarz's criterion (G. Schwarz, "Estimating the dimension of a model", Annals of Statistics 6, 1978), over as many
/// days as are independent of each other.
struct TrendEnsemble: Sendable {
  /// A fitted shape and its weight; the weights sum up to 1.
  struct Member: Sendable {
    var fit: TrendFit
    var weight: Double
  }

  /// The shapes that carry weight.
  let members: [Member]
  /// How much of a day's deviation goes over into the next day, 0 to 0.8.
  let persistence: Double
  /// How many days the shapes were laid through.
  let days: Int
  /// How many independent days tell as much as these.
  let independentDays: Double

  private static let smallestWeight = 1e-4

  /// - Parameters:
  ///   - days: those the shapes are laid through; outliers are no part of them.
  ///   - time: tells when a day is: in lengths of the basis, the last day at 0.
  /// - Returns: nil where no shape can be laid.
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

  /// The variance of a day around a fit, of which `freedom` coefficients were spent.
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
    // What a fit leaves correlates less than what it was made from; the second term makes up for that.
    return min(max(products / squares + 2 / pairs, 0), 0.8)
  }
}
