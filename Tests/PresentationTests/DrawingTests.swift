import Capacity
import Reports
import Testing

@testable import Presentation

@Suite("Drawings")
struct DrawingTests {
  private func line(_ points: [TrendPoint], top: Double = 100, width: Int = 80, _ glyphs: Glyphs = .blocks) -> String {
    Sparkline(points, top: top, width: width, glyphs: glyphs).marks.map(\.text).joined()
  }

  private func points(_ values: Double?...) -> [TrendPoint] {
    values.map { $0.map { .value($0, .plain) } ?? .gap }
  }

  @Test("a sparkline has eight heights from nothing to the top")
  func heights() {
    #expect(line(points(0, 14.3, 28.6, 42.9, 57.1, 71.4, 85.7, 100)) == "▁▂▃▄▅▆▇█")
    #expect(line(points(0, 14.3, 28.6, 42.9, 57.1, 71.4, 85.7, 100), .ascii) == "_.-:=+*#")
    #expect(line(points(120, -3, 50), top: 100) == "█▁▅")
    #expect(line(points(0, 0), top: 0) == "▁▁")
  }

  @Test("a sparkline tells what is unknown from what was not there")
  func gaps() {
    #expect(line([.value(50, .plain), .gap, .nothing, .value(50, .plain)]) == "▅· ▅")
    #expect(line([.value(50, .plain), .gap, .nothing, .value(50, .plain)], .ascii) == "=? =")
  }

  @Test("steps that share a column show the highest of them, and a gap only where all are unknown")
  func sharing() {
    #expect(line(points(0, 100, nil, 0, nil, nil, 50, 0), width: 4) == "█▁·▅")
    #expect([TrendPoint.gap, .nothing].resampled(to: 1) == [.gap])
    #expect([TrendPoint.nothing, .nothing].resampled(to: 1) == [.nothing])
    let tones: [TrendPoint] = [.value(95, .critical), .value(10, .plain)]
    #expect(tones.resampled(to: 1) == [.value(95, .critical)])
  }

  @Test("steps fill whatever width there is, in their order", arguments: 1...40)
  func filling(width: Int) {
    let steps = (0..<17).map { TrendPoint.value(Double($0), .plain) }
    let drawn = steps.resampled(to: width).compactMap(\.value)
    #expect(drawn.count == width)
    #expect(drawn == drawn.sorted())
    #expect(drawn.last == 16)
    if width >= 17 { #expect(Set(drawn).count == 17) }
  }

  @Test(
    "a bar is as long as its value in eighths of a column, and a little one is still seen",
    arguments: [
      (0.0, ""), (0.001, "▏"), (50, "█████"), (51.25, "█████▏"), (54.9, "█████▌"), (99, "█████████▉"),
      (100, "██████████"),
      (130, "██████████"),
    ])
  func bars(value: Double, bar: String) {
    #expect(Bar.text(value, top: 100, width: 10, glyphs: .blocks) == bar)
  }

  @Test("a bar of ASCII has whole columns and one of two ends")
  func asciiBars() {
    #expect(Bar.text(52, top: 100, width: 10, glyphs: .ascii) == "#####-")
    #expect(Bar.text(57, top: 100, width: 10, glyphs: .ascii) == "#####=")
    #expect(Bar.text(5, top: 0, width: 10, glyphs: .ascii) == "")
  }
}

@Suite("The scales of a chart")
struct ChartScaleTests {
  @Test(
    "reach over the highest value in divisions that read well",
    arguments: [
      (0.0, ["0", "1", "2", "3", "4"]), (3, ["0", "1", "2", "3", "4"]), (9, ["0", "5", "10", "15", "20"]),
      (51, ["0", "20", "40", "60", "80"]), (100, ["0", "25", "50", "75", "100"]),
      (2_000_000, ["0", "500000", "1000000", "1500000", "2000000"]),
    ] as [(Double, [String])])
  func counts(highest: Double, labels: [String]) {
    #expect(ChartScale(highest: highest, maximum: nil, kind: .integer).labels == labels)
  }

  @Test("end at the maximum where there is one, and carry units")
  func units() {
    #expect(
      ChartScale(highest: 12, maximum: 100, kind: .percent).labels == ["0%", "25%", "50%", "75%", "100%"])
    #expect(
      ChartScale(highest: 3_000_000_000, maximum: nil, kind: .bytes).labels == [
        "0 B", "1 GiB", "2 GiB", "3 GiB", "4 GiB",
      ])
    #expect(ChartScale(highest: 54_500, maximum: nil, kind: .seconds).labels == ["0s", "6h", "12h", "18h", "1d"])
    #expect(ChartScale(highest: 900_000, maximum: nil, kind: .seconds).labels == ["0s", "5d", "10d", "15d", "20d"])
    #expect(
      ChartScale(highest: 0.9, maximum: nil, kind: .decimal).labels == ["0", "0.25", "0.50", "0.75", "1"])
  }

  @Test("hold whatever is drawn", arguments: [1.0, 7, 12, 99, 101, 999, 1001, 123_456, 4.0e9])
  func holding(highest: Double) {
    for kind in [ReportColumn.Kind.integer, .decimal, .percent, .bytes, .seconds] {
      let top = ChartScale(highest: highest, maximum: nil, kind: kind).top
      #expect(top >= highest && top <= highest * 4.1 + 4, "\(kind)")
    }
  }
}

@Suite("The times of a chart")
struct ChartTimeAxisTests {
  private static let begin = TrendSample.begin

  private func labels(from: Timestamp = begin, hours: Int64, step: Int64 = 3600, width: Int) -> [String] {
    ChartTimeAxis(from: from, seconds: hours * 3600, stepSeconds: step, width: width).ticks.map(\.label)
  }

  @Test("are hours within a day, and the day at midnight")
  func hours() {
    #expect(labels(hours: 24, width: 72) == ["11-20", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"])
    #expect(labels(from: Self.begin + 1800, hours: 2, step: 300, width: 40) == ["00:30", "01:00", "01:30", "02:00"])
  }

  @Test("are days within weeks, and Mondays within months")
  func days() {
    #expect(
      labels(hours: 4 * 24, width: 64) == ["11-20", "12:00", "11-21", "12:00", "11-22", "12:00", "11-23", "12:00"])
    #expect(labels(hours: 28 * 24, step: 86_400, width: 60) == ["11-23", "11-30", "12-07", "12-14"])
    #expect(labels(hours: 365 * 24, step: 86_400, width: 60) == ["2027-01", "2027-04", "2027-07"])
  }

  @Test("keep apart and inside, at any width and span", arguments: [10, 23, 60, 79, 200])
  func apart(width: Int) {
    for hours in [1, 5, 24, 100, 24 * 30, 24 * 365, 24 * 3650] as [Int64] {
      let ticks = ChartTimeAxis(from: Self.begin + 777, seconds: hours * 3600, stepSeconds: 300, width: width).ticks
      #expect(!ticks.isEmpty)
      #expect(ticks.allSatisfy { $0.column >= 0 && $0.column + $0.label.count <= width })
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $1.column - $0.column > $0.label.count }, "\(hours) hours")
    }
  }
}
