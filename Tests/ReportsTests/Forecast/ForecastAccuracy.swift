import Foundation

@testable import Reports

/// How forecasts of many generated series of one kind did, beside a line through the same days.
struct ForecastAccuracy {
  /// None of these was seen while the method was tuned.
  static let seeds: ClosedRange<UInt64> = 50_001...50_200

  var kind: String
  var errors: [Double] = []
  var lineErrors: [Double] = []
  var covered = 0
  /// Series that last longer than a year, and how often either says so.
  var lasting = 0
  var lastingFound = 0
  var lastingFoundByLine = 0

  init(_ kind: GeneratedSeries.Kind) {
    self.kind = kind.rawValue
    for seed in Self.seeds { add(GeneratedSeries(kind, seed: seed)) }
  }

  /// All kinds together.
  init(_ parts: [ForecastAccuracy]) {
    kind = "all"
    errors = parts.flatMap(\.errors)
    lineErrors = parts.flatMap(\.lineErrors)
    covered = parts.reduce(0) { $0 + $1.covered }
    lasting = parts.reduce(0) { $0 + $1.lasting }
    lastingFound = parts.reduce(0) { $0 + $1.lastingFound }
    lastingFoundByLine = parts.reduce(0) { $0 + $1.lastingFoundByLine }
  }

  private mutating func add(_ generated: GeneratedSeries) {
    let forecast = UseForecast(of: generated.series)!.exhaustion(of: generated.total)
    let line = LeastSquaresLine(through: generated.series)!.exhaustion(of: generated.total)
    // Days more than a year away are all alike.
    func capped(_ days: Double) -> Double { min(days, Double(UseForecast.horizonDays + 1)) }
    errors.append((capped(forecast.median) - capped(generated.truth)).magnitude)
    lineErrors.append((capped(line) - capped(generated.truth)).magnitude)
    if forecast.covers(generated.truth) { covered += 1 }
    guard generated.truth == .infinity else { return }
    lasting += 1
    if forecast.median == .infinity { lastingFound += 1 }
    if line == .infinity { lastingFoundByLine += 1 }
  }

  var coverage: Double { Double(covered) / Double(errors.count) }
  var medianError: Double { Median.of(errors)! }
  var lineMedianError: Double { Median.of(lineErrors)! }
  var meanError: Double { errors.reduce(0, +) / Double(errors.count) }
  var lineMeanError: Double { lineErrors.reduce(0, +) / Double(errors.count) }

  /// The row of the table in docs/forecast.md.
  var row: String {
    let cells = [
      kind, String(errors.count), String(format: "%.1f %%", coverage * 100),
      String(format: "%.1f", medianError), String(format: "%.1f", lineMedianError),
      String(format: "%.1f", meanError), String(format: "%.1f", lineMeanError),
      "\(lastingFound) of \(lasting)", "\(lastingFoundByLine) of \(lasting)",
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }
}
