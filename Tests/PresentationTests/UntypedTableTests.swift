import Presentation
import Reports
import Testing

@Suite("Tables whose columns are known only as the program runs")
struct UntypedTableTests {
  private func text(
    _ names: [String], _ rows: [[ReportCell]], as format: OutputFormat, terminal: TerminalCapabilities? = nil
  ) -> String {
    let table = ReportTable(names: names, rowCount: rows.count) { rows[$0] }
    return RenderedReport(Report(name: "query", from: nil, to: nil, table: table), as: format, terminal: terminal).text
  }

  @Test("align numbers to the right, and texts and mixtures to the left")
  func alignment() {
    let rows: [[ReportCell]] = [
      [.integer(5), .real(0.5), .text("a"), .integer(1)], [.integer(12345), .integer(10), .absent, .text("many")],
    ]
    #expect(
      text(["count", "share", "name", "mixed"], rows, as: .table) == """
        count  share  name  mixed
            5    0.5  a     1
        12345     10  -     many

        """)
  }

  @Test("name each column once, and those without a name by their place")
  func names() {
    let header = { (names: [String]) in text(names, [], as: .csv) }
    #expect(header(["node", "node", "", "node", ""]) == "node,node_2,column_3,node_3,column_5\r\n")
    #expect(header(["node", "node", "node_2"]) == "node,node_3,node_2\r\n")
    #expect(header(["count(*)", "a,b", "=1+1"]) == "count(*),\"a,b\",'=1+1\r\n")
  }

  @Test("write numbers so that they read back as the same", arguments: OutputFormat.allCases)
  func numbers(format: OutputFormat) {
    let numbers = [0.1, 1.0 / 3, .leastNonzeroMagnitude, 1e22, 1.7976931348623157e308, -0.0, 3]
    let rows = numbers.map { [ReportCell.real($0), .integer(.min)] }
    var readBack: [UInt64] = []
    for line in text(["real", "integer"], rows, as: format).split(whereSeparator: \.isNewline) {
      let words = line.split { !"0123456789.e+-".contains($0) }.map(String.init).filter { Double($0) != nil }
      guard words.count == 2, let number = Double(words[0]) else { continue }
      readBack.append(number.bitPattern)
      #expect(Int64(words[1]) == .min)
    }
    #expect(readBack == numbers.map(\.bitPattern))
  }

  @Test("have a word for what is no number")
  func infinity() {
    let rows: [[ReportCell]] = [[.real(.infinity), .real(-.infinity)]]
    #expect(text(["a", "b"], rows, as: .csv) == "a,b\r\nInf,-Inf\r\n")
    #expect(
      text(["a", "b"], rows, as: .json)
        == "{\"report\":\"query\",\"from\":null,\"to\":null,\"rows\":[\n{\"a\":9e999,\"b\":-9e999}\n]}\n")
  }

  @Test("escape headings, which somebody may have made up")
  func headings() {
    #expect(text(["a\u{1B}[31m\nb"], [[.integer(1)]], as: .table).hasPrefix(#"a\u{1b}[31m\nb"#))
    #expect(text(["a\"b"], [[.integer(1)]], as: .json).contains(#"{"a\"b":1}"#))
  }

  @Test("keep their first column, empty ones and cut sentences at a narrow terminal")
  func narrow() {
    let sentence = String(repeating: "word ", count: 30)
    let shown = text(
      ["pod", "nothing", "message"], [[.text("web-1"), .absent, .text(sentence)]], as: .table,
      terminal: TerminalCapabilities(width: 60))
    let lines = shown.split(separator: "\n")
    #expect(lines[0] == "pod    nothing  message")
    #expect(lines[1].hasPrefix("web-1  -        word word") && lines[1].count == 60)
  }
}
