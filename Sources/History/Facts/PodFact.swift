import Capacity
import Database

/// Pods: identity in `pod` (with `pod_template`), placement and phase in `pod_state`.
enum PodFact: RecordedFact {
  static let source = Source.pods
  static var reading: WritableKeyPath<Snapshot, Reading<[Pod]>> { \.pods }

  static let identity: IdentityTable? = IdentityTable(
    name: "pod", columns: ["uid", "pod_template_key", "name_suffix", "created_at"], keepsFirstSeen: true)
  static let state = StateTable(
    name: "pod_state",
    columns: [
      "node_ref", "phase", "is_terminating", "ip", "second_ip", "scheduled_at", "started_at", "failure_since",
      "failure_reason_ref", "failure_message_ref",
    ])

  static func key(of pod: Pod) -> UID { pod.uid }

  static func key(of row: inout Row) throws -> UID { try row.uid() }

  static func encodeIdentity(_ pod: Pod, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws {
    sink.uid(pod.uid)
    sink.integer(try dictionaries.podAttributes.key(of: pod.shared))
    sink.text(pod.nameSuffix)
    sink.time(pod.createdAt)
  }

  static func encodeState(_ pod: Pod, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws {
    try sink.reference(pod.node, in: dictionaries.texts)
    sink.integer(Int64(pod.phase.rawValue))
    sink.flag(pod.isTerminating)
    sink.address(pod.ip)
    sink.address(pod.secondIP)
    sink.time(pod.scheduledAt)
    sink.time(pod.startedAt)
    sink.time(pod.schedulingFailure?.since)
    try sink.reference(pod.schedulingFailure?.apiReason, in: dictionaries.texts)
    try sink.reference(pod.schedulingFailure?.message, in: dictionaries.texts)
  }

  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> Pod {
    let uid = try row.uid()
    var pod = Pod(uid: uid, try dictionaries.podAttributes.attributes(of: row.integer()), nameSuffix: row.text())
    pod.createdAt = row.optionalTime()
    pod.node = try row.optionalReference(in: dictionaries.texts)
    pod.phase = try phase(row.integer())
    pod.isTerminating = row.flag()
    pod.ip = try row.optionalAddress()
    pod.secondIP = try row.optionalAddress()
    pod.scheduledAt = row.optionalTime()
    pod.startedAt = row.optionalTime()
    pod.schedulingFailure = try schedulingFailure(&row, dictionaries.texts)
    return pod
  }

  static func prefetch(_ dictionaries: FleetDictionaries) throws { try dictionaries.prefetchPodAttributes() }

  static func phase(_ value: Int64) throws -> PodPhase {
    guard let phase = PodPhase(rawValue: Int(value)) else { throw CorruptRow("pod phase \(value)") }
    return phase
  }

  private static func schedulingFailure(
    _ row: inout Row, _ texts: TextDictionary
  ) throws -> SchedulingFailure? {
    let since = row.optionalTime()
    let reason = try row.optionalReference(in: texts)
    let message = try row.optionalReference(in: texts)
    guard let reason, let message else { return nil }
    return SchedulingFailure(since: since, apiReason: reason, message: message)
  }

  /// Finds pods that vanished from the list and are back: all of them in one pass over the identities, since random
  /// UIDs have no index.
  ///
  /// A pod that is back was there in a collection before the latest one, so only pods created by then are looked for.
  static func firstSeen(
    _ newcomers: some Collection<Pod>, in context: RecordingContext
  ) throws -> [UID: Timestamp] {
    guard let latest = context.lastKnown(.pods), let before = try context.knownBefore(latest, .pods) else { return [:] }
    let clockTolerance: Int64 = 60
    let candidates = newcomers.lazy.filter { pod in pod.createdAt.map { $0 - before <= clockTolerance } ?? true }
    return try context.podsEverSeen(Set(candidates.map(\.uid)))
  }

  static func changedSinceBefore(in context: RecordingContext) -> ChangedFacts<UID>? {
    guard let changed = context.supplement.changedPods, let rows = context.openPods,
      changed.collection == rows.collection
    else { return nil }
    return ChangedFacts(changed: changed.uids, rows: rows)
  }

  static func note(_ moves: [UID: Int64?], in context: RecordingContext) { context.movedPods = moves }

  static func note(_ seen: SeenSpan, of pod: Pod, in state: inout RecordedState) { state.podsSeen[pod.uid] = seen }

  static func recordConclusions(
    of pods: [Pod], _ difference: FactDifference<PodFact>, _ snapshot: Snapshot, in context: RecordingContext
  ) throws {
    var pending = PendingRecorder(context)
    try pending.record(
      pods, difference, events: snapshot.events.value, shortLived: context.supplement.shortLivedPods)
  }
}
