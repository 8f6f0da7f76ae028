import Capacity

/// Reads spells from table `pod_pending`.
enum PendingReader {
  /// What makes rows parts of one spell.
  private struct SpellKey: Hashable {
    var uid: UID
    var isBound: Bool
    var since: Timestamp
  }

  /// The spells that touch `span`, by the time they began; of each the reason and words it had last.
  static func spells(
    of cluster: Int64, in span: Range<Timestamp>, _ dictionaries: Dictionaries, _ database: any SQLSource
  ) throws -> [PendingSpell] {
    let select = try SQLStatement(
      """
      SELECT pod_uid, is_bound, pending_since, namespace_ref, pod_name, owner_ref, reason, message_ref, scheduled_at,
        ended_at
      FROM pod_pending WHERE cluster_id = ? AND valid_to >= ? AND pending_since < ? ORDER BY pod_pending_key
      """, in: database)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    try dictionaries.texts.prefetch(for: select)
    var spells: [SpellKey: PendingSpell] = [:]
    try select.forEach { row in
      let key = SpellKey(uid: try row.uid(), isBound: row.flag(), since: row.time())
      spells[key] = try read(&row, since: key.since, dictionaries.texts)
    }
    return spells.values.filter { $0.endedAt.map { $0 >= span.lowerBound } ?? true }.sorted {
      ($0.pendingSince, $0.namespace, $0.pod) < ($1.pendingSince, $1.namespace, $1.pod)
    }
  }

  private static func read(_ row: inout RowReader, since: Timestamp, _ texts: TextDictionary) throws -> PendingSpell {
    PendingSpell(
      namespace: try row.reference(in: texts), pod: row.text(), workload: try row.reference(in: texts),
      reason: PendingReason(rawValue: row.text()) ?? .other, message: try row.reference(in: texts),
      pendingSince: since, scheduledAt: row.optionalTime(), endedAt: row.optionalTime())
  }
}
