import Capacity
import Synchronization

/// A history that answers until a moment, and from then on says that the answer took too long.
struct LimitedReading: HistoryReading {
  private let history: any HistoryReading
  private let deadline: ContinuousClock.Instant

  init(_ history: any HistoryReading, until deadline: ContinuousClock.Instant) {
    self.history = history
    self.deadline = deadline
  }

  /// - Throws: `Problem.tookTooLong`.
  private func checked() throws -> any HistoryReading {
    if ContinuousClock.now >= deadline { throw Problem.tookTooLong }
    return history
  }

  func clusters() throws -> [RecordedCluster] { try checked().clusters() }

  func clusters(called names: [String]) throws -> [RecordedCluster] { try checked().clusters(called: names) }

  func prepare(for clusters: [RecordedCluster.ID]) throws { try checked().prepare(for: clusters) }

  func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState? {
    try checked().state(of: cluster, at: moment)
  }

  func collections(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?
  ) throws -> [RecordedCollection] {
    try checked().collections(of: cluster, in: span, limit: limit)
  }

  func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell] {
    try checked().pendingSpells(of: cluster, in: span)
  }

  func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters> {
    try checked().slotTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds)
  }

  func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters> {
    try checked().subnetTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds)
  }

  func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters> {
    try checked().ownerTrend(of: cluster, in: span, bucketSeconds: bucketSeconds)
  }

  func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<Node>] {
    try checked().nodeHistory(of: cluster, in: span)
  }

  func cniHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<CNISettings>] {
    try checked().cniHistory(of: cluster, in: span)
  }

  func prunedSpans(of cluster: RecordedCluster.ID) throws -> PrunedSpans { try checked().prunedSpans(of: cluster) }

  func replay(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    try checked().replay(cluster, in: span, stepSeconds: stepSeconds) { state in
      _ = try checked()
      try body(state)
    }
  }

  func hubCursors() throws -> [HubCursor] { try checked().hubCursors() }

  func serversOutOfReach() throws -> [String] { try checked().serversOutOfReach() }
}
