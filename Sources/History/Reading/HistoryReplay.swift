import Capacity
import Database

/// Goes from collection to collection and rebuilds what the cluster held at each.
struct HistoryReplay {
  /// One of the collections.
  struct Step {
    /// The collection's row.
    let collection: CollectionRow
    /// Whether anything differs from the step before: facts, or what is known of them.
    let hasChanged: Bool
    /// Pods that waited; nil where that was pruned.
    let podsPending: Int64?
    /// What the cluster held; it takes work to put together, so only those who need it ask.
    let state: () throws -> RecordedState
  }

  private let cluster: RecordedCluster
  private let span: Range<Timestamp>
  private let connection: any Connection

  init(_ cluster: RecordedCluster, in span: Range<Timestamp>, _ connection: any Connection) {
    self.cluster = cluster
    self.span = span
    self.connection = connection
  }

  /// Gives every collection of the span to `body`, earliest first.
  func forEach(_ body: (Step) throws -> Void) throws {
    let facts = try SnapshotReplay(cluster: cluster.id, in: span, connection)
    var pending = try PendingReplay(cluster: cluster.id, in: span, connection)
    let pruned = try PrunedSpanTable.spans(of: cluster.id, in: connection)
    var known: [Source: SourceStatus]?
    var podsPendingBefore: Int64??
    try CollectionTable.forEach(of: cluster.id, in: span, connection) { row in
      let collection = row.without(pruned)
      let moment = collection.observedAt
      let hasChanged = try facts.advance(to: moment)
      let waiting = pending.count(at: moment)
      let podsPending = pruned.contains(.pending, at: moment) ? nil : waiting
      defer { podsPendingBefore = podsPending }
      try body(
        Step(
          collection: collection,
          hasChanged: hasChanged || podsPending != podsPendingBefore || collection.statuses != known,
          podsPending: podsPending,
          state: {
            let errors = try errors(of: collection).merging(pruned.reasons(at: moment)) { $1 }
            return RecordedState(
              cluster: cluster, observedAt: moment, snapshot: facts.snapshot(of: collection, errors: errors),
              knownAt: collection.knownAt)
          }))
      known = collection.statuses
    }
  }

  private func errors(of collection: CollectionRow) throws -> [Source: String] {
    if collection.statuses.values.allSatisfy({ $0 == .complete || $0 == .notAsked }) { return [:] }
    return try CollectionErrorTable.errors(of: cluster.id, number: collection.number, in: connection)
  }
}

/// The replays of all kinds of facts, side by side.
private struct SnapshotReplay {
  private let facts: [any FactReplaying]

  init(cluster: Int64, in span: Range<Timestamp>, _ connection: any Connection) throws {
    let dictionaries = try Dictionaries(cluster: cluster, in: connection)
    facts = try factKinds.map { try $0.replay(cluster, dictionaries, in: span, connection) }
  }

  /// Goes on to the next collection, and returns whether anything changed there.
  func advance(to moment: Timestamp) throws -> Bool {
    var hasChanged = false
    for fact in facts where try fact.advance(to: moment) { hasChanged = true }
    return hasChanged
  }

  /// What the collection knew of the facts that hold.
  func snapshot(of collection: CollectionRow, errors: [Source: String]) -> Snapshot {
    var snapshot = Snapshot()
    for fact in facts { fact.fill(&snapshot, of: collection, errors) }
    return snapshot
  }
}

/// A replay of one kind of fact, whichever that is.
protocol FactReplaying {
  func advance(to moment: Timestamp) throws -> Bool
  func fill(_ snapshot: inout Snapshot, of collection: CollectionRow, _ errors: [Source: String])
}

/// Goes through the intervals of one kind of fact in the order of time, and holds the values of one moment after the
/// other.
///
/// Each row is read once, so a span costs what changed in it and not the product of its moments and its values.
private final class FactReplay<Fact: RecordedFact>: FactReplaying {
  private struct Interval {
    var value: Fact.Value
    var validFrom: Timestamp
    var validTo: Timestamp
  }

  private let select: Statement
  private let dictionaries: Dictionaries
  private var next: Interval?
  private var active: [Fact.Key: Interval] = [:]
  private var endings: [Timestamp: [Fact.Key]] = [:]
  private var sorted: [Fact.Value]?

  /// - Parameter span: the moments that will be asked for.
  init(cluster: Int64, _ dictionaries: Dictionaries, in span: Range<Timestamp>, _ connection: any Connection) throws {
    self.dictionaries = dictionaries
    let sql = FactSQL(identity: Fact.identity, state: Fact.state)
    select = try Statement(sql.selectSpan, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    try dictionaries.texts.prefetch(for: select)
    next = try read()
  }

  /// Goes on to a moment, that of the next collection: intervals begin and end at collections only, and each of the
  /// span has to be gone to in turn.
  ///
  /// - Returns: whether anything changed.
  func advance(to moment: Timestamp) throws -> Bool {
    var hasChanged = false
    for key in endings.removeValue(forKey: moment) ?? [] where active[key]?.validTo == moment {
      active[key] = nil
      hasChanged = true
    }
    while let row = next, row.validFrom <= moment {
      if row.validTo > moment {
        let key = Fact.key(of: row.value)
        active[key] = row
        if row.validTo != openEnd { endings[row.validTo, default: []].append(key) }
        hasChanged = true
      }
      next = try read()
    }
    if hasChanged { sorted = nil }
    return hasChanged
  }

  /// Puts the values that hold into a snapshot, as far as the collection knew them.
  func fill(_ snapshot: inout Snapshot, of collection: CollectionRow, _ errors: [Source: String]) {
    let isKnown = collection.statuses[Fact.source] == .complete
    snapshot[keyPath: Fact.reading] = isKnown ? .known(values) : collection.unknown(Fact.source, errors)
  }

  /// The values that hold, in the order of their keys.
  private var values: [Fact.Value] {
    if let sorted { return sorted }
    let values = active.sorted { $0.key < $1.key }.map(\.value.value)
    sorted = values
    return values
  }

  private func read() throws -> Interval? {
    guard try select.step() else { return nil }
    var times = select.row()
    let validFrom = times.time()
    let validTo = times.time()
    var row = select.row(from: FactSQL.firstColumn)
    return Interval(value: try Fact.decode(&row, dictionaries), validFrom: validFrom, validTo: validTo)
  }
}

extension RecordedFact {
  static func replay(
    _ cluster: Int64, _ dictionaries: Dictionaries, in span: Range<Timestamp>, _ connection: any Connection
  ) throws -> any FactReplaying {
    try FactReplay<Self>(cluster: cluster, dictionaries, in: span, connection)
  }
}
