import Capacity
import Presentation
import Reports
import Testing

@Suite("Trends on a terminal")
struct TrendTableTests {
  private static let first = TrendSample.series("ng-1", [0, 10, 25, 40, 55, nil, nil, 70, 85, 95, 100, 92])
  private static let second = TrendSample.series(
    "노드-2", [7, 7, 7, 8, 8, nil, nil, 8, 8, 8, 8, 9], of: 10)

  private func text(
    _ rows: [TrendSample], _ terminal: TerminalCapabilities?, everyStep: Bool = false
  ) -> String {
    RenderedReport(trend(rows), as: .table, terminal: terminal, everyStep: everyStep).text
  }

  @Test("have a line for each series, with what was last known and a sparkline")
  func severalSeries() {
    #expect(
      text(Self.first + Self.second, TerminalCapabilities(width: 100)) == """
        pod-slots, step 1h: 2026-11-20T00:00Z to 2026-11-20T12:00Z
        cluster  group   slots  used  used %  used %, 0 to 100%
        myeks    ng-1      100    92   92.0%  ▁▂▃▄▅··▆▇██▇
        myeks    노드-2     10     9   90.0%  ▆▆▆▇▇··▇▇▇▇▇

        """)
  }

  @Test("say how old a line is once a series ends before the span does, and leave its place blank after that")
  func endedSeries() {
    #expect(
      text(Self.first + Self.second.prefix(9), TerminalCapabilities(width: 100)) == """
        pod-slots, step 1h: 2026-11-20T00:00Z to 2026-11-20T09:00Z
        time               cluster  group   slots  used  used %  used %, 0 to 100%
        2026-11-20T11:00Z  myeks    ng-1      100    92   92.0%  ▁▂▃▄▅··▆▇██▇
        2026-11-20T08:00Z  myeks    노드-2     10     8   80.0%  ▆▆▆▇▇··▇▇

        """)
  }

  @Test("fit the terminal: the sparkline shrinks to a third of it, then columns go, then the sparkline")
  func fitting() {
    let rows =
      TrendSample.series("ng-1", (0..<60).map { $0 }) + TrendSample.series("ng-2", (0..<60).map { $0 == 30 ? 90 : 9 })
    #expect(
      text(rows, TerminalCapabilities(width: 60)) == """
        pod-slots, step 1h: 2026-11-20T00:00Z to 2026-11-22T12:00Z
        cluster  group  slots  used  used %  used %, 0 to 100%
        myeks    ng-1     100    59   59.0%  ▁▁▁▂▂▂▂▂▃▃▃▃▃▃▄▄▄▄▄▅▅▅▅
        myeks    ng-2     100     9    9.0%  ▂▂▂▂▂▂▂▂▂▂▂▇▂▂▂▂▂▂▂▂▂▂▂

        """)
    #expect(
      text(rows, TerminalCapabilities(width: 32)) == """
        pod-slots, step 1h: 2026-11-20T…
        group  used  used %  used %, 0 …
        ng-1     59   59.0%  ▁▂▂▂▃▃▄▄▄▅▅
        ng-2      9    9.0%  ▂▂▂▂▂▇▂▂▂▂▂
        (2 more columns: widen the terminal, or use --format csv or json)

        """)
    #expect(text(rows, TerminalCapabilities(width: 24)).contains("\ng-1     59   59.0%\n".dropFirst()))
  }

  @Test("never exceed the terminal's width while the essential columns fit", arguments: 20...120)
  func width(width: Int) {
    for rows in [Self.first, Self.first + TrendSample.series("ng-2", Array(repeating: 5, count: 12))] {
      let lines = text(rows, TerminalCapabilities(width: width)).split(separator: "\n").filter { !$0.hasPrefix("(") }
      #expect(lines.allSatisfy { $0.count <= max(width, 33) })
    }
  }

  @Test("of one series have a line for each step, with a bar, and say where there is a gap")
  func oneSeries() {
    #expect(
      text(Array(Self.first.dropFirst(3).prefix(6)), TerminalCapabilities(width: 54)) == """
        pod-slots of myeks/ng-1, step 1h: 2026-11-20T03:00Z t…
        time               slots  used  used %  used %, 0 to …
        2026-11-20T03:00Z    100    40   40.0%  █████▋
        2026-11-20T04:00Z    100    55   55.0%  ███████▊
        2026-11-20T05:00Z      -     -       -  gap
        2026-11-20T06:00Z      -     -       -  gap
        2026-11-20T07:00Z    100    70   70.0%  █████████▊
        2026-11-20T08:00Z    100    85   85.0%  ███████████▉

        """)
  }

  @Test("show days where every step begins at midnight")
  func days() {
    let rows = TrendSample.series("ng-1", [25, 75], step: 86_400)
    #expect(
      text(rows, TerminalCapabilities(width: 60)) == """
        pod-slots of myeks/ng-1, step 1d: 2026-11-20T00:00Z to 2026…
        time        slots  used  used %  used %, 0 to 100%
        2026-11-20    100    25   25.0%  ██████▊
        2026-11-21    100    75   75.0%  ████████████████████▎

        """)
  }

  @Test("of several series have a line for each step where the user asks for them")
  func everyStep() {
    let rows = TrendSample.series("ng-1", [25]) + TrendSample.series("ng-2", [nil])
    #expect(
      text(rows, TerminalCapabilities(width: 80), everyStep: true) == """
        pod-slots: 2026-11-20T00:00Z to 2026-11-20T01:00Z
        time               cluster  group  slots  used  used %  used %, 0 to 100%
        2026-11-20T00:00Z  myeks    ng-1     100    25   25.0%  ██████
        2026-11-20T00:00Z  myeks    ng-2       -     -       -  gap

        """)
  }

  @Test("colour each value by its own tone")
  func colours() {
    let rows = TrendSample.series("ng-1", [50, 80, 90, 100]) + TrendSample.series("ng-2", [1, nil, 1, 1])
    let lines = text(rows, TerminalCapabilities(width: 80, usesColor: true)).split(separator: "\n")
    #expect(lines[2].hasSuffix("\u{1B}[31m100.0%\u{1B}[0m  ▅\u{1B}[33m▇\u{1B}[0m\u{1B}[31m▇█\u{1B}[0m"))
    #expect(lines[3].hasSuffix("1.0%  ▁·▁▁"))
    let bars = text(Array(rows.prefix(2)), TerminalCapabilities(width: 80, usesColor: true)).split(separator: "\n")
    #expect(bars[3].contains("\u{1B}[33m80.0%\u{1B}[0m  \u{1B}[33m████"))
  }

  @Test("are drawn in ASCII where there is nothing else")
  func ascii() {
    let text = text(Self.first + TrendSample.series("ng-2", [1]), TerminalCapabilities(width: 100, usesUnicode: false))
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(text.contains("_.-:=??+*##*\n"))
  }

  @Test("in a pipe are a plain table of every row")
  func piped() {
    #expect(
      text(Array(Self.first.prefix(2)), nil)
        == """
        time                  cluster  group  slots_allocatable  slots_used  used_percent
        2026-11-20T00:00Z  myeks    ng-1                 100           0           0.0
        2026-11-20T01:00Z  myeks    ng-1                 100          10          10.0

        """.replacing(":00Z", with: ":00:00Z"))
  }

  @Test("without rows say so")
  func noRows() {
    #expect(text([], TerminalCapabilities(width: 60)).hasSuffix("(no rows)\n"))
  }

  @Test("leave blank what lies before and after the rows of the span's steps")
  func stepsWithoutRows() {
    let steps = (-2...4).map { TrendSample.begin + $0 * 3600 }
    let shape = TrendShape(
      series: ["cluster", "group"], value: "slots_used", stepSeconds: 3600, steps: steps)
    let rows = TrendSample.series("ng-1", [1, 2]) + TrendSample.series("ng-2", [nil, 4, 8])
    let text = RenderedReport(
      trend(rows, shape: shape), as: .table, terminal: TerminalCapabilities(width: 80)
    ).text
    #expect(
      text == """
        pod-slots, step 1h: 2026-11-20T00:00Z to 2026-11-20T03:00Z
        time               cluster  group  slots  used  used %  used
        2026-11-20T01:00Z  myeks    ng-1     100     2    2.0%    ▅█
        2026-11-20T02:00Z  myeks    ng-2     100     8    8.0%    ·▅█

        """)
  }
}
