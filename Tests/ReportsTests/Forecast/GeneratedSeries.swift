import Capacity
import Foundation

@testable import Reports

/// A series made by a known law, with the day on which it reaches its total.
struct GeneratedSeries {
  enum Kind: String, CaseIterable {
    case linear, weekly, step, outliers, saturating
  }

  var series: UseSeries
  var total: Double
  /// Days after the last one until the peak reaches the total, spikes left out; infinite beyond a year.
  var truth: Double

  /// Draws parameters until the series is one a forecast is asked of: it has not reached its total.
  init(_ kind: Kind, seed: UInt64) {
    var draw = Draw(seed: seed &* 1_000_003 &+ UInt64(Kind.allCases.firstIndex(of: kind)!))
    while true {
      if let made = GeneratedSeries(kind, from: &draw) {
        self = made
        return
      }
    }
  }

  private init?(_ kind: Kind, from draw: inout Draw) {
    let days = Int(draw.uniform(28, 91))
    let first = 20_000 + Int(draw.uniform(0, 7))
    let total = draw.logUniform(120, 4000).rounded()
    guard let law = Law(kind, total: total, days: days, from: &draw) else { return nil }
    let future = UseForecast.horizonDays
    var values = law.values(days: days + future, from: &draw)
    guard values.prefix(days).allSatisfy({ $0 < total }) else { return nil }
    let truth = values.dropFirst(days).firstIndex { $0 >= total }.map { Double($0 - days + 1) } ?? .infinity
    if kind == .outliers { draw.addSpikes(to: &values, days: days - 1, below: total) }
    let known = draw.known(days: days)
    series = UseSeries(
      days: (0..<days).filter { known[$0] }.map { .init(number: first + $0, peak: max(0, values[$0].rounded())) })
    self.total = total
    self.truth = truth
  }
}

/// The law of one series: how its level goes, how weekdays differ and how days scatter.
private struct Law {
  var level: (Double) -> Double
  var week: [Double]
  var relativeNoise: Double
  var isPoisson: Bool
  var persistence: Double

  init?(_ kind: GeneratedSeries.Kind, total: Double, days: Int, from draw: inout Draw) {
    relativeNoise = draw.logUniform(0.005, 0.04)
    isPoisson = draw.chance(0.5)
    persistence = draw.uniform(0, 0.5)
    let isWeekly = kind == .weekly || (kind != .linear && draw.chance(0.5))
    week = isWeekly ? draw.week() : Array(repeating: 1, count: 7)
    let length = Double(days)
    if kind == .saturating {
      let ceiling = total * (draw.chance(0.35) ? draw.uniform(0.75, 0.98) : draw.uniform(1.02, 1.4))
      let floor = ceiling * draw.uniform(0.1, 0.6)
      let rate = draw.uniform(4, 10) / length
      let reached = draw.uniform(0.65, 0.97)
      let middle = length - log(reached / (1 - reached)) / rate
      level = { floor + (ceiling - floor) / (1 + exp(-rate * ($0 - middle))) }
      return
    }
    let end = total * draw.uniform(0.5, 0.95)
    let daily = (total - end) / draw.logUniform(7, 500)
    var shift = 0.0
    var place = 0.0
    if kind == .step {
      shift = end * draw.uniform(0.1, 0.35) * (draw.chance(0.5) ? 1 : -1)
      place = length * draw.uniform(0.1, 0.9)
    }
    guard end - shift - daily * length > total * 0.05 else { return nil }
    level = { end + daily * ($0 - length) - ($0 < place ? shift : 0) }
  }

  func values(days: Int, from draw: inout Draw) -> [Double] {
    var noise = draw.normal()
    return (0..<days).map { day in
      noise = persistence * noise + (1 - persistence * persistence).squareRoot() * draw.normal()
      let level = level(Double(day))
      let scale = relativeNoise * (isPoisson ? (level * self.level(0)).squareRoot() : level)
      return week[day % 7] * (level + noise * scale)
    }
  }
}

private struct Draw {
  private var random: SeededRandom
  private var deviates: NormalDeviates

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    deviates = NormalDeviates(seed: seed ^ 0xABCD)
  }

  mutating func uniform(_ low: Double, _ high: Double) -> Double { Double.random(in: low..<high, using: &random) }
  mutating func logUniform(_ low: Double, _ high: Double) -> Double { exp(uniform(log(low), log(high))) }
  mutating func chance(_ share: Double) -> Bool { uniform(0, 1) < share }
  mutating func normal() -> Double { deviates.next() }

  /// Weekends that are quieter, and weekdays that differ a little.
  mutating func week() -> [Double] {
    let quiet = uniform(0.7, 0.95)
    let start = Int(uniform(0, 7))
    return (0..<7).map { (($0 + start) % 7 < 5 ? 1 : quiet) * (1 + 0.015 * normal()) }
  }

  /// Single days that are much busier, or cut short.
  mutating func addSpikes(to values: inout [Double], days: Int, below total: Double) {
    let share = uniform(0.03, 0.1)
    for day in 0..<days where chance(share) {
      values[day] *= chance(0.75) ? uniform(1.15, 1.8) : uniform(0.2, 0.8)
      values[day] = min(values[day], total - 1)
    }
  }

  /// Which days are known: some are missing, and sometimes several in a row.
  mutating func known(days: Int) -> [Bool] {
    let gap = chance(0.3) ? Int(uniform(0, Double(days - 12))) : nil
    let length = Int(uniform(2, 9))
    return (0..<days).map { day in
      if day == days - 1 { return true }
      if let gap, day >= gap, day < gap + length { return false }
      return !chance(0.04)
    }
  }
}
