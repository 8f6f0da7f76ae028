import Capacity
import Presentation
import Reports
import Testing

@Suite("Charts")
struct ChartTests {
  /// Two days, hour by hour: a steady rise, a gap, the limit.
  private static let rows = TrendSample.series(
    "ng-1", (0..<48).map { hour in (20..<25).contains(hour) ? nil : min(100, hour * 5 / 2) })

  private func chart(
    _ rows: [TrendSample] = Self.rows, value: String? = nil, on canvas: TerminalCapabilities
  ) throws -> String {
    try RenderedChart(trend(rows), value: value, on: canvas).text
  }

  @Test("fill the width: values upwards, time to the right, gaps at the bottom, the limit on top")
  func wide() throws {
    let text = try chart(on: TerminalCapabilities(width: 70, height: 40))
    #expect(
      text == """
        used_percent of myeks/ng-1, step 1h: 2026-11-20T00:00Z to 2026-11-22T…
        100% ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌▃▅▅██████████
             │                                              ▂▄▆▆██████████████
             │                                          ▂▅▇▇██████████████████
         75% ┤                                      ▃▅████████████████████████
             │                                  ▄▆████████████████████████████
             │                                  ██████████████████████████████
         50% ┤                        ▃▃▅       ██████████████████████████████
             │                   ▂▄▄▆████       ██████████████████████████████
             │               ▂▅▅▇████████       ██████████████████████████████
         25% ┤           ▃▅▅█████████████       ██████████████████████████████
             │      ▂▄▆▆█████████████████       ██████████████████████████████
             │  ▂▅▇▇█████████████████████·······██████████████████████████████
          0% └┬───────┬───────┬───────┬───────┬───────┬───────┬───────┬───────
              11-20   06:00   12:00   18:00   11-21   06:00   12:00   18:00
        last 100.0%, lowest 0.0%, highest 100.0% at 2026-11-21T16:00Z
        · gap: nothing is known

        """)
  }

  @Test("take fewer lines where the terminal is low, and share columns where it is narrow")
  func small() throws {
    let text = try chart(on: TerminalCapabilities(width: 40, height: 11))
    #expect(
      text == """
        used_percent of myeks/ng-1, step 1h: 20…
        100% ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌▁▂▃▄▅▆▇█████
         75% ┤                  ▄▅▆█████████████
         50% ┤        ▁▂▃▄▅▆▇   ████████████████
         25% ┤ ▁▂▃▅▅▆████████···████████████████
          0% └┬───────┬────────┬───────┬────────
              11-20   12:00    11-21   12:00
        last 100.0%, lowest 0.0%, highest 100.0…
        · gap: nothing is known

        """)
  }

  @Test("of another column have its own scale, and the line of its total")
  func otherColumn() throws {
    let rows = TrendSample.series("ng-1", [10, 20, 30, 40], of: 34)
    let text = try chart(rows, value: "slots_used", on: TerminalCapabilities(width: 34, height: 14))
    #expect(
      text == """
        slots_used of myeks/ng-1, step 1h…
        40 ┤                       ███████
           │╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌███████
        30 ┤               ███████████████
           │               ███████████████
        20 ┤        ██████████████████████
           │        ██████████████████████
        10 ┤██████████████████████████████
           │██████████████████████████████
         0 └┬─────────────────────┬───────
            11-20                 03:00
        last 40, lowest 10, highest 40 at…
        ╌ slots_allocatable 34

        """)
  }

  @Test("are drawn in ASCII where there is nothing else")
  func ascii() throws {
    let text = try chart(on: TerminalCapabilities(width: 40, height: 11, usesUnicode: false))
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(
      text == """
        used_percent of myeks/ng-1, step 1h: 20~
        100% +----------------------...::::#####
         75% +                  :::#############
         50% +        ...::::   ################
         25% + ...:::########???################
          0% ++-------+--------+-------+--------
              11-20   12:00    11-21   12:00
        last 100.0%, lowest 0.0%, highest 100.0~
        ? gap: nothing is known

        """)
  }

  @Test("colour each column by the tone of its value")
  func colours() throws {
    let rows = TrendSample.series("ng-1", [50, 85, 100])
    let text = try chart(rows, on: TerminalCapabilities(width: 18, height: 10, usesColor: true))
    #expect(text.contains("\n 50% ┤████\u{1B}[33m████\u{1B}[0m\u{1B}[31m████\u{1B}[0m\n"))
    #expect(!(try chart(rows, on: TerminalCapabilities(width: 18, height: 10))).contains("\u{1B}"))
  }

  @Test("never exceed their width", arguments: [20, 33, 64, 100, 200])
  func width(width: Int) throws {
    let lines = try chart(on: TerminalCapabilities(width: width)).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= width })
    #expect(lines[1].count == width)
  }

  @Test("of a span of which nothing is known say so")
  func unknown() throws {
    let text = try chart(TrendSample.series("ng-1", [nil, nil]), on: TerminalCapabilities(width: 30))
    #expect(text.contains("\n     │························\n"))
    #expect(text.hasSuffix("nothing is known of the span\n· gap: nothing is known\n"))
  }

  @Test("without rows say so")
  func noRows() throws {
    #expect(try chart([], on: TerminalCapabilities(width: 30)) == "(no rows)\n")
  }

  @Test("show one series; with several they tell how to choose")
  func severalSeries() throws {
    let rows = TrendSample.series("ng-1", [1]) + TrendSample.series("ng-2", [2])
    let error = ChartError.severalSeries(["ng-1", "ng-2"], report: "pod-slots")
    #expect(throws: error) { try chart(rows, on: TerminalCapabilities()) }
    #expect(
      error.description
        == "--chart draws one series, and 'pod-slots' has 2: choose one with --cluster or --series, for example "
        + "--series 'ng-1'; the others are 'ng-2'")
  }

  @Test("show numbers; with another column they tell which there are")
  func columnsWithoutNumbers() throws {
    let error = ChartError.noNumbers(
      column: "group", report: "pod-slots", known: ["slots_allocatable", "slots_used", "used_percent"])
    #expect(throws: error) { try chart(value: "group", on: TerminalCapabilities()) }
  }

  @Test("are for trends")
  func otherReports() {
    #expect(throws: ChartError.noTrend(report: "sample")) {
      try RenderedChart(report([.full]), on: TerminalCapabilities())
    }
  }
}
