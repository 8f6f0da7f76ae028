public import Capacity
import GRDB

extension HistoryReader {
  /// How the pod slots of a cluster went; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters> {
    try read { database in
      let reader = try TrendReader(cluster, in: span, bucketSeconds: bucketSeconds, database)
      return try reader.trend(
        SlotRollup.self, .slots, kind: SlotRollup.kind(of: grouping), counts: \.slots,
        group: { $0.grouping == grouping ? $0.name : nil })
    }
  }

  /// How the addresses of a cluster's subnets went; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters> {
    try read { database in
      let reader = try TrendReader(cluster, in: span, bucketSeconds: bucketSeconds, database)
      let subnets = grouping == .subnet ? try SubnetTable.latest(of: cluster, in: database) : [:]
      return try reader.trend(
        SubnetRollup.self, .subnets, kind: SubnetRollup.kind(of: grouping), counts: \.subnets,
        group: { $0.grouping == grouping ? SubnetGroup($0, subnets) : nil })
    }
  }

  /// Who held the addresses of a cluster's subnets; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters> {
    try read { database in
      try TrendReader(cluster, in: span, bucketSeconds: bucketSeconds, database).trend(
        OwnerRollup.self, .owners, kind: nil, counts: \.owners, group: { $0 })
    }
  }
}

extension SubnetGroup {
  fileprivate init(_ key: SubnetGroupKey, _ subnets: [String: Subnet]) {
    switch key.grouping {
    case .cluster: self.init()
    case .vpc: self.init(vpcID: key.name)
    case .zone: self.init(zone: key.name)
    case .subnet:
      let subnet = subnets[key.name]
      self.init(vpcID: subnet?.vpcID, zone: subnet?.zone, subnetID: key.name, cidr: subnet?.cidr)
    }
  }
}
