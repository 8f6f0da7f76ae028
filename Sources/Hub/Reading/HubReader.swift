public import Capacity
import History
import Foundation

/// The reading side of a PostgreSQL hub: the same questions as of a file, and the same answers.
///
/// Unchecked: libpq takes a connection from any thread, but from one at a time, and every use of it holds `lock`.
public final class HubReader: HistoryReading, @unchecked Sendable {
  private let connection: PostgresConnection
  private let lock = NSLock()

  /// Connects to a hub.
  ///
  /// - Throws: `PostgresError`.
  public init(_ address: HubAddress) throws {
    connection = try PostgresConnection(address)
    try HubSchema(connection).checkForReading()
  }

  private func read<Answer>(_ body: (HistoryQuestions) throws -> Answer) throws -> Answer {
    try exclusively { connection in
      do {
        return try connection.reading { try body(HistoryQuestions(PostgresSource(connection: connection))) }
      } catch HistoryError.corrupt(_, let reason) {
        throw PostgresError.damaged(hub: connection.hub, reason: reason)
      }
    }
  }

  /// Gives the connection to `body` alone.
  func exclusively<Answer>(_ body: (PostgresConnection) throws -> Answer) rethrows -> Answer {
    lock.lock()
    defer { lock.unlock() }
    return try body(connection)
  }
}

extension HubReader {
  /// All clusters by name; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`.
  public func clusters() throws -> [RecordedCluster] {
    try read { try $0.clusters() }
  }

  /// What a cluster held at a moment; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`, `HistoryError`.
  public func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState? {
    try read { try $0.state(of: cluster, at: moment) }
  }

  /// The collections of a span; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`.
  public func collections(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?
  ) throws -> [RecordedCollection] {
    try read { try $0.collections(of: cluster, in: span, limit: limit) }
  }

  /// The spells in which pods waited; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`, `HistoryError`.
  public func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell] {
    try read { try $0.pendingSpells(of: cluster, in: span) }
  }

  /// How the pod slots of a cluster went; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`, `HistoryError`.
  public func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters> {
    try read { try $0.slotTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds) }
  }

  /// How the addresses of a cluster's subnets went; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`, `HistoryError`.
  public func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters> {
    try read { try $0.subnetTrend(of: cluster, by: grouping, in: span, bucketSeconds: bucketSeconds) }
  }

  /// Who held the addresses of a cluster's subnets; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`, `HistoryError`.
  public func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters> {
    try read { try $0.ownerTrend(of: cluster, in: span, bucketSeconds: bucketSeconds) }
  }

  /// What every node was at any time of a span; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`, `HistoryError`.
  public func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<Node>] {
    try read { try $0.nodeHistory(of: cluster, in: span) }
  }

  /// What the settings of the CNI were at any time of a span; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`, `HistoryError`.
  public func cniHistory(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>
  ) throws -> [FactInterval<CNISettings>] {
    try read { try $0.cniHistory(of: cluster, in: span) }
  }

  /// Goes through a span; see `HistoryReading`.
  ///
  /// - Throws: `PostgresError`, `HistoryError`; what `body` throws.
  public func walk(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    try read { try $0.walk(cluster, in: span, stepSeconds: stepSeconds, body) }
  }
}
