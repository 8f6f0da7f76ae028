import Testing

@testable import Reports

@Suite("A forecast")
struct UseForecastTests {
  /// Days 20,000 and on, of which `peak` gives the peaks.
  private func series(_ days: Range<Int>, _ peak: (Int) -> Double) -> UseSeries {
    UseSeries(days: days.map { .init(number: 20_000 + $0, peak: peak($0)) })
  }

  @Test("of steady growth names the day on which a line gets there")
  func steady() throws {
    let forecast = try #require(UseForecast(of: series(0..<60) { 100 + 2 * Double($0) }))
    let days = forecast.exhaustion(of: 260)
    #expect((20...22).contains(days.median) && days.low >= 19 && days.high <= 23)
    #expect((1.99...2.01).contains(forecast.growthPerDay))
  }

  @Test("of a constant use reaches nothing within a year and does not grow")
  func constant() throws {
    let forecast = try #require(UseForecast(of: series(0..<60) { _ in 100 }))
    let days = forecast.exhaustion(of: 200)
    #expect(days.median == .infinity && days.low == .infinity && days.high == .infinity)
    #expect(forecast.growthPerDay.magnitude < 0.01)
    let soon = forecast.peak(inDays: 30)
    #expect(soon.low > 98 && soon.high < 102)
  }

  @Test("of a use that shrinks never ends")
  func shrinking() throws {
    let forecast = try #require(UseForecast(of: series(0..<60) { 300 - 2 * Double($0) }))
    #expect(forecast.exhaustion(of: 310).low == .infinity)
  }

  @Test("needs seven days")
  func tooFew() {
    #expect(UseForecast(of: series(0..<6) { Double($0) }) == nil)
    #expect(UseForecast(of: series(0..<7) { Double($0) }) != nil)
  }

  @Test("goes on with the slope and not with a shift: a move of 200 addresses is made once")
  func shift() throws {
    let shifted = series(0..<60) { Double($0) * 0.5 + ($0 < 30 ? 100 : 300) + Double(($0 * 7) % 5) }
    let forecast = try #require(UseForecast(of: shifted))
    #expect((0.4...0.6).contains(forecast.growthPerDay))
    let line = try #require(LeastSquaresLine(through: shifted))
    #expect(line.slope > 3)
  }

  @Test("of growth that levels off below the total does not go on with its old slope")
  func levelling() throws {
    let levelling = series(0..<90) { day in
      var rest = 1.0
      for _ in 0..<day { rest *= 0.95 }
      return (200 + 300 * (1 - rest) + Double((day * 7) % 5)).rounded()
    }
    let forecast = try #require(UseForecast(of: levelling))
    #expect(forecast.exhaustion(of: 540).median == .infinity)
    #expect(try #require(LeastSquaresLine(through: levelling)).exhaustion(of: 540) < 60)
  }

  @Test("counts on the busiest weekday: that is when it is full")
  func weekly() throws {
    // Weekends at half; the level of the weekdays rises by 1 a day and reaches 300 in 20 to 22 days.
    let weekly = series(0..<70) { (210 + Double($0)) * (($0 % 7) < 5 ? 1 : 0.5) }
    let forecast = try #require(UseForecast(of: weekly))
    #expect((18...24).contains(forecast.exhaustion(of: 300).median))
    #expect(try #require(LeastSquaresLine(through: weekly)).exhaustion(of: 300) > 60)
  }

  @Test("is not drawn up by single days that stand apart")
  func outliers() throws {
    let spiky = series(0..<60) { 100 + Double($0) * 0.2 + Double(($0 * 7) % 5) + ([50, 55, 58].contains($0) ? 80 : 0) }
    let forecast = try #require(UseForecast(of: spiky))
    #expect((0.1...0.3).contains(forecast.growthPerDay))
    #expect(forecast.exhaustion(of: 160).median > 150)
  }

  @Test("takes missing days for missing and not for nothing")
  func gaps() throws {
    let whole = series(0..<60) { 100 + 2 * Double($0) }
    let gappy = UseSeries(days: whole.days.filter { !(20_020..<20_045).contains($0.number) && $0.number % 9 != 0 })
    let forecast = try #require(UseForecast(of: gappy))
    #expect((1.95...2.05).contains(forecast.growthPerDay))
    #expect((19...23).contains(forecast.exhaustion(of: 260).median))
  }

  @Test("is the same each time")
  func repeatable() throws {
    let generated = GeneratedSeries(.weekly, seed: 3)
    let first = try #require(UseForecast(of: generated.series))
    let second = try #require(UseForecast(of: generated.series))
    #expect(first.exhaustion(of: generated.total) == second.exhaustion(of: generated.total))
    #expect(first.peak(inDays: 14) == second.peak(inDays: 14))
  }
}

@Suite("The season of a week")
struct WeeklySeasonTests {
  private func series(_ count: Int, _ peak: (Int) -> Double) -> UseSeries {
    UseSeries(days: (0..<count).map { .init(number: $0, peak: peak($0)) })
  }

  @Test("is each weekday's share of the average, outliers left aside")
  func factors() {
    let season = WeeklySeason(of: series(42) { $0 == 23 ? 900 : $0 % 7 < 5 ? 110 : 75 })
    #expect((1.09...1.11).contains(season.factor(of: 43)) && (0.74...0.76).contains(season.factor(of: 47)))
    #expect(season.highest == season.factors.max())
  }

  @Test("is found in no less than three weeks")
  func tooShort() {
    #expect(WeeklySeason(of: series(20) { $0 % 7 < 5 ? 110 : 75 }).factors == WeeklySeason.none.factors)
    #expect(WeeklySeason(of: series(28) { $0 % 7 < 5 ? 110 : 75 }).factors != WeeklySeason.none.factors)
  }

  @Test("is not seen in chance")
  func chance() {
    var deviates = NormalDeviates(seed: 5)
    let season = WeeklySeason(of: series(60) { _ in 100 + deviates.next() })
    #expect(season.factors == WeeklySeason.none.factors)
  }
}

@Suite("The filter of outliers")
struct OutlierFilterTests {
  private func days(_ peak: (Int) -> Double) -> [UseSeries.Day] {
    (0..<40).map { .init(number: $0, peak: peak($0)) }
  }

  @Test("drops single days that stand apart and keeps a level that has shifted")
  func kept() {
    let kept = OutlierFilter.kept(days { Double(($0 * 7) % 5) + ($0 < 20 ? 100 : 200) + ($0 == 9 ? 60 : 0) })
    #expect(kept.map(\.number) == (0..<40).filter { $0 != 9 })
  }

  @Test("keeps everything where most days are alike")
  func alike() {
    #expect(OutlierFilter.kept(days { $0 == 30 ? 101 : 100 }).count == 40)
  }
}
