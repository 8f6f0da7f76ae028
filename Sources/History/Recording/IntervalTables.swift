import Capacity
import GRDB

/// All tables of intervals.
enum IntervalTables {
  static let names: [String] = facts + rollups

  /// Those of them that hold facts.
  static let facts: [String] =
    [
      NodeFact.state.name, PodFact.state.name, EventFact.state.name, CNIFact.state.name, InstanceFact.state.name,
      InstanceTypeFact.state.name, NetworkInterfaceFact.state.name, SubnetFact.state.name, VPCFact.state.name,
      CIDRReservationFact.state.name, PendingTable.name,
    ]

  /// Those of them that hold rollups.
  static let rollups: [String] = [SlotRollup.table, SubnetRollup.table, OwnerRollup.table]

  /// Closes every open interval of a cluster.
  static func closeAll(in context: RecordingContext) throws {
    for table in names {
      let ended = table == PendingTable.name ? ", ended_at = ?1" : ""
      let update = try SQLStatement(
        """
        UPDATE \(table) SET valid_to = ?1, collection = ?2\(ended)
        WHERE cluster_id = ?3 AND valid_to = \(openEnd.seconds)
        """, in: context.database)
      var parameters = update.binder()
      parameters.time(context.observedAt)
      parameters.integer(context.number)
      parameters.integer(context.cluster)
      try update.run()
      context.count(table, opened: 0, closed: context.database.changesCount)
    }
  }
}
