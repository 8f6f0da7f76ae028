public import Capacity
public import Database
import Migrations
import Synchronization

/// The reading side of a history, in a file or a hub. In a file, readers never block a collection, nor does one block
/// them.
///
/// Each question is answered from one consistent state of the history.
public final class HistoryReader: HistoryReading {
  private let database: any SQLDatabase
  private let snapshot = Mutex(Snapshot())
  /// How many clusters' states are read together at most.
  private let clustersAtOnce: Int

  /// What is known of a snapshot that is held.
  private struct Snapshot {
    var isHeld = false
    /// All clusters, once they have been asked for.
    var all: [RecordedCluster]?
    /// The clusters that have been asked for.
    var clusters: [RecordedCluster.ID: RecordedCluster] = [:]
    /// What is read together of the clusters that questions are about; nil for a file, which has no round trips to save.
    var fleet: FleetReadings?
    /// What was pruned of the clusters that were asked about.
    var pruned: [RecordedCluster.ID: PrunedSpans] = [:]
  }

  /// Opens the history in a file.
  ///
  /// - Throws: `HistoryError`: `noHistory` if there is no file, `notACapdbDatabase`, `newerSchema`, `olderSchema`, …;
  ///   `SQLiteError`.
  public init(path: String) throws {
    guard SQLiteFile.exists(path) else { throw HistoryError.noHistory(path: path) }
    clustersAtOnce = 1
    do {
      database = try SQLiteDatabase.forReading(path)
      let schema = FileSchema(path: path)
      let version = try database.transaction(.reading) { try schema.check($0) }
      guard version > 0 else { throw HistoryError.noHistory(path: path) }
      guard version == schema.known else {
        throw HistoryError.olderSchema(path: path, version: version, known: schema.known)
      }
    } catch SQLiteError.notADatabase {
      throw HistoryError.notACapdbDatabase(path: path)
    }
  }

  /// Reads the history in a hub.
  ///
  /// - Throws: `HistoryError`: `hubWithoutTables`, `olderHub`, `differentHubMigration`; the database's own errors.
  public convenience init(hub database: any SQLDatabase) throws {
    // A statement names each cluster with its moment, so there is an end to how many do well in one.
    try self.init(hub: database, clustersAtOnce: 100)
  }

  /// - Parameter clustersAtOnce: how many clusters' states are read together at most.
  package init(hub database: any SQLDatabase, clustersAtOnce: Int) throws {
    self.clustersAtOnce = clustersAtOnce
    try database.withConnection { try HubSchema($0, of: database.name).checkForReading() }
    self.database = database
  }

  /// Answers all further questions from the state of this moment, whatever is recorded or pushed meanwhile: a report asks
  /// many, and a push that replaces a history takes several transactions.
  ///
  /// - Throws: the database's own errors.
  public func holdSnapshot() throws {
    try database.withConnection { try $0.holdSnapshot() }
    snapshot.withLock { $0.isHeld = true }
  }

  /// Ends the question under way in a file, from any thread, with an error of the database.
  public func interrupt() { database.interrupt() }

  /// Keeps each statement from taking longer than this on a hub's server, up to the end of the snapshot that is held.
  ///
  /// - Throws: the database's own errors.
  public func limitStatements(toSeconds seconds: Int) throws {
    try database.withConnection { connection in
      guard connection.dialect == .postgresql else { return }
      try connection.execute("SET LOCAL statement_timeout = '\(seconds)s'")
    }
  }

  /// Reads one consistent state.
  ///
  /// - Throws: the database's own errors; what `body` throws.
  package func read<Answer>(_ body: (any Connection) throws -> Answer) throws -> Answer {
    try database.transaction(.reading, body)
  }
}

extension HistoryReader {
  /// All clusters by name; of several with one name the one in use first, then the newest.
  public func clusters() throws -> [RecordedCluster] {
    try read { try clusters(in: $0) }
  }

  /// The clusters that names mean; see `HistoryReading`.
  public func clusters(called names: [String]) throws -> [RecordedCluster] {
    try read { connection in
      if let all = snapshot.withLock(\.all) { return all.filter { names.contains(where: $0.isCalled) } }
      return try keep(ClusterDirectory(in: connection).clusters(called: names))
    }
  }

  /// Reads what is asked of these clusters together where that saves round trips; see `HistoryReading`.
  public func prepare(for clusters: [RecordedCluster.ID]) throws {
    guard clusters.count > 1 else { return }
    // What is asked of several clusters together fails for all of them where the server of one is out of reach.
    let savesRoundTrips = try read { $0.dialect == .postgresql && $0.serversOutOfReach.isEmpty }
    guard savesRoundTrips, snapshot.withLock(\.isHeld) else { return }
    let members = try read { connection in try clusters.map { try cluster($0, in: connection) } }
    let fleet = FleetReadings(of: members, atOnce: clustersAtOnce)
    snapshot.withLock { $0.fleet = fleet }
  }

  /// All clusters, which are read once only from a snapshot that is held.
  private func clusters(in connection: any Connection) throws -> [RecordedCluster] {
    if let known = snapshot.withLock(\.all) { return known }
    let all = try keep(ClusterDirectory(in: connection).clusters())
    snapshot.withLock { if $0.isHeld { $0.all = all } }
    return all
  }

  /// Fleet reports ask about each of their clusters again and again.
  private func keep(_ clusters: [RecordedCluster]) -> [RecordedCluster] {
    snapshot.withLock { snapshot in
      if snapshot.isHeld { for cluster in clusters { snapshot.clusters[cluster.id] = cluster } }
    }
    return clusters
  }

  /// - Throws: `HistoryError.unknownCluster`.
  private func cluster(_ id: RecordedCluster.ID, in connection: any Connection) throws -> RecordedCluster {
    try snapshot.withLock { $0.clusters[id] } ?? ClusterDirectory(in: connection).cluster(id)
  }

  /// The servers of a hub whose clusters were not among those of `clusters`; see `HistoryReading`.
  public func serversOutOfReach() throws -> [String] { try database.withConnection { $0.serversOutOfReach } }

  /// What a cluster held at a moment; see `HistoryReading`.
  public func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState? {
    try read { connection in
      if let fleet = fleet(with: cluster) { return try fleet.state(of: cluster, at: moment, connection) }
      // A statement on one cluster's rows alone is answered by one server, whichever others are out of reach.
      let row =
        try moment.map { try CollectionTable.row(of: cluster, upTo: $0, in: connection) }
        ?? CollectionTable.latest(of: cluster, in: connection)
      guard let collection = row else { return nil }
      var member = StateReader.Member(cluster: try self.cluster(cluster, in: connection), collection: collection)
      if moment != nil { member.pruned = try prunedSpans(of: cluster, in: connection) }
      return try StateReader([member], in: connection).states(isLatestKnown: moment == nil)[cluster]
    }
  }

  /// The collections of a span, earliest first; at most the latest `limit` of them.
  public func collections(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?
  ) throws -> [RecordedCollection] {
    try read { connection in
      if limit == 1, let known = moment(of: cluster, in: span) { return [known.collection] }
      let rows = try CollectionTable.rows(of: cluster, in: span, limit: limit, in: connection)
      let errors = try CollectionErrorTable.errors(of: cluster, rows.map(\.number), in: connection)
      return rows.reversed().map { RecordedCollection($0, errors: errors[$0.number] ?? [:]) }
    }
  }

  /// The spells in which pods waited, as far as they touch `span`, by the time they began.
  public func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell] {
    try read { connection in
      if let known = moment(of: cluster, in: span) { return known.waiting }
      guard let span = try prunedSpans(of: cluster, in: connection).known(.pending, in: span) else { return [] }
      let dictionaries = try FleetDictionaries(of: [cluster], in: connection)
      return try PendingReader.spells(of: [(cluster, span)], dictionaries, connection)[cluster] ?? []
    }
  }

  /// The pods that came and went between two collections; see `HistoryReading`.
  public func shortLivedPods(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [ShortLivedPod] {
    try read { connection in
      guard let span = try prunedSpans(of: cluster, in: connection).known(.pods, in: span) else { return [] }
      return try ShortLivedPodTable.pods(
        of: cluster, observedIn: span, Dictionaries(cluster: cluster, in: connection), connection)
    }
  }

  /// What of a cluster's history is unknown because it was pruned; see `HistoryReading`.
  public func prunedSpans(of cluster: RecordedCluster.ID) throws -> PrunedSpans {
    try read { try prunedSpans(of: cluster, in: $0) }
  }

  /// The same, which is read once only from a snapshot that is held.
  private func prunedSpans(of cluster: RecordedCluster.ID, in connection: any Connection) throws -> PrunedSpans {
    if let fleet = fleet(with: cluster) { return try fleet.prunedSpans(connection)[cluster] ?? PrunedSpans() }
    if let known = snapshot.withLock({ $0.pruned[cluster] }) { return known }
    let spans = try PrunedSpanTable.spans(of: cluster, in: connection)
    snapshot.withLock { if $0.isHeld { $0.pruned[cluster] = spans } }
    return spans
  }

  /// What every node was at any time of a span; see `HistoryReading`.
  public func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<Node>] {
    try intervals(of: cluster, NodeFact.self, in: span)
  }

  /// What the settings of the CNI were at any time of a span; see `HistoryReading`.
  public func cniHistory(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>
  ) throws -> [FactInterval<CNISettings>] {
    try intervals(of: cluster, CNIFact.self, in: span)
  }

  private func intervals<Fact: RecordedFact>(
    of cluster: RecordedCluster.ID, _ fact: Fact.Type, in span: Range<Timestamp>
  ) throws -> [FactInterval<Fact.Value>] {
    try read { connection in
      let pruned = try prunedSpans(of: cluster, in: connection)
      guard let span = pruned.known(RetainedKind(Fact.source), in: span) else { return [] }
      let dictionaries = try FleetDictionaries(of: [cluster], in: connection)
      return try FactReader<Fact>(dictionaries, in: connection).intervals(of: cluster, in: span)
    }
  }

  /// Goes through a span; see `HistoryReading`.
  ///
  /// - Throws: the database's own errors; what `body` throws.
  public func replay(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    try read { connection in
      let chosen = try CollectionTable.latestOfEachStep(of: cluster, in: span, stepSeconds: stepSeconds, connection)
      try HistoryReplay(self.cluster(cluster, in: connection), in: span, connection).forEach { step in
        if chosen.contains(step.collection.observedAt) { try body(step.state()) }
      }
    }
  }
}

extension HistoryReader {
  /// How the pod slots of a cluster went; see `HistoryReading`.
  public func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters> {
    try read { connection in
      try trends(of: cluster, in: span, bucketSeconds, connection).trend(
        SlotRollup.self, .slots, kind: SlotRollup.kind(of: grouping), counts: \.slots,
        group: { $0.grouping == grouping ? $0.name : nil })
    }
  }

  /// How the addresses of a cluster's subnets went; see `HistoryReading`.
  public func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters> {
    try read { connection in
      let subnets = grouping == .subnet ? try latestSubnets(of: cluster, connection) : [:]
      return try trends(of: cluster, in: span, bucketSeconds, connection).trend(
        SubnetRollup.self, .subnets, kind: SubnetRollup.kind(of: grouping), counts: \.subnets,
        group: { $0.grouping == grouping ? SubnetGroup($0, subnets) : nil })
    }
  }

  /// Who held the addresses of a cluster's subnets; see `HistoryReading`.
  public func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters> {
    try read { connection in
      try trends(of: cluster, in: span, bucketSeconds, connection).trend(
        OwnerRollup.self, .owners, kind: nil, counts: \.owners, group: { $0 })
    }
  }

  private func trends(
    of id: RecordedCluster.ID, in span: Range<Timestamp>, _ bucketSeconds: Int64, _ connection: any Connection
  ) -> TrendReader {
    TrendReader(id, in: span, bucketSeconds: bucketSeconds, connection, fleet: fleet(with: id)) {
      try self.cluster(id, in: connection)
    }
  }

  private func latestSubnets(
    of cluster: RecordedCluster.ID, _ connection: any Connection
  ) throws -> [String: Subnet] {
    guard let fleet = fleet(with: cluster) else { return try SubnetTable.latest(of: cluster, in: connection) }
    return try fleet.subnets(connection)[cluster] ?? [:]
  }

  /// What was read of a cluster with its state, if `span` is the second of the collection that the state belongs to.
  private func moment(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) -> FleetStates.Moment? {
    guard let known = fleet(with: cluster)?.moment(of: cluster) else { return nil }
    let observedAt = known.collection.observedAt
    return span == observedAt..<(observedAt + 1) ? known : nil
  }

  private func fleet(with cluster: RecordedCluster.ID) -> FleetReadings? {
    snapshot.withLock(\.fleet).flatMap { $0.contains(cluster) ? $0 : nil }
  }

  /// How far the hubs were when they were last synced; none for a history that is a hub.
  public func hubCursors() throws -> [HubCursor] {
    try read { $0.dialect == .sqlite ? try HubCursorTable.all(in: $0) : [] }
  }
}

extension SubnetGroup {
  fileprivate init(_ key: SubnetGroupKey, _ subnets: [String: Subnet]) {
    switch key.grouping {
    case .cluster: self.init()
    case .vpc: self.init(vpcID: key.name)
    case .zone: self.init(zone: key.name)
    case .subnet:
      let subnet = subnets[key.name]
      self.init(vpcID: subnet?.vpcID, zone: subnet?.zone, subnetID: key.name, cidr: subnet?.cidr)
    }
  }
}
