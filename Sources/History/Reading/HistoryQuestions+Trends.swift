package import Capacity

extension HistoryQuestions {
  package func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters> {
    try TrendReader(cluster, in: span, bucketSeconds: bucketSeconds, source).trend(
      SlotRollup.self, .slots, kind: SlotRollup.kind(of: grouping), counts: \.slots,
      group: { $0.grouping == grouping ? $0.name : nil })
  }

  package func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters> {
    let subnets = grouping == .subnet ? try SubnetTable.latest(of: cluster, in: source) : [:]
    return try TrendReader(cluster, in: span, bucketSeconds: bucketSeconds, source).trend(
      SubnetRollup.self, .subnets, kind: SubnetRollup.kind(of: grouping), counts: \.subnets,
      group: { $0.grouping == grouping ? SubnetGroup($0, subnets) : nil })
  }

  package func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters> {
    try TrendReader(cluster, in: span, bucketSeconds: bucketSeconds, source).trend(
      OwnerRollup.self, .owners, kind: nil, counts: \.owners, group: { $0 })
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
