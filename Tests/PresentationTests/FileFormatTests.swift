import Presentation
import Reports
import Testing

@Suite("CSV")
struct CSVTests {
  @Test("has a header, values without units, and lines that end in CR LF")
  func golden() {
    let text = RenderedReport(report([.full, Sample()]), as: .csv).text
    #expect(
      text == """
        name,count,memory_bytes,cpu_millicores,seconds,used_percent,ready,seen_at,message\r
        ip-192-168-1-111,17,3469623296,1930,750,93.1,true,2026-11-23T04:39:15Z,\
        0/3 nodes are available: 3 Too many pods.\r
        ,,,,,,,,\r

        """)
  }

  @Test("keeps its header without rows")
  func empty() {
    #expect(RenderedReport(report(texts: []), as: .csv).text == "text\r\n")
  }

  @Test(
    "quotes only what needs it",
    arguments: [
      ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
      ("cr\rlf", "\"cr\rlf\""), (" blank ", " blank "), ("노드", "노드"), ("", ""),
    ])
  func quoting(value: String, expected: String) {
    #expect(RenderedReport(report(texts: [value]), as: .csv).text == "text\r\n\(expected)\r\n")
  }

  @Test(
    "makes text of what a spreadsheet would run",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
      ("\rx", "\"'\rx\""), ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""), ("a=1", "a=1"),
      ("\n=1", "\"'\n=1\""), ("＝1+1", "'＝1+1"), ("＋", "'＋"),
    ])
  func formulas(value: String, expected: String) {
    #expect(RenderedReport(report(texts: [value]), as: .csv).text == "text\r\n\(expected)\r\n")
  }

  @Test("leaves negative numbers numbers")
  func negativeNumbers() {
    let text = RenderedReport(
      report([Sample(count: -3, share: FixedDecimal(units: -5, digits: 2))]), as: .csv
    ).text
    #expect(text.hasSuffix("\r\n,-3,,,,-0.05,,,\r\n"))
  }

  @Test("is not changed by a terminal")
  func terminal() {
    let terminal = TerminalCapabilities(width: 20, usesColor: true)
    for format in [OutputFormat.csv, .json] {
      let plain = RenderedReport(report([.full]), as: format).text
      #expect(RenderedReport(report([.full]), as: format, terminal: terminal).text == plain)
    }
  }
}

@Suite("JSON")
struct JSONTests {
  @Test("has the report's name and ends, and a row on each line with its keys in column order")
  func golden() {
    let text = RenderedReport(report([.full, Sample()]), as: .json).text
    #expect(
      text == """
        {"report":"sample","from":"2026-11-23T04:39:15Z","to":"2026-11-23T04:39:15Z","rows":[
        {"name":"ip-192-168-1-111","count":17,"memory_bytes":3469623296,"cpu_millicores":1930,"seconds":750,\
        "used_percent":93.1,"ready":true,"seen_at":"2026-11-23T04:39:15Z",\
        "message":"0/3 nodes are available: 3 Too many pods."},
        {"name":null,"count":null,"memory_bytes":null,"cpu_millicores":null,"seconds":null,"used_percent":null,\
        "ready":null,"seen_at":null,"message":null}
        ]}

        """)
  }

  @Test("is complete without rows and without times")
  func empty() {
    let text = RenderedReport(report(texts: []), as: .json).text
    #expect(text == #"{"report":"texts","from":null,"to":null,"rows":[]}"# + "\n")
  }

  @Test(
    "escapes what JSON must escape",
    arguments: [
      ("a\"b", #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb\tc\rd", #"a\nb\tc\rd"#), ("\u{0}\u{1F}", #"\u0000\u001f"#),
      ("노드 😀", "노드 😀"), ("=1+1", "=1+1"), ("", ""),
    ])
  func escapes(value: String, expected: String) {
    let text = RenderedReport(report(texts: [value]), as: .json).text
    #expect(text == "{\"report\":\"texts\",\"from\":null,\"to\":null,\"rows\":[\n{\"text\":\"\(expected)\"}\n]}\n")
  }
}

@Suite("Chunks")
struct ChunkTests {
  @Test("of a long report are small, and together the whole", arguments: OutputFormat.allCases)
  func chunks(format: OutputFormat) {
    let message = String(repeating: "word ", count: 20)
    let rows = (0..<4000).map { (number: Int) in Sample(name: "node-\(number)", count: number, message: message) }
    let chunks = Array(RenderedReport(report(rows), as: format))
    #expect(chunks.count > 5)
    #expect(chunks.allSatisfy { !$0.isEmpty && $0.count < 80_000 })
    let text = String(decoding: chunks.joined(), as: UTF8.self)
    #expect(text.contains("node-0") && text.contains("node-3999"))
    #expect(text.count { $0.isNewline } >= 4001)
  }
}
