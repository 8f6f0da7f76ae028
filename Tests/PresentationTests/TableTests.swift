import Presentation
import Reports
import Testing

@Suite("Tables")
struct TableTests {
  @Test("in a pipe hold full values under the column names")
  func piped() {
    let text = RenderedReport(report([.full, Sample(name: "n2", count: 5)]), as: .table).text
    #expect(
      text == """
        name              count  memory_bytes  cpu_millicores  seconds  used_percent  ready  seen_at               message
        ip-192-168-1-111     17    3469623296            1930      750          93.1  true   2026-11-23T04:39:15Z  \
        0/3 nodes are available: 3 Too many pods.
        n2                    5             -               -        -             -  -      -                     -

        """)
  }

  @Test("on a terminal carry readable units under short headings")
  func terminal() {
    let text = RenderedReport(report([.full]), as: .table, terminal: TerminalCapabilities()).text
    #expect(
      text == """
        name              count   memory   cpu  waited   used  ready  seen               message
        ip-192-168-1-111     17  3.2 GiB  1.93  12m30s  93.1%  yes    2026-11-23T04:39Z  \
        0/3 nodes are available: 3 Too many pods.

        """)
  }

  @Test("fit the terminal: prose is cut, then details go, then useful columns, and the rest is counted")
  func fitting() {
    func text(_ width: Int) -> String {
      RenderedReport(report([.full]), as: .table, terminal: TerminalCapabilities(width: width)).text
    }
    #expect(
      text(120) == """
        name              count   memory   cpu  waited   used  ready  seen               message
        ip-192-168-1-111     17  3.2 GiB  1.93  12m30s  93.1%  yes    2026-11-23T04:39Z  0/3 nodes are available: 3 Too many po…

        """)
    #expect(
      text(80) == """
        name              count  waited   used  ready  seen
        ip-192-168-1-111     17  12m30s  93.1%  yes    2026-11-23T04:39Z
        (3 more columns: widen the terminal, or use --format csv or json)

        """)
    #expect(
      text(20) == """
        name           count
        ip-192-168-1…     17
        (7 more columns: widen the terminal, or use --format csv or json)

        """)
  }

  @Test("mark what was cut with a tilde where a terminal shows nothing but ASCII")
  func asciiEllipsis() {
    let terminal = TerminalCapabilities(width: 20, usesUnicode: false)
    let text = RenderedReport(report([.full]), as: .table, terminal: terminal).text
    #expect(text.hasPrefix("name           count\nip-192-168-1~     17\n"))
    let field = Field<Int>(ReportColumn("available", .integer, .essential, heading: "… available")) { ReportCell($0) }
    let dotted = Report(name: "dotted", from: nil, to: nil, table: ReportTable([3], fields: [field]))
    #expect(RenderedReport(dotted, as: .table, terminal: terminal).text == "... available\n            3\n")
  }

  @Test("never exceed the terminal's width while the essential columns fit", arguments: 22...140)
  func width(width: Int) {
    let text = RenderedReport(report([.full]), as: .table, terminal: TerminalCapabilities(width: width)).text
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("(") }
    #expect(lines.allSatisfy { $0.count <= width })
  }

  @Test("on a terminal leave out columns without any value")
  func emptyColumns() {
    let text = RenderedReport(
      report([Sample(name: "n1", count: 0, isReady: false)]), as: .table, terminal: TerminalCapabilities()
    ).text
    #expect(text == "name  count  ready\nn1        0  no\n")
  }

  @Test("on a terminal say that there are no rows; in a pipe they are a header")
  func noRows() {
    #expect(RenderedReport(report(texts: []), as: .table).text == "text\n")
    let shown = RenderedReport(report(texts: []), as: .table, terminal: TerminalCapabilities()).text
    #expect(shown == "text\n(no rows)\n")
  }

  @Test("colour what is at or near its limit, and only when asked to")
  func colours() {
    let rows = [0, 10, 50].map { Sample(name: "n", count: $0) }
    let text = RenderedReport(report(rows), as: .table, terminal: TerminalCapabilities(usesColor: true)).text
    #expect(
      text == """
        \u{1B}[1mname\u{1B}[0m  \u{1B}[1mcount\u{1B}[0m
        n         \u{1B}[31m0\u{1B}[0m
        n        \u{1B}[33m10\u{1B}[0m
        n        50

        """)
    #expect(!RenderedReport(report(rows), as: .table, terminal: TerminalCapabilities()).text.contains("\u{1B}"))
    #expect(!RenderedReport(report(rows), as: .table).text.contains("\u{1B}"))
  }

  @Test("align wide characters, combining marks and emoji by the columns they take")
  func wideCharacters() {
    let rows = ["node", "노드", "e\u{301}te\u{301}", "ﾉｰﾄﾞ", "ノード", "🚀", "❤️"].map { Sample(name: $0, count: 1) }
    let fields = Array(Sample.fields.prefix(2))
    let report = Report(name: "wide", from: nil, to: nil, table: ReportTable(rows, fields: fields))
    #expect(
      RenderedReport(report, as: .table).text == """
        name    count
        node        1
        노드        1
        e\u{301}te\u{301}         1
        ﾉｰﾄﾞ        1
        ノード      1
        🚀          1
        ❤️          1

        """)
  }

  @Test(
    "escape what would move the cursor or reorder the line",
    arguments: [
      ("a\nb", #"a\nb"#), ("a\tb", #"a\tb"#), ("\u{1B}[2J", #"\u{1b}[2J"#), ("\u{9B}31m", #"\u{9b}31m"#),
      ("\u{7F}", #"\u{7f}"#), ("\u{202E}abc", #"\u{202e}abc"#), ("a\u{2028}b", #"a\u{2028}b"#), ("", "-"),
    ])
  func escapes(value: String, expected: String) {
    #expect(RenderedReport(report(texts: [value]), as: .table).text == "text\n\(expected)\n")
  }

  @Test("in blocks have a line for each value")
  func blocks() {
    let rows = [Sample(name: "a", count: 1, bytes: 1024), Sample(name: "b", count: 2)]
    #expect(
      RenderedReport(report(rows, layout: .blocks), as: .table, terminal: TerminalCapabilities()).text == """
        name     a
        count    1
        memory   1 KiB

        name     b
        count    2

        """)
    #expect(
      RenderedReport(report([rows[1]], layout: .blocks), as: .table).text == """
        name            b
        count           2
        memory_bytes    -
        cpu_millicores  -
        seconds         -
        used_percent    -
        ready           -
        seen_at         -
        message         -

        """)
  }
}

@Suite("Colours")
struct ColorChoiceTests {
  @Test("follow NO_COLOR and the kind of terminal, unless the user says otherwise")
  func choice() {
    #expect(ColorChoice.auto.usesColor(environment: [:]))
    #expect(ColorChoice.auto.usesColor(environment: ["NO_COLOR": ""]))
    #expect(!ColorChoice.auto.usesColor(environment: ["NO_COLOR": "1"]))
    #expect(!ColorChoice.auto.usesColor(environment: ["TERM": "dumb"]))
    #expect(ColorChoice.always.usesColor(environment: ["NO_COLOR": "1"]))
    #expect(!ColorChoice.never.usesColor(environment: [:]))
  }
}
