import Reports
import Testing

@testable import Presentation

@Suite("Units for people")
struct HumanizedTests {
  @Test(
    "sizes have the largest binary unit with a whole part",
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (27_905_944_324, "26 GiB"),
      (-2048, "-2 KiB"), (Int64.max, "8 EiB"),
    ])
  func bytes(count: Int64, text: String) {
    #expect(Humanized.bytes(count) == text)
  }

  @Test("CPU is shown in cores", arguments: [(0, "0"), (1930, "1.93"), (2000, "2"), (100, "0.1"), (15_890, "15.89")])
  func cores(millicores: Int64, text: String) {
    #expect(Humanized.cores(millicores: millicores) == text)
  }

  @Test(
    "lengths of time have their two largest units",
    arguments: [
      (0, "0s"), (40, "40s"), (60, "1m"), (750, "12m30s"), (3600, "1h"), (3659, "1h"), (18_720, "5h12m"),
      (273_600, "3d4h"), (-90, "-1m30s"),
    ])
  func durations(seconds: Int64, text: String) {
    #expect(Humanized.duration(seconds: seconds) == text)
  }

  @Test("decimals keep their digits")
  func decimals() {
    #expect(FixedDecimal(units: 5, digits: 3).description == "0.005")
    #expect(FixedDecimal(units: -1050, digits: 3).description == "-1.050")
    #expect(FixedDecimal(units: 7, digits: 0).description == "7")
    #expect(FixedDecimal(rounding: 93.149, digits: 1)?.description == "93.1")
    #expect(FixedDecimal(rounding: -0.05, digits: 1)?.description == "-0.1")
    #expect(FixedDecimal(rounding: .nan, digits: 1) == nil)
    #expect(FixedDecimal(units: 12, digits: 1) < FixedDecimal(units: 125, digits: 2))
  }
}
