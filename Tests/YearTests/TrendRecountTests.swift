import Capacity
import ClusterSimulator
import History
import Testing
import YearOfHistory

/// In the hours and days of a hundred random moments, the trends against the simulator's own state at the collections
/// of that time.
struct TrendRecountTests {
  private static let bucketLengths: [Int64] = [3600, 86_400]

  @Test("pod slots agree with the simulator", arguments: SlotGrouping.allCases)
  func slots(by grouping: SlotGrouping) throws {
    let year = try RecordedYear.shared.get()
    try check(year, isKnown: { $0.answersNodes && $0.answersPods }) { reader, cluster, span, length in
      try reader.slotTrend(of: cluster, by: grouping, in: span, bucketSeconds: length)
    } recount: {
      $0.slots(by: grouping)
    } comparable: { counters in
      var counters = counters
      #expect(counters.effectiveFree.map { $0 >= 0 && $0 <= counters.slotsFree } ?? true)
      counters.effectiveFree = nil
      return counters
    }
  }

  @Test("subnets agree with the simulator", arguments: SubnetGrouping.allCases)
  func subnets(by grouping: SubnetGrouping) throws {
    let year = try RecordedYear.shared.get()
    try check(year, isKnown: { $0.answersEC2 }) { reader, cluster, span, length in
      try reader.subnetTrend(of: cluster, by: grouping, in: span, bucketSeconds: length)
    } recount: {
      $0.subnets(by: grouping)
    } comparable: {
      $0
    }
  }

  @Test("owners agree with the simulator")
  func owners() throws {
    let year = try RecordedYear.shared.get()
    try check(year, isKnown: { $0.answersEC2 && $0.answersPods }) { reader, cluster, span, length in
      try reader.ownerTrend(of: cluster, in: span, bucketSeconds: length)
    } recount: {
      $0.owners
    } comparable: {
      $0
    }
  }

  private func check<Group: Hashable & Sendable, Counters: TrendCounters>(
    _ year: RecordedYear, isKnown: (CollectionOutcome) -> Bool,
    trend: (HistoryReader, RecordedCluster.ID, Range<Timestamp>, Int64) throws -> Trend<Group, Counters>,
    recount: (Recount) -> [Group: Counters], comparable: (Counters) -> Counters
  ) throws {
    let reader = try HistoryReader(path: year.database)
    let cluster = try #require(try reader.clusters().first).id
    var checked = 0
    for (moment, length) in year.moments.flatMap({ moment in Self.bucketLengths.map { (moment, $0) } }) {
      let begin = moment.beginning(of: length)
      let answer = try trend(reader, cluster, begin..<begin + length, length)
      let collections = year.collections(in: begin..<begin + length)
      let known = collections.filter { isKnown($0.collection.outcome) }
      let bucket = answer.buckets.first { $0.startsAt == begin }
      #expect(bucket?.collections ?? 0 == Int64(collections.count), "collections from \(begin)")
      #expect(bucket?.knownAt == known.last?.collection.at, "from \(begin)")
      guard let last = known.last else { continue }
      checked += 1
      let recounts = known.map { recount(Recount($0)) }
      let holding = answer.intervals.filter { $0.from <= begin && $0.to.map { begin < $0 } ?? true }
      let counted = Dictionary(holding.map { ($0.group, comparable($0.counters)) }) { first, _ in first }
      #expect(counted.count == holding.count, "a group counts twice from \(begin)")
      #expect(counted == recount(Recount(last)).mapValues(comparable), "\(length) s from \(begin)")
      // Only shares have a peak that is shown.
      for interval in holding where interval.counters.load.total > 0 {
        let peak = interval.from == begin ? interval.peak : interval.counters.load
        let loads = recounts.compactMap { $0[interval.group]?.load }
        #expect(!loads.contains { $0.exceeds(peak) }, "a higher load of \(interval.group) from \(begin)")
        #expect(loads.contains { !peak.exceeds($0) }, "no such load of \(interval.group) from \(begin)")
      }
    }
    #expect(checked > 100)
  }
}
