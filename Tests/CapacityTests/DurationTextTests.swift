@testable import Capacity
import Testing

@Suite("Lengths of time as users write them")
struct DurationTextTests {
  @Test(
    "are a whole number and a unit",
    arguments: [
      ("0s", 0), ("90s", 90), ("90m", 5400), ("24h", 86_400), ("30d", 2_592_000), ("12w", 7_257_600),
      ("1y", 31_536_000), ("005m", 300), ("9223372036854775807s", Int64.max),
    ] as [(String, Int64)])
  func isRead(text: String, seconds: Int64) {
    #expect(DurationText(text)?.seconds == seconds)
  }

  @Test(
    "are nothing else",
    arguments: [
      "", " ", "s", "5", "-5d", "+5d", "5 d", " 5d", "5d ", "1.5h", "1,5h", "30D", "5M", "5mo", "5min", "1d12h", "5ms",
      "٣d", "5µ", "1e3s", "0x5s", "9223372036854775808s", "9223372036854775807m", "9999999999999999999y",
    ])
  func isRefused(text: String) {
    #expect(DurationText(text) == nil)
  }

  @Test(
    "are shown in the longest unit that divides them",
    arguments: ["0s", "1s", "90s", "1m", "90m", "25h", "1d", "8d", "1w", "366d", "1y", "100y"])
  func isShown(text: String) {
    #expect(DurationText(text)?.description == text)
  }

  @Test("are within the bounds of the option, else the error names text, option, form and bounds")
  func bounds() {
    let timeout = DurationSetting("--timeout", examples: "90s, 5m or 1h", bounds: 1...86_400, takesBareSeconds: true)
    #expect(
      ["1", "90", "90s", "1h", "24h", "1d"].map { try? timeout.seconds(in: $0) } == [1, 90, 90, 3600, 86_400, 86_400])
    for text in ["", "0", "0s", "-1", "86401", "25h", "2d", "1w", "1y", "soon"] {
      #expect(
        throws: DurationError(text: text, setting: timeout), "\(text)",
        performing: { try timeout.seconds(in: text) })
    }
    #expect(
      DurationError(text: "2d", setting: timeout).description
        == "'2d' is no valid length of time; --timeout takes a whole number and a unit (s, m, h, d, w or y) such as 90s, 5m "
        + "or 1h, from 1s to 1d; a number without a unit counts as seconds")
  }

  @Test("are whole in the unit of the option")
  func units() {
    let runway = DurationSetting(
      "--warning-runway", examples: "14d or 4w", bounds: 0...366 * 86_400, unitSeconds: 86_400, alternative: "off")
    #expect(["0s", "48h", "4w", "1y"].map { try? runway.seconds(in: $0) } == [0, 172_800, 2_419_200, 31_536_000])
    #expect(["30", "36h", "400d", "off"].map { try? runway.seconds(in: $0) } == [nil, nil, nil, nil])
    #expect(
      DurationError(text: "36h", setting: runway).description
        == "'36h' is no valid length of time; --warning-runway takes a whole number and a unit (s, m, h, d, w or y) such as 14d "
        + "or 4w, from 0s to 366d in steps of 1d, or off")
  }
}
