extension TrendEnsemble {
  /// The shapes that are tried, and how likely each is before the series is seen.
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

  /// A shift at every day, or in a long basis at as many days as are worth their time.
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
