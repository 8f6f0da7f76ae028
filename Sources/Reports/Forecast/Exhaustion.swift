import Capacity

/// When something that fills up is full.
enum Exhaustion: Hashable, Sendable {
  /// It is full; each known day since this one has reached the total.
  case since(day: Int)
  /// Its daily peak is expected to reach the total on `day`, between `earliest` and `latest` in four of five cases; a
  /// `latest` beyond a year is nil.
  case expected(day: Int, earliest: Int, latest: Int?)
  /// It is expected to last longer than a year; `earliest` is the lower end of the interval if that is within a year.
  case beyondAYear(earliest: Int?)
  /// Too few days are recorded for a forecast.
  case tooLittleHistory(days: Int)
  /// There is nothing that could fill up.
  case nothingThere
}

/// A forecast of something that fills up.
struct ExhaustionForecast: Hashable, Sendable {
  /// When it is full.
  var exhaustion: Exhaustion
  /// Growth of the use per day; nil without a forecast.
  var growthPerDay: Double?
  /// Recorded days that the forecast is made from.
  var basisDays: Int

  /// Makes a forecast from recorded use, with the latest total: no trend shows how nodes will come and go, which others
  /// decide.
  init(of use: RecordedUse) {
    self.init(of: use, UseForecast(of: use.series))
  }

  /// - Parameter forecast: the forecast of the same use; nil where there is too little history.
  init(of use: RecordedUse, _ forecast: UseForecast?) {
    basisDays = use.days.count
    growthPerDay = forecast?.growthPerDay
    if use.latest.total <= 0 {
      exhaustion = .nothingThere
    } else if let day = use.exhaustedSince {
      exhaustion = .since(day: day)
    } else if let forecast {
      let days = forecast.exhaustion(of: Double(use.latest.total))
      exhaustion = Exhaustion(days, after: use.series.lastDay)
    } else {
      exhaustion = .tooLittleHistory(days: use.days.count)
    }
  }
}

extension Exhaustion {
  fileprivate init(_ days: ForecastInterval, after lastDay: Int) {
    func day(_ days: Double) -> Int? { days.isFinite ? lastDay + Int(days) : nil }
    if let expected = day(days.median), let earliest = day(days.low) {
      self = .expected(day: expected, earliest: earliest, latest: day(days.high))
    } else {
      self = .beyondAYear(earliest: day(days.low))
    }
  }
}
