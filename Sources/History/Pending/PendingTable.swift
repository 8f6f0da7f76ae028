import Capacity
import GRDB

/// A row to write into table `pod_pending`.
struct PendingRow {
  var uid: UID
  var namespace: String
  var pod: String
  var owner: String
  var wait: PodWait
  var scheduledAt: Timestamp?
  var endedAt: Timestamp?
  var validFrom: Timestamp
  var validTo: Timestamp
}

/// An open row of table `pod_pending`.
struct OpenSpell {
  var key: Int64
  var wait: PodWait
}

/// Reads and writes table `pod_pending`.
struct PendingTable {
  static let name = "pod_pending"
  private let context: RecordingContext
  private let insert: SQLStatement
  private let update: SQLStatement

  init(_ context: RecordingContext) throws {
    self.context = context
    insert = try SQLStatement(
      """
      INSERT INTO pod_pending (pod_pending_key, cluster_id, collection, pod_uid, namespace_ref, pod_name, owner_ref, is_bound, reason,
        message_ref, pending_since, scheduled_at, ended_at, valid_from, valid_to)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, in: context.database)
    update = try SQLStatement(
      """
      UPDATE pod_pending SET valid_to = ?, collection = ?, scheduled_at = ?, ended_at = ? WHERE pod_pending_key = ?
      """, in: context.database)
  }

  /// The spells that last, by the pod's UID.
  func open() throws -> [UID: OpenSpell] {
    let select = try SQLStatement(
      """
      SELECT pod_uid, pod_pending_key, is_bound, pending_since, reason, message_ref FROM pod_pending
      WHERE cluster_id = ? AND valid_to = ?
      """, in: context.database)
    var parameters = select.binder()
    parameters.integer(context.cluster)
    parameters.time(openEnd)
    var spells: [UID: OpenSpell] = [:]
    try select.forEach { row in
      let uid = try row.uid()
      let key = row.integer()
      let wait = PodWait(
        isBound: row.flag(), since: row.time(), reason: PendingReason(rawValue: row.text()) ?? .other,
        message: try row.reference(in: context.dictionaries.texts))
      spells[uid] = OpenSpell(key: key, wait: wait)
    }
    return spells
  }

  /// How many spells last.
  func openCount() throws -> Int64 {
    let select = try SQLStatement(
      "SELECT count(*) FROM pod_pending WHERE cluster_id = ? AND valid_to = ?", in: context.database)
    var parameters = select.binder()
    parameters.integer(context.cluster)
    parameters.time(openEnd)
    return try select.first { $0.integer() } ?? 0
  }

  /// The pods with a spell that ended at `moment` or later.
  func podsWithSpells(since moment: Timestamp) throws -> Set<UID> {
    let select = try SQLStatement(
      "SELECT pod_uid FROM pod_pending WHERE cluster_id = ? AND valid_to >= ?", in: context.database)
    var parameters = select.binder()
    parameters.integer(context.cluster)
    parameters.time(moment)
    var uids: Set<UID> = []
    try select.forEach { uids.insert(try $0.uid()) }
    return uids
  }

  func add(_ row: PendingRow) throws {
    let texts = context.dictionaries.texts
    var parameters = insert.binder()
    parameters.integer(try context.dictionaries.rowKeys.next(Self.name))
    parameters.integer(context.cluster)
    parameters.integer(context.number)
    parameters.uid(row.uid)
    try parameters.reference(row.namespace, in: texts)
    parameters.text(row.pod)
    try parameters.reference(row.owner, in: texts)
    parameters.flag(row.wait.isBound)
    parameters.text(row.wait.reason.rawValue)
    try parameters.reference(row.wait.message, in: texts)
    parameters.time(row.wait.since)
    parameters.time(row.scheduledAt)
    parameters.time(row.endedAt)
    parameters.time(row.validFrom)
    parameters.time(row.validTo)
    try insert.run()
  }

  /// Closes the row of a spell, which goes on in another row unless `endedAt` is given.
  func close(_ spell: OpenSpell, scheduledAt: Timestamp? = nil, endedAt: Timestamp? = nil) throws {
    var parameters = update.binder()
    parameters.time(context.observedAt)
    parameters.integer(context.number)
    parameters.time(scheduledAt)
    parameters.time(endedAt)
    parameters.integer(spell.key)
    try update.run()
  }
}
