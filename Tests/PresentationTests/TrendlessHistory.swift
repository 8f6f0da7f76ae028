import Capacity

/// A history that is asked for states and not for how they came about.
protocol TrendlessHistory: HistoryReading {}

extension TrendlessHistory {
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

  func replay(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {}
}
