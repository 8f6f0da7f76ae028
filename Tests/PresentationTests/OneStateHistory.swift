import Capacity

/// A history of one cluster that was seen once.
struct OneStateHistory: HistoryReading {
  var state: RecordedState

  func clusters() -> [RecordedCluster] { [state.cluster] }

  func state(of id: RecordedCluster.ID, at moment: Timestamp?) -> RecordedState? { state }

  func collections(of id: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?) -> [RecordedCollection] { [] }

  func pendingSpells(of id: RecordedCluster.ID, in span: Range<Timestamp>) -> [PendingSpell] { [] }

  func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) -> Trend<String, SlotCounters> {
    Trend(bucketSeconds: bucketSeconds, buckets: [], intervals: [])
  }

  func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) -> Trend<SubnetGroup, SubnetCounters> {
    Trend(bucketSeconds: bucketSeconds, buckets: [], intervals: [])
  }

  func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) -> Trend<AddressOwner, OwnerCounters> {
    Trend(bucketSeconds: bucketSeconds, buckets: [], intervals: [])
  }

  func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) -> [FactInterval<Node>] { [] }

  func cniHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) -> [FactInterval<CNISettings>] { [] }

  func walk(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    if span.contains(state.observedAt) { try body(state) }
  }
}
