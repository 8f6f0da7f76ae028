import Testing

@testable import Capacity

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "are read and written as RFC 3339 in UTC",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-23T04:39:15Z", 1_795_408_755), ("2000-02-29T23:59:59Z", 951_868_799),
      ("1969-12-31T23:59:59Z", -1), ("2038-01-19T03:14:08Z", 2_147_483_648), ("9999-12-31T23:59:59Z", 253_402_300_799),
      ("0001-01-01T00:00:00Z", -62_135_596_800), ("2100-03-01T00:00:00Z", 4_107_542_400),
    ] as [(String, Int64)])
  func roundTrip(text: String, seconds: Int64) {
    #expect(Timestamp(rfc3339: text) == Timestamp(seconds: seconds))
    #expect(Timestamp(seconds: seconds).description == text)
  }

  @Test(
    "in other notations mean the same moment",
    arguments: [
      "2026-11-23T04:39:15.250Z", "2026-11-23T04:39:15.999999999Z", "2026-11-23t04:39:15z", "2026-11-23 04:39:15Z",
      "2026-11-23T13:39:15+09:00", "2026-11-22T22:39:15.5-06:00", "2026-11-23T04:39:15-00:00",
    ])
  func notations(text: String) {
    #expect(Timestamp(rfc3339: text)?.description == "2026-11-23T04:39:15Z")
  }

  @Test(
    "with anything odd are refused",
    arguments: [
      "", "2026-11-23", "2026-11-23T04:39:15", "2026-11-23T04:39Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
      "2100-02-29T00:00:00Z", "2026-00-10T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-23T24:00:00Z",
      "2026-11-23T04:60:00Z", "2026-11-23T04:39:61Z", "2026-11-23T04:39:15.Z", "2026-11-23T04:39:15+0900",
      "2026-11-23T04:39:15+24:00", "2026-11-23T04:39:15Zx", " 2026-11-23T04:39:15Z", "26-11-23T04:39:15Z",
      "2026-11-23T04:39:15,5Z", "２026-11-23T04:39:15Z",
    ])
  func malformed(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test func aLeapSecondIsTheNextSecond() {
    #expect(Timestamp(rfc3339: "2016-12-31T23:59:60Z") == Timestamp(rfc3339: "2017-01-01T00:00:00Z"))
  }

  @Test func everyDayOfFourCenturiesReadsBack() {
    for day in stride(from: Int64(-80_000), to: 80_000, by: 1) {
      let moment = Timestamp(seconds: day * 86_400 + 3_661)
      guard Timestamp(rfc3339: moment.description) != moment else { continue }
      Issue.record("\(moment) does not read back")
      return
    }
  }

  @Test func arithmeticIsInSeconds() {
    let moment = Timestamp(seconds: 100)
    #expect(moment + 20 == Timestamp(seconds: 120))
    #expect(moment + -20 < moment)
    #expect((moment + 20) - moment == 20)
  }
}
