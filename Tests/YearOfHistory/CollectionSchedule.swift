import Capacity

/// When the collector runs in the year, when it does not, and what becomes of each run.
struct CollectionSchedule {
  let collections: [ScheduledCollection]

  /// A stretch of the year in which something is wrong with collecting.
  private struct Trouble {
    /// Where in the year it begins, from 0 to 1.
    var share: Double
    var hours: Int64
    /// How collections end meanwhile; nil where there are none.
    var outcome: CollectionOutcome?
  }

  private static let troubles = [
    Trouble(share: 0.12, hours: 26, outcome: nil), Trouble(share: 0.20, hours: 170, outcome: .optionalDenied),
    Trouble(share: 0.31, hours: 5, outcome: nil), Trouble(share: 0.42, hours: 9, outcome: .failed),
    Trouble(share: 0.55, hours: 70, outcome: nil), Trouble(share: 0.63, hours: 46, outcome: .ec2Denied),
    Trouble(share: 0.77, hours: 13, outcome: .kubernetesDown), Trouble(share: 0.95, hours: 7, outcome: nil),
  ]

  /// The longest delay of a run behind its moment: cron starts on the minute, machines are busy.
  private static let longestDelay: Int64 = 20

  init(from begin: Timestamp, to end: Timestamp, every seconds: Int64, seed: UInt64) {
    var random = SeededRandom(seed: seed ^ 0x5C4E_D01E)
    collections = stride(from: begin.seconds, to: end.seconds, by: Int(seconds)).compactMap { second in
      let at = Timestamp(seconds: second + Int64.random(in: 0...min(Self.longestDelay, seconds / 10), using: &random))
      let chance = Self.chance(using: &random)
      let trouble = Self.troubles.first { trouble in
        let since = begin.seconds + Int64(trouble.share * Double(end - begin))
        return (since..<since + trouble.hours * 3600).contains(second)
      }
      if let trouble { return trouble.outcome.map { ScheduledCollection(at: at, outcome: $0) } }
      return chance.map { ScheduledCollection(at: at, outcome: $0) }
    }
  }

  /// Few runs fail by themselves, or are skipped: nil.
  private static func chance(using random: inout SeededRandom) -> CollectionOutcome? {
    switch Int.random(in: 0..<1000, using: &random) {
    case 0...2: nil
    case 3...4: .failed
    case 5...7: .podsTimedOut
    case 8...9: .kubernetesDown
    case 10...11: .ec2Denied
    default: .complete
    }
  }
}
