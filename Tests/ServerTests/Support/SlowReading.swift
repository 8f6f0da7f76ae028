import Capacity
import Foundation
import History

/// A history that takes its time for the list of clusters and then goes on.
struct SlowReading: HistoryReading {
  let reader: HistoryReader
  let isSlow: Bool

  init(_ reader: HistoryReader, isSlow: Bool) {
    self.reader = reader
    self.isSlow = isSlow
  }

  func clusters() throws -> [RecordedCluster] {
    if isSlow { Thread.sleep(forTimeInterval: 0.5) }
    return try reader.clusters()
  }

  func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState? {
    try reader.state(of: cluster, at: moment)
  }

  func collections(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?
  ) throws -> [RecordedCollection] { try reader.collections(of: cluster, in: span, limit: limit) }

  func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell] {
    try reader.pendingSpells(of: cluster, in: span)
  }

  func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters> {
    try reader.slotTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds)
  }

  func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters> {
    try reader.subnetTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds)
  }

  func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters> {
    try reader.ownerTrend(of: cluster, in: span, bucketSeconds: bucketSeconds)
  }

  func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<Node>] {
    try reader.nodeHistory(of: cluster, in: span)
  }

  func cniHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<CNISettings>] {
    try reader.cniHistory(of: cluster, in: span)
  }

  func replay(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws { try reader.replay(cluster, in: span, stepSeconds: stepSeconds, body) }
}
