import Capacity
import RandomHistory
import Testing

/// Checks that two histories answer every question alike.
func expectSame(
  _ hub: any HistoryReading, _ file: any HistoryReading, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let clusters = try file.clusters()
  let theirs = try hub.clusters()
  #expect(theirs.map(\.identity) == clusters.map(\.identity), sourceLocation: sourceLocation)
  for (mine, other) in zip(clusters, theirs) {
    #expect(other.firstCollectedAt == mine.firstCollectedAt && other.lastCollectedAt == mine.lastCollectedAt)
    let span = mine.firstCollectedAt..<((mine.lastCollectedAt ?? mine.firstCollectedAt) + 100_000)
    let collections = try file.collections(of: mine.id, in: span, limit: nil)
    #expect(
      try hub.collections(of: other.id, in: span, limit: nil) == collections, sourceLocation: sourceLocation)
    for moment in collections.map(\.observedAt) as [Timestamp?] + [nil] {
      let state = try hub.state(of: other.id, at: moment)
      let want = try file.state(of: mine.id, at: moment)
      #expect(differing(state, want) == [], sourceLocation: sourceLocation)
      #expect(state?.podsSeen == want?.podsSeen && state?.knownAt == want?.knownAt, sourceLocation: sourceLocation)
    }
    #expect(
      try hub.pendingSpells(of: other.id, in: span) == file.pendingSpells(of: mine.id, in: span),
      sourceLocation: sourceLocation)
    for seconds in [600, 3600, 86_400] as [Int64] {
      try expectSameTrends(hub, other.id, file, mine.id, in: span, seconds, sourceLocation)
    }
    let nodes = try hub.nodeHistory(of: other.id, in: span).map(NodeInterval.init)
    #expect(try Set(nodes) == Set(file.nodeHistory(of: mine.id, in: span).map(NodeInterval.init)))
    #expect(
      try hub.cniHistory(of: other.id, in: span).map(\.value) == file.cniHistory(of: mine.id, in: span).map(\.value),
      sourceLocation: sourceLocation)
  }
}

private func expectSameTrends(
  _ hub: any HistoryReading, _ theirs: Int64, _ file: any HistoryReading, _ mine: Int64, in span: Range<Timestamp>,
  _ seconds: Int64, _ sourceLocation: SourceLocation
) throws {
  for grouping in SlotGrouping.allCases {
    let trend = try hub.slotTrend(of: theirs, by: grouping, in: span, bucketSeconds: seconds)
    let want = try file.slotTrend(of: mine, by: grouping, in: span, bucketSeconds: seconds)
    #expect(trend.buckets == want.buckets, sourceLocation: sourceLocation)
    #expect(Set(trend.intervals.map { "\($0)" }) == Set(want.intervals.map { "\($0)" }), sourceLocation: sourceLocation)
  }
  for grouping in SubnetGrouping.allCases {
    let trend = try hub.subnetTrend(of: theirs, by: grouping, in: span, bucketSeconds: seconds)
    let want = try file.subnetTrend(of: mine, by: grouping, in: span, bucketSeconds: seconds)
    #expect(Set(trend.intervals.map { "\($0)" }) == Set(want.intervals.map { "\($0)" }), sourceLocation: sourceLocation)
  }
  let trend = try hub.ownerTrend(of: theirs, in: span, bucketSeconds: seconds)
  let want = try file.ownerTrend(of: mine, in: span, bucketSeconds: seconds)
  #expect(Set(trend.intervals.map { "\($0)" }) == Set(want.intervals.map { "\($0)" }), sourceLocation: sourceLocation)
}

/// The sources in which two states differ; all of them if there is only one state.
private func differing(_ one: RecordedState?, _ other: RecordedState?) -> [Source] {
  guard let one, let other else { return one == nil && other == nil ? [] : Source.allCases }
  return differingSources(one.snapshot, other.snapshot)
}

private struct NodeInterval: Hashable {
  var node: Node
  var from: Timestamp
  var to: Timestamp?

  init(_ interval: FactInterval<Node>) {
    node = interval.value
    from = interval.validFrom
    to = interval.validTo
  }
}
