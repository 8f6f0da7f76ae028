import Capacity
import Database

/// A row to write into table `pod_pending`.
struct PendingInterval {
  var uid: UID
  var namespace: String
  var pod: String
  /// In column `owner_ref`.
  var workload: String
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
  private let insert: Statement
  private let update: Statement

  init(_ context: RecordingContext) throws {
    self.context = context
    insert = try Statement(
      """
      INSERT INTO pod_pending (pod_pending_key, cluster_id, collection, pod_uid, namespace_ref, pod_name, owner_ref, is_bound, reason,
        message_ref, other_messages_ref, pending_since, scheduled_at, ended_at, valid_from, valid_to)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, in: context.connection)
    update = try Statement(
      """
      UPDATE pod_pending SET valid_to = ?, collection = ?, scheduled_at = ?, ended_at = ? WHERE pod_pending_key = ?
      """, in: context.connection)
  }

  /// The spells that last, by the pod's UID.
  func open() throws -> [UID: OpenSpell] {
    let select = try Statement(
      """
      SELECT pod_uid, pod_pending_key, is_bound, pending_since, reason, message_ref, other_messages_ref FROM pod_pending
      WHERE cluster_id = ? AND valid_to = ?
      """, in: context.connection)
    var parameters = select.binder()
    parameters.integer(context.cluster.id)
    parameters.time(openEnd)
    var spells: [UID: OpenSpell] = [:]
    try select.forEach { row in
      let uid = try row.uid()
      let key = row.integer()
      let wait = PodWait(
        isBound: row.flag(), since: row.time(), reason: PendingReason(rawValue: row.text()) ?? .other,
        message: try row.reference(in: context.dictionaries.texts),
        otherMessages: try row.optionalReference(in: context.dictionaries.texts) ?? "")
      spells[uid] = OpenSpell(key: key, wait: wait)
    }
    return spells
  }

  /// How many spells last.
  func openCount() throws -> Int64 {
    let select = try Statement(
      "SELECT count(*) FROM pod_pending WHERE cluster_id = ? AND valid_to = ?", in: context.connection)
    var parameters = select.binder()
    parameters.integer(context.cluster.id)
    parameters.time(openEnd)
    return try select.first { $0.integer() } ?? 0
  }

  /// The pods with a spell that ended at `moment` or later.
  func podsWithSpells(since moment: Timestamp) throws -> Set<UID> {
    let select = try Statement(
      "SELECT pod_uid FROM pod_pending WHERE cluster_id = ? AND valid_to >= ?", in: context.connection)
    var parameters = select.binder()
    parameters.integer(context.cluster.id)
    parameters.time(moment)
    var uids: Set<UID> = []
    try select.forEach { uids.insert(try $0.uid()) }
    return uids
  }

  func add(_ row: PendingInterval) throws {
    let texts = context.dictionaries.texts
    var parameters = insert.binder()
    parameters.integer(try context.dictionaries.rowKeys.next(Self.name))
    parameters.integer(context.cluster.id)
    parameters.integer(context.number)
    parameters.uid(row.uid)
    try parameters.reference(row.namespace, in: texts)
    parameters.text(row.pod)
    try parameters.reference(row.workload, in: texts)
    parameters.flag(row.wait.isBound)
    parameters.text(row.wait.reason.rawValue)
    try parameters.reference(row.wait.message, in: texts)
    try parameters.reference(row.wait.otherMessages.isEmpty ? nil : row.wait.otherMessages, in: texts)
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

/// Reads spells from table `pod_pending`.
enum PendingReader {
  /// What makes rows parts of one spell.
  private struct SpellKey: Hashable {
    var uid: UID
    var isBound: Bool
    var since: Timestamp
  }

  /// The spells of clusters that touch a span of each, by cluster and by the time they began; of each the reason and words
  /// it had last. A cluster without any is missing.
  static func spells(
    of spans: [(cluster: Int64, span: Range<Timestamp>)], _ dictionaries: FleetDictionaries,
    _ connection: any Connection
  ) throws -> [Int64: [PendingSpell]] {
    guard !spans.isEmpty else { return [:] }
    let conditions = spans.map { cluster, span in
      "cluster_id = \(cluster) AND valid_to >= \(span.lowerBound.seconds) AND pending_since < \(span.upperBound.seconds)"
    }
    let select = try Statement(
      """
      SELECT cluster_id, pod_uid, is_bound, pending_since, namespace_ref, pod_name, owner_ref, reason, message_ref,
        other_messages_ref, scheduled_at, ended_at
      FROM pod_pending WHERE \(conditions.joined(separator: " OR ")) ORDER BY cluster_id, pod_pending_key
      """, in: connection)
    try dictionaries.prefetchTexts(for: select)
    var spells: [Int64: [SpellKey: PendingSpell]] = [:]
    try select.forEach { row in
      let cluster = row.integer()
      let key = SpellKey(uid: try row.uid(), isBound: row.flag(), since: row.time())
      spells[cluster, default: [:]][key] = try read(&row, since: key.since, dictionaries.of(cluster).texts)
    }
    let beginnings = Dictionary(spans.map { ($0.cluster, $0.span.lowerBound) }) { first, _ in first }
    return spells.reduce(into: [:]) { ordered, cluster in
      ordered[cluster.key] = touching(beginnings[cluster.key], cluster.value.values)
    }
  }

  private static func touching(_ beginning: Timestamp?, _ spells: some Sequence<PendingSpell>) -> [PendingSpell] {
    spells.filter { spell in
      guard let beginning, let endedAt = spell.endedAt else { return true }
      return endedAt >= beginning
    }.sorted { ($0.pendingSince, $0.namespace, $0.pod) < ($1.pendingSince, $1.namespace, $1.pod) }
  }

  private static func read(_ row: inout Row, since: Timestamp, _ texts: TextDictionary) throws -> PendingSpell {
    PendingSpell(
      namespace: try row.reference(in: texts), pod: row.text(), workload: try row.reference(in: texts),
      reason: PendingReason(rawValue: row.text()) ?? .other, message: try row.reference(in: texts),
      otherMessages: try row.optionalReference(in: texts) ?? "", pendingSince: since, scheduledAt: row.optionalTime(),
      endedAt: row.optionalTime())
  }
}

/// Counts the pods that waited at one moment after the other.
struct PendingReplay {
  private var beginnings: [Timestamp] = []
  private var endings: [Timestamp] = []
  private var begun = 0
  private var ended = 0

  init(cluster: Int64, in span: Range<Timestamp>, _ connection: any Connection) throws {
    let select = try Statement(
      """
      SELECT valid_from, valid_to FROM pod_pending
      WHERE cluster_id = ? AND valid_to > ? AND valid_from < ? AND valid_to > valid_from
      """, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    try select.forEach { row in
      beginnings.append(row.time())
      endings.append(row.time())
    }
    beginnings.sort()
    endings.sort()
  }

  /// The pods that waited at `moment`, which is later than any asked for before.
  mutating func count(at moment: Timestamp) -> Int64 {
    while begun < beginnings.count, beginnings[begun] <= moment { begun += 1 }
    while ended < endings.count, endings[ended] <= moment { ended += 1 }
    return Int64(begun - ended)
  }
}
