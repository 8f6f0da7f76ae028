/// One way in which the use may go on, drawn from what the past makes likely.
struct UsePath: Sendable {
  /// The fitted shape it follows.
  let fit: TrendFit
  /// The coefficients it follows that with.
  let coefficients: SIMD3<Double>
  /// How far days scatter around it.
  let deviation: Double
  /// How far the last known day lay from it.
  let lastDeviation: Double
  /// The seed of its days' deviations.
  let seed: UInt64

  /// The level without season and scatter.
  func level(at time: Double) -> Double { (coefficients * fit.shape.terms(at: time)).sum() }
}

/// How the days of a path deviate from it: by chance, with a memory of the days before.
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

  /// The deviation of a day; days are asked for in their order, but need not all be.
  mutating func next(on day: Int) -> Double {
    let kept = (self.day..<day).reduce(1) { kept, _ in kept < 1e-6 ? 0 : kept * persistence }
    value = kept * value + deviation * (1 - kept * kept).squareRoot() * deviates.next()
    self.day = day
    return value
  }
}
