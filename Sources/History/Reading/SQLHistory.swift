public import Capacity

/// A history that answers through SQL, wherever it is kept.
public protocol SQLHistory: HistoryReading {
  /// Asks one question of one consistent view of the history.
  ///
  /// - Throws: the errors of where it is kept.
  func ask<Answer>(_ question: (HistoryQuestions) throws -> Answer) throws -> Answer
}

extension SQLHistory {
  /// All clusters by name; of several with one name the one in use first, then the newest.
  ///
  /// - Throws: as `ask`.
  public func clusters() throws -> [RecordedCluster] {
    try ask { try $0.clusters() }
  }

  /// What a cluster held at a moment; see `HistoryReading`.
  ///
  /// - Throws: as `ask`.
  public func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState? {
    try ask { try $0.state(of: cluster, at: moment) }
  }

  /// The collections of a span, earliest first; at most the latest `limit` of them.
  ///
  /// - Throws: as `ask`.
  public func collections(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?
  ) throws -> [RecordedCollection] {
    try ask { try $0.collections(of: cluster, in: span, limit: limit) }
  }

  /// The spells in which pods waited, as far as they touch `span`, by the time they began.
  ///
  /// - Throws: as `ask`.
  public func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell] {
    try ask { try $0.pendingSpells(of: cluster, in: span) }
  }

  /// How the pod slots of a cluster went; see `HistoryReading`.
  ///
  /// - Throws: as `ask`.
  public func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters> {
    try ask { try $0.slotTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds) }
  }

  /// How the addresses of a cluster's subnets went; see `HistoryReading`.
  ///
  /// - Throws: as `ask`.
  public func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters> {
    try ask { try $0.subnetTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds) }
  }

  /// Who held the addresses of a cluster's subnets; see `HistoryReading`.
  ///
  /// - Throws: as `ask`.
  public func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters> {
    try ask { try $0.ownerTrend(of: cluster, in: span, bucketSeconds: bucketSeconds) }
  }

  /// What every node was at any time of a span; see `HistoryReading`.
  ///
  /// - Throws: as `ask`.
  public func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<Node>] {
    try ask { try $0.nodeHistory(of: cluster, in: span) }
  }

  /// What the settings of the CNI were at any time of a span; see `HistoryReading`.
  ///
  /// - Throws: as `ask`.
  public func cniHistory(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>
  ) throws -> [FactInterval<CNISettings>] {
    try ask { try $0.cniHistory(of: cluster, in: span) }
  }

  /// Goes through a span; see `HistoryReading`.
  ///
  /// - Throws: as `ask`; what `body` throws.
  public func replay(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    try ask { try $0.replay(cluster, in: span, stepSeconds: stepSeconds, body) }
  }
}
