extension TrendEnsemble {
  private static let pathCount = 200

  /// Ways on from the last day: of each shape as many as its weight deserves, with coefficients as uncertain as the
  /// series leaves them.
  ///
  /// - Parameters:
  ///   - value: the last known day's.
  ///   - time: when that was.
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

  /// A deviate of the chi-squared distribution over its degrees of freedom, out of a normal one.
  ///
  /// Source: E. B. Wilson, M. M. Hilferty, "The distribution of chi-square", PNAS 17 (1931).
  private static func chiSquare(_ freedom: Double, _ normal: Double) -> Double {
    let root = 1 - 2 / (9 * freedom) + normal * (2 / (9 * freedom)).squareRoot()
    return max(0.1, root * root * root)
  }
}
