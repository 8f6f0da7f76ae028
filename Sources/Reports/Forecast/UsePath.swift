import Capacity
import Foundation

/// One possible future of the use, drawn at random from what the past makes likely.
struct UsePath: Sendable {
  /// The fitted shape it follows.
  let fit: TrendFit
  /// The coefficients of that shape on this path.
  let coefficients: SIMD3<Double>
  /// The standard deviation of days around it.
  let deviation: Double
  /// The deviation of the last known day from it.
  let lastDeviation: Double
  /// The seed of its days' deviations.
  let seed: UInt64

  /// The level without season and scatter.
  func level(at time: Double) -> Double { (coefficients * fit.shape.terms(at: time)).sum() }
}

/// How the days of a path deviate from it: at random, correlated with the days before.
struct PathDeviations {
  private let persistence: Double
  private let deviation: Double
  private var deviates: NormalDeviates
  private var day = 0
  private var value: Double

  init(of path: UsePath, persistence: Double) {
    self.persistence = persistence
    deviation = path.deviation
    deviates = NormalDeviates(seed: path.seed)
    value = path.lastDeviation
  }

  /// The deviation of a day; call it in the order of days, which may be skipped.
  mutating func next(on day: Int) -> Double {
    let kept = (self.day..<day).reduce(1) { kept, _ in kept < 1e-6 ? 0 : kept * persistence }
    value = kept * value + deviation * (1 - kept * kept).squareRoot() * deviates.next()
    self.day = day
    return value
  }
}

extension TrendEnsemble {
  private static let pathCount = 200

  /// Paths that begin at the last day: as many of each shape as its weight demands, with coefficients drawn from their
  /// uncertainty.
  ///
  /// - Parameters:
  ///   - value: the last known day's.
  ///   - time: the time of that day.
  func paths(after value: Double, at time: Double) -> [UsePath] {
    var deviates = NormalDeviates(seed: 1)
    var paths: [UsePath] = []
    let total = members.reduce(0) { $0 + $1.weight }
    var share = 0.0
    for member in members {
      share += member.weight / total * Double(Self.pathCount)
      while Double(paths.count) + 0.5 <= share, paths.count < Self.pathCount {
        paths.append(path(of: member.fit, after: value, at: time, seed: UInt64(paths.count) + 2, &deviates))
      }
    }
    return paths
  }

  private func path(
    of fit: TrendFit, after value: Double, at time: Double, seed: UInt64, _ deviates: inout NormalDeviates
  ) -> UsePath {
    let freedom = max(2, independentDays - Double(fit.shape.coefficients))
    let deviation = (variance(of: fit) / Self.chiSquare(freedom, deviates.next())).squareRoot()
    let uncertainty = deviation * (Double(days) / independentDays).squareRoot()
    var offset = deviates.next() * fit.spread.0 + deviates.next() * fit.spread.1
    if fit.shape.coefficients > 2 { offset += deviates.next() * fit.spread.2 }
    return UsePath(
      fit: fit, coefficients: fit.coefficients + uncertainty * offset, deviation: deviation,
      lastDeviation: value - fit.level(at: time), seed: seed)
  }

  /// A deviate of the chi-squared distribution, divided by its degrees of freedom, computed from a normal deviate.
  ///
  /// Source: E. B. Wilson, M. M. Hilferty, "The distribution of chi-square", PNAS 17 (1931).
  private static func chiSquare(_ freedom: Double, _ normal: Double) -> Double {
    let root = 1 - 2 / (9 * freedom) + normal * (2 / (9 * freedom)).squareRoot()
    return max(0.1, root * root * root)
  }
}

/// Normally distributed numbers of mean 0 and deviation 1 whose sequence follows from a seed.
///
/// Source: G. Marsaglia, T. A. Bray, "A convenient method for generating normal variables", SIAM Review 6 (1964).
struct NormalDeviates: Sendable {
  private var random: SeededRandom
  private var spare: Double?

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
  }

  mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    var (x, y, square) = (0.0, 0.0, 0.0)
    repeat {
      x = uniform()
      y = uniform()
      square = x * x + y * y
    } while square >= 1 || square == 0
    let scale = (-2 * log(square) / square).squareRoot()
    spare = y * scale
    return x * scale
  }

  /// From −1 to 1.
  private mutating func uniform() -> Double { Double(random.next() >> 11) * 0x1p-52 - 1 }
}
