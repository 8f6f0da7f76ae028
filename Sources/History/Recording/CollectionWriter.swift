import Capacity
import Database

/// One collection while it is being written: for which cluster, under which number, at which moment.
final class RecordingContext {
  let connection: any Connection
  let cluster: ClusterRow
  let number: Int64
  let observedAt: Timestamp
  let dictionaries: Dictionaries
  /// The collection before this one; nil for the first.
  let previous: CollectionRow?
  /// What there is beside the snapshot.
  var supplement = CollectionSupplement()
  /// Where the open rows of pods are; nil where nobody looked.
  var openPods: OpenRows<UID>?
  /// The row that each pod has from this collection on; nil for those that are gone. Empty where nobody looked.
  var movedPods: [UID: Int64?] = [:]
  /// What was opened and closed so far, by table.
  private(set) var changes: [TableChanges] = []

  init(_ cluster: ClusterRow, startedAt: Timestamp, in connection: any Connection) throws {
    self.connection = connection
    self.cluster = cluster
    previous = try CollectionTable.latest(of: cluster.id, in: connection)
    number = (previous?.number ?? 0) + 1
    observedAt = previous.map { max(startedAt, $0.observedAt + 1) } ?? startedAt
    dictionaries = try Dictionaries(cluster: cluster.id, addedBy: number, in: connection)
  }

  /// When a source last answered in full, before this collection.
  func lastKnown(_ source: Source) -> Timestamp? { previous?.knownAt[source] }

  /// When a source answered in full the time before `moment`.
  func knownBefore(_ moment: Timestamp, _ source: Source) throws -> Timestamp? {
    try CollectionTable.row(of: cluster.id, upTo: moment + -1, in: connection)?.knownAt[source]
  }

  /// When those of the given pods that the history knows were first seen.
  func podsEverSeen(_ uids: Set<UID>) throws -> [UID: Timestamp] {
    guard !uids.isEmpty else { return [:] }
    let select = try Statement("SELECT uid, first_seen_at FROM pod WHERE cluster_id = ?", in: connection)
    var parameters = select.binder()
    parameters.integer(cluster.id)
    var found: [UID: Timestamp] = [:]
    try select.forEach { row in
      let uid = try row.uid()
      guard uids.contains(uid) else { return }
      let firstSeen = row.time()
      found[uid] = min(firstSeen, found[uid] ?? firstSeen)
    }
    return found
  }

  func count(_ table: String, opened: Int, closed: Int) {
    guard opened + closed > 0 else { return }
    changes.append(TableChanges(table: table, opened: opened, closed: closed))
  }

  /// Closes every open interval of the cluster.
  func closeAllIntervals() throws {
    for table in HistoryTable.intervals {
      let ended = table == PendingTable.name ? ", ended_at = ?1" : ""
      let update = try Statement(
        """
        UPDATE \(table) SET valid_to = ?1, collection = ?2\(ended)
        WHERE cluster_id = ?3 AND valid_to = \(openEnd.seconds)
        """, in: connection)
      var parameters = update.binder()
      parameters.time(observedAt)
      parameters.integer(number)
      parameters.integer(cluster.id)
      try update.run()
      count(table, opened: 0, closed: connection.changedRows)
    }
  }
}

/// Writes one collection: every source's changes, what follows from them, and its own row.
struct CollectionWriter {
  private let context: RecordingContext

  init(_ context: RecordingContext) {
    self.context = context
  }

  /// Records a snapshot. Sources that are unknown leave their intervals as they are.
  func record(
    _ snapshot: Snapshot, run: CollectionRecord, instanceTypesAskedAt: Timestamp?,
    supplement: CollectionSupplement = CollectionSupplement()
  ) throws {
    context.supplement = supplement
    if context.previous == nil { context.supplement.keptSources = [] }
    let kept = context.supplement.keptSources
    var counts = context.previous?.counts.filter { kept.contains($0.key) } ?? [:]
    for kind in factKinds where !kept.contains(kind.source) {
      counts[kind.source] = try kind.record(snapshot, in: context)
    }
    var statuses: [Source: SourceStatus] = [:]
    var errors: [Source: String] = [:]
    for source in Source.allCases {
      // What is recorded again may have been pruned where it was recorded first.
      let status = snapshot.status(of: source)
      statuses[source] = status == .pruned ? .failed : status
      errors[source] = snapshot.error(of: source)
    }
    try ShortLivedPodTable.insert(supplement.shortLivedPods, in: context)
    try SampleRecorder(context).record(snapshot, statuses: statuses, counts: counts)
    if context.connection.dialect == .sqlite {
      try ResumePointTable.put(
        supplement.resumePoints, known: Set(statuses.filter { $0.value == .complete }.keys).subtracting(kept),
        of: context.cluster.id, observedAt: context.observedAt, in: context.connection)
    }
    try finish(
      run, statuses: statuses, counts: counts, instanceTypesAskedAt: instanceTypesAskedAt, errors: errors)
  }

  /// Records an attempt in which no source answered.
  func recordFailure(_ run: CollectionRecord, statuses: [Source: SourceStatus]) throws {
    try SampleRecorder(context).recordNothing()
    try finish(run, statuses: statuses, counts: [:], instanceTypesAskedAt: nil, errors: [:])
  }

  /// Writes the collection's own row.
  private func finish(
    _ run: CollectionRecord, statuses: [Source: SourceStatus], counts: [Source: Int],
    instanceTypesAskedAt: Timestamp?, errors: [Source: String]
  ) throws {
    var knownAt = context.previous?.knownAt ?? [:]
    for (source, status) in statuses where status == .complete && !context.supplement.keptSources.contains(source) {
      knownAt[source] = context.observedAt
    }
    let row = CollectionRow(
      number: context.number, observedAt: context.observedAt, run: run,
      changes: context.changes.reduce(0) { $0 + $1.opened + $1.closed },
      instanceTypesAskedAt: instanceTypesAskedAt ?? context.previous?.instanceTypesAskedAt, statuses: statuses,
      knownAt: knownAt, counts: counts)
    try CollectionTable.insert(row, of: context.cluster.id, in: context.connection)
    try CollectionErrorTable.insert(
      errors, of: context.cluster.id, number: context.number, in: context.connection)
  }
}

extension RecordedFact {
  static func record(_ snapshot: Snapshot, in context: RecordingContext) throws -> Int? {
    guard case .known(let values) = snapshot[keyPath: reading] else { return nil }
    let difference = try FactRecorder<Self>(context).record(values)
    try recordConclusions(of: values, difference, snapshot, in: context)
    return difference.count
  }
}
