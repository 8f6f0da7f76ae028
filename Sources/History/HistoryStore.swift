public import Capacity
package import Database
package import Migrations

/// The writing side of a history in a file.
///
/// Take a `CollectionLock` first where several processes may collect.
public final class HistoryStore: Sendable {
  /// Where the history is.
  public var path: String { database.path }
  package let database: SQLiteDatabase
  private let openPods = OpenPodRows()

  /// Opens the history at `path`, which is made if it is missing and brought up to date if it is older.
  ///
  /// - Parameter willUpgrade: called with the number of its schema before an older history is brought up to date, which
  ///   may take minutes where there is much to count again.
  /// - Throws: `HistoryError`, for example `notACapdbDatabase` or `newerSchema`; `SQLiteError`. Such files are left
  ///   untouched.
  public convenience init(path: String, willUpgrade: (Int) -> Void = { _ in }) throws {
    try self.init(path: path, migrations: Migration.all, willUpgrade: willUpgrade)
  }

  convenience init(path: String, migrations: [Migration], willUpgrade: (Int) -> Void = { _ in }) throws {
    try self.init(path: path, migrations: migrations, busySeconds: nil, willUpgrade: willUpgrade)
  }

  /// - Parameter busySeconds: how long to wait for others that write; nil waits as long as a collection does.
  package init(
    path: String, migrations: [Migration] = Migration.all, busySeconds: Double?, willUpgrade: (Int) -> Void = { _ in },
    progress: (UpgradeProgress) throws -> Void = { _ in }
  ) throws {
    try SQLiteFile.create(path)
    let schema = FileSchema(path: path, migrations: migrations)
    let space = SpaceEstimate(toOpen: path, knowing: schema.known)
    do {
      database = try SQLiteDatabase.forWriting(path, busySeconds: busySeconds, space: space)
      try database.withConnection(estimating: space) { connection in
        let version = try schema.check(connection)
        if version > 0, version < schema.known { willUpgrade(version) }
        try connection.execute("PRAGMA journal_mode = WAL")
        try schema.migrate(connection, progress: progress)
      }
    } catch SQLiteError.notADatabase {
      throw HistoryError.notACapdbDatabase(path: path)
    }
  }

  private init(_ database: SQLiteDatabase) {
    self.database = database
  }

  /// Closes the file. SQLite then moves the write-ahead log into it, unless a reader still uses it.
  ///
  /// - Throws: `SQLiteError`.
  public func close() throws { try database.close() }

  /// Gives the connection to `body`, outside of any transaction.
  ///
  /// - Throws: `SQLiteError`; what `body` throws.
  package func withConnection<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
    try database.withConnection(body)
  }

  /// Lets each commit return before the disk has it: for histories that are simulated and can be made anew, where
  /// recording would be little more than thousands of waits.
  ///
  /// - Throws: `SQLiteError`.
  package func doNotWaitForDisk() throws {
    try database.withConnection { try $0.execute("PRAGMA synchronous = OFF") }
  }

  /// An empty history that no file keeps.
  ///
  /// - Throws: `SQLiteError`.
  package static func inMemory() throws -> HistoryStore {
    let store = HistoryStore(try SQLiteDatabase.inMemory())
    try store.withConnection { try FileSchema(path: store.path).migrate($0) }
    return store
  }
}

extension HistoryStore {
  /// Records what one collection learned, all of it or nothing.
  ///
  /// - Parameters:
  ///   - snapshot: the sources' answers; what an unknown source answered before stays open.
  ///   - identity: the cluster. One that the history does not know is added.
  ///   - run: when and how the collection ran.
  ///   - instanceTypesAskedAt: when EC2 was last asked for instance types; nil keeps what was recorded before.
  ///   - supplement: what there is beside the snapshot.
  /// - Throws: `SQLiteError`; the history is then as it was.
  public func record(
    _ snapshot: Snapshot, of identity: ClusterIdentity, run: CollectionRecord, instanceTypesAskedAt: Timestamp? = nil,
    supplement: CollectionSupplement = CollectionSupplement()
  ) throws -> RecordedOutcome {
    let isFollowed = supplement.changedPods != nil
    let written = try database.transaction(.writing) { connection in
      try Self.write(identity, run, openPods: isFollowed ? openPods : nil, to: connection) {
        try $0.record(snapshot, run: run, instanceTypesAskedAt: instanceTypesAskedAt, supplement: supplement)
      }
    }
    if isFollowed {
      // A process that follows writes seldom, for months, to a file that grows.
      database.releaseMemory()
      openPods.apply(written.movedPods, of: written.outcome.number, cluster: written.cluster)
    } else {
      openPods.keep(nil, of: written.cluster)
    }
    return written.outcome
  }

  /// Records an attempt that failed before any source could be asked; `run.failure` says why.
  ///
  /// - Parameter notAsked: the sources that would not have been asked either way; all others count as failed.
  /// - Throws: `SQLiteError`; the history is then as it was.
  public func recordFailure(
    of identity: ClusterIdentity, run: CollectionRecord, notAsked: Set<Source> = []
  ) throws -> RecordedOutcome {
    let statuses = Source.allCases.map { ($0, notAsked.contains($0) ? SourceStatus.notAsked : .failed) }
    return try database.transaction(.writing) { connection in
      try Self.write(identity, run, to: connection) {
        try $0.recordFailure(run, statuses: Dictionary(uniqueKeysWithValues: statuses))
      }.outcome
    }
  }

  /// What `record` would do, without doing it. A file that is missing is not made.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`, as `init` and `record` do.
  public static func preview(
    _ snapshot: Snapshot, of identity: ClusterIdentity, run: CollectionRecord, in path: String
  ) throws -> RecordedOutcome {
    func rehearse(_ database: SQLiteDatabase) throws -> RecordedOutcome {
      try database.transaction(.rehearsing) { connection in
        try FileSchema(path: path).migrate(connection)
        return try write(identity, run, to: connection) {
          try $0.record(snapshot, run: run, instanceTypesAskedAt: nil)
        }.outcome
      }
    }
    guard SQLiteFile.exists(path) else { return try rehearse(.inMemory(named: path)) }
    do {
      return try rehearse(.forWriting(path))
    } catch SQLiteError.disk {
      // What is not kept needs no disk.
      return try rehearse(.forReading(path).copyToMemory())
    } catch SQLiteError.notADatabase {
      throw HistoryError.notACapdbDatabase(path: path)
    }
  }

  /// A collection that was written.
  private struct Written {
    var outcome: RecordedOutcome
    var cluster: Int64
    var movedPods: [UID: Int64?]
  }

  /// - Parameter openPods: what this process knows of open rows of pods; nil if that is of no use.
  private static func write(
    _ identity: ClusterIdentity, _ run: CollectionRecord, openPods: OpenPodRows? = nil, to connection: any Connection,
    _ body: (CollectionWriter) throws -> Void
  ) throws -> Written {
    var registration = ClusterRegistration(startedAt: run.startedAt, in: connection)
    let cluster = try registration.register(identity)
    let context = try RecordingContext(cluster, startedAt: run.startedAt, in: connection)
    context.openPods = try openPods?.rows(for: context)
    try body(CollectionWriter(context))
    let outcome = RecordedOutcome(
      number: context.number, observedAt: context.observedAt, changesByTable: context.changes,
      clockSteppedBackBy: context.previous.map { max(0, $0.observedAt - run.startedAt) } ?? 0,
      retiredCluster: registration.retired)
    return Written(outcome: outcome, cluster: cluster.id, movedPods: context.movedPods)
  }
}

extension HistoryStore {
  /// What is known of the cluster of this name; nothing if there is none.
  ///
  /// - Throws: `SQLiteError`.
  public func known(clusterNamed name: String) throws -> KnownCluster {
    try database.transaction(.reading) { try KnownCluster(named: name, in: $0) }
  }

  /// The same for a history that is only read; nothing if there is no such file.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`.
  public static func known(clusterNamed name: String, in path: String) throws -> KnownCluster {
    guard SQLiteFile.exists(path) else { return KnownCluster() }
    return try HistoryReader(path: path).read { try KnownCluster(named: name, in: $0) }
  }
}

extension HistoryStore {
  /// The nodes, pods and events of the cluster of this name as they were last recorded.
  ///
  /// - Throws: `SQLiteError`.
  public func recordedObjects(clusterNamed name: String) throws -> RecordedObjects {
    // The pages of all pods are of no use to what records the few that changed.
    defer { database.releaseMemory() }
    return try database.transaction(.reading) { try Self.recordedObjects(name, openPods: openPods, in: $0) }
  }

  /// The same of a history that is only read; none if there is no such file.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`.
  public static func recordedObjects(clusterNamed name: String, in path: String) throws -> RecordedObjects {
    guard SQLiteFile.exists(path) else { return RecordedObjects() }
    return try HistoryReader(path: path).read { try recordedObjects(name, in: $0) }
  }

  /// - Parameter openPods: what takes note of where the rows of the pods are.
  private static func recordedObjects(
    _ name: String, openPods: OpenPodRows? = nil, in connection: any Connection
  ) throws -> RecordedObjects {
    guard let cluster = try ClusterDirectory(in: connection).clusterInUse(named: name)?.row,
      let latest = try CollectionTable.latest(of: cluster.id, in: connection)
    else { return RecordedObjects() }
    let reader = try LatestFacts(of: cluster.id, asOf: latest, in: connection)
    let nodes = try reader.values(NodeFact.self)
    let count = latest.expectedCount(of: .pods)
    var pods: [Pod] = []
    // A few that come beyond these must not double the array.
    pods.reserveCapacity(count + count / 50)
    let rows = try OpenRows<UID>(asOf: latest.number, count: count) { place in
      try reader.forEach(PodFact.self) { pod, row in
        place(pod.uid, row)
        pods.append(pod)
      }
    }
    openPods?.keep(rows, of: cluster.id)
    return RecordedObjects(
      nodes: nodes, pods: pods, events: try reader.values(EventFact.self), collection: latest.number)
  }
}

extension HistoryStore {
  /// What EC2 last answered about the cluster of this name; what it refused is unknown. Nil if there is no such cluster.
  ///
  /// - Throws: `SQLiteError`.
  public func recordedNetwork(clusterNamed name: String) throws -> Snapshot? {
    defer { database.releaseMemory() }
    return try database.transaction(.reading) { try Self.recordedNetwork(name, in: $0) }
  }

  /// The same of a history that is only read; nil if there is no such file.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`.
  public static func recordedNetwork(clusterNamed name: String, in path: String) throws -> Snapshot? {
    guard SQLiteFile.exists(path) else { return nil }
    return try HistoryReader(path: path).read { try recordedNetwork(name, in: $0) }
  }

  private static func recordedNetwork(_ name: String, in connection: any Connection) throws -> Snapshot? {
    guard let row = try ClusterDirectory(in: connection).clusterInUse(named: name)?.row,
      let latest = try CollectionTable.latest(of: row.id, in: connection)
    else { return nil }
    let cluster = RecordedCluster(
      id: row.id, identity: row.identity, firstCollectedAt: row.firstCollectedAt, lastCollectedAt: latest.observedAt)
    let reader = try StateReader([.init(cluster: cluster, collection: latest)], in: connection)
    return try reader.states(of: Set(Source.ec2), isLatestKnown: false)[row.id]?.snapshot
  }
}

extension KnownCluster {
  fileprivate init(named name: String, in connection: any Connection) throws {
    self.init()
    guard let cluster = try ClusterDirectory(in: connection).clusterInUse(named: name)?.row,
      let latest = try CollectionTable.latest(of: cluster.id, in: connection)
    else { return }
    let facts = try LatestFacts(of: cluster.id, asOf: latest, in: connection)
    instanceTypes = try facts.values(InstanceTypeFact.self)
    instanceTypesAskedAt = latest.instanceTypesAskedAt
    instanceIDs = try facts.values(NodeFact.self).compactMap(\.instanceID)
    vpcIDs = try facts.values(VPCFact.self).map(\.id)
    uid = cluster.identity.uid
    ec2AnsweredAt = latest.ec2AnsweredAt
    if connection.dialect == .sqlite {
      resume = try ResumePointTable.points(of: cluster.id, latest: latest, in: connection)
    }
  }
}

extension CollectionRow {
  /// When EC2 was last asked, if all that was asked of it was answered, or refused where a cluster may refuse it; else nil.
  fileprivate var ec2AnsweredAt: Timestamp? {
    let unanswered = Source.ec2.filter { statuses[$0] != .complete }
    guard unanswered.allSatisfy({ $0.isOptional && statuses[$0] == .denied }) else { return nil }
    return Source.ec2.compactMap { statuses[$0] == .complete ? knownAt[$0] : nil }.min()
  }
}

/// The facts of a cluster that still hold.
private struct LatestFacts {
  private let cluster: Int64
  private let latest: CollectionRow
  private let dictionaries: FleetDictionaries
  private let connection: any Connection

  init(of cluster: Int64, asOf latest: CollectionRow, in connection: any Connection) throws {
    self.cluster = cluster
    self.latest = latest
    self.connection = connection
    dictionaries = try FleetDictionaries(of: [cluster], in: connection)
  }

  func values<Fact: RecordedFact>(_ fact: Fact.Type) throws -> [Fact.Value] {
    try FactReader<Fact>(dictionaries, in: connection).values(
      at: [(cluster, openEnd + -1)], expecting: [cluster: latest.expectedCount(of: Fact.source)])[cluster] ?? []
  }

  /// Gives the values and the keys of their state rows to `body`.
  func forEach<Fact: RecordedFact>(_ fact: Fact.Type, _ body: (Fact.Value, Int64) -> Void) throws {
    try FactReader<Fact>(dictionaries, in: connection).forEach(at: [(cluster, openEnd + -1)]) {
      body($0.value, $0.key)
    }
  }
}
