/// How long work still takes at the rate that it had so far.
package struct ProgressRate {
  private var begun: (moment: ContinuousClock.Instant, done: Int64)?

  /// The rate of work of which nothing was seen yet.
  package init() {}

  /// The time that is left, for example `about 40 s` or `about 3 min`; nil in the first second, from which nothing can be
  /// concluded, and while nothing gets done.
  ///
  /// - Parameters:
  ///   - done: how much is done.
  ///   - all: how much there is to do.
  ///   - now: the current moment.
  package mutating func left(after done: Int64, of all: Int64, at now: ContinuousClock.Instant) -> String? {
    guard let begun else {
      begun = (now, done)
      return nil
    }
    let elapsed = (now - begun.moment) / .seconds(1)
    guard elapsed >= 1, done > begun.done else { return nil }
    let seconds = Int((elapsed * Double(all - done) / Double(done - begun.done)).rounded(.up))
    return seconds < 100 ? "about \(seconds) s" : "about \((seconds + 59) / 60) min"
  }
}
