import Capacity
import Database

/// Events: what they say in `event`, how often and how lately in `event_state`.
enum EventFact: RecordedFact {
  static let source = Source.events
  static var reading: WritableKeyPath<Snapshot, Reading<[CapacityEvent]>> { \.events }

  static let identity: IdentityTable? = IdentityTable(
    name: "event",
    columns: [
      "uid", "involved_kind_ref", "involved_namespace_ref", "involved_name", "involved_uid", "reason_ref",
      "message_ref", "reporter_ref", "first_seen_at",
    ])
  static let state = StateTable(name: "event_state", columns: ["count", "last_seen_at"])

  static func key(of event: CapacityEvent) -> UID { event.uid }

  static func key(of row: inout Row) throws -> UID { try row.uid() }

  static func encodeIdentity(
    _ event: CapacityEvent, into sink: inout some ColumnSink, _ dictionaries: Dictionaries
  ) throws {
    let texts = dictionaries.texts
    sink.uid(event.uid)
    try sink.reference(event.involved.kind, in: texts)
    try sink.reference(event.involved.namespace, in: texts)
    sink.text(event.involved.name)
    sink.uid(event.involved.uid)
    try sink.reference(event.reason, in: texts)
    try sink.reference(event.message, in: texts)
    try sink.reference(event.reporter, in: texts)
    sink.time(event.firstSeenAt)
  }

  static func encodeState(_ event: CapacityEvent, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) {
    sink.integer(event.count)
    sink.time(event.lastSeenAt)
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> CapacityEvent {
    let texts = dictionaries.texts
    let uid = try row.uid()
    let involved = ObjectReference(
      kind: try row.reference(in: texts), namespace: try row.reference(in: texts), name: row.text(),
      uid: try row.optionalUID())
    let reason = try row.reference(in: texts)
    let message = try row.reference(in: texts)
    let reporter = try row.reference(in: texts)
    let firstSeenAt = row.time()
    let count = row.integer()
    return CapacityEvent(
      uid: uid, involved: involved, reason: reason, message: message, reporter: reporter, firstSeenAt: firstSeenAt,
      lastSeenAt: row.time(), count: count)
  }
}
