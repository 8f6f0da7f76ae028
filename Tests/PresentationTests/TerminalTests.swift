import Presentation
import Testing

@Suite("Terminals")
struct TerminalTests {
  @Test(
    "show more than ASCII where the locale is UTF-8: LC_ALL before LC_CTYPE before LANG, empty ones as unset",
    arguments: [
      (["LANG": "en_GB.UTF-8"], true), (["LANG": "C.utf8"], true), (["LANG": "ko_KR.EUC-KR"], false),
      (["LANG": "C"], false), ([:], false), (["LANG": "en_GB.UTF-8", "LC_ALL": "C"], false),
      (["LANG": "C", "LC_CTYPE": "ko_KR.UTF-8"], true), (["LC_ALL": "", "LANG": "en_GB.UTF-8"], true),
      (["LANG": "en_GB.UTF-8", "TERM": "dumb"], false), (["LANG": "en_GB.UTF-8", "TERM": "xterm-256color"], true),
    ] as [([String: String], Bool)])
  func characters(environment: [String: String], expected: Bool) {
    #expect(TerminalCapabilities.usesUnicode(environment: environment) == expected)
  }

  @Test("what a chart in a file is drawn with: $COLUMNS or 80 columns, and colours only on demand")
  func file() {
    let utf8 = ["LANG": "C.UTF-8"]
    #expect(TerminalCapabilities.ofFile(environment: utf8) == TerminalCapabilities(width: 80))
    #expect(
      TerminalCapabilities.ofFile(environment: ["COLUMNS": "132"], color: .always)
        == TerminalCapabilities(width: 132, usesColor: true, usesUnicode: false))
    #expect(TerminalCapabilities.ofFile(environment: utf8.merging(["COLUMNS": "wide"]) { $1 }).width == 80)
  }
}
