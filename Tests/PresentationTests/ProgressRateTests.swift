import Testing

@testable import Presentation

@Suite("How long work still takes")
struct ProgressRateTests {
  @Test(
    "the rest takes as long for each part as what was done since the first look",
    arguments: [(30, 10, "about 20 s"), (190, 10, "about 3 min"), (1010, 10, "about 17 min")])
  func rate(_ all: Int64, _ done: Int64, _ words: String) {
    var rate = ProgressRate()
    let start = ContinuousClock.now
    #expect(rate.left(after: 5, of: all, at: start) == nil)
    #expect(rate.left(after: done, of: all, at: start + .milliseconds(900)) == nil, "too early")
    let left = rate.left(after: done, of: all, at: start + .seconds(5))
    #expect(left == words)
  }

  @Test("nothing is told while nothing gets done")
  func standstill() {
    var rate = ProgressRate()
    let start = ContinuousClock.now
    #expect(rate.left(after: 5, of: 10, at: start) == nil)
    #expect(rate.left(after: 5, of: 10, at: start + .seconds(60)) == nil)
  }
}
