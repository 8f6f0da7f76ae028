public import Capacity

extension HistoryReader {
  /// How the pod slots of a cluster went; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters> {
    try read { try $0.slotTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds) }
  }

  /// How the addresses of a cluster's subnets went; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters> {
    try read { try $0.subnetTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds) }
  }

  /// Who held the addresses of a cluster's subnets; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters> {
    try read { try $0.ownerTrend(of: cluster, in: span, bucketSeconds: bucketSeconds) }
  }
}
