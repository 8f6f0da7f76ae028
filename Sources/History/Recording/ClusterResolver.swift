import Capacity
import GRDB

/// Finds the cluster that a collection is of, by the UID of its `kube-system` namespace and else by its name.
struct ClusterResolver {
  private let database: Database
  private let startedAt: Timestamp
  /// The cluster whose name the resolved one has taken over; nil if there was none.
  private(set) var retired: ClusterIdentity?

  init(startedAt: Timestamp, in database: Database) {
    self.startedAt = startedAt
    self.database = database
  }

  /// The key of the cluster, which is added or brought up to date where needed.
  ///
  /// - A known UID is the cluster, whatever its name; a new name renames it.
  /// - Without a UID the name decides. A cluster that was recorded without one adopts the first that is learnt.
  /// - A name with another UID is a cluster that was made anew: the former one is retired.
  mutating func resolve(_ identity: ClusterIdentity) throws -> Int64 {
    let named = try ClusterTable.cluster(name: identity.name, in: database)
    guard let known = try identity.uid.map({ try ClusterTable.cluster(uid: $0, in: database) }) ?? named else {
      return try add(identity, retiring: named)
    }
    // Two that have a name together, as where a namesake's history was brought here from a hub, keep it both.
    let hasName = known.identity.name == identity.name && known.retiredAt == nil
    if let named, named.id != known.id, !hasName { try retire(named) }
    try update(known, to: identity)
    return known.id
  }

  private mutating func add(_ identity: ClusterIdentity, retiring named: ClusterRow?) throws -> Int64 {
    if let named {
      guard named.identity.uid != nil else {
        try update(named, to: identity)
        return named.id
      }
      try retire(named)
    }
    return try ClusterTable.insert(identity, at: startedAt, in: database)
  }

  /// Writes only what differs; what could not be learnt this time stays.
  private func update(_ row: ClusterRow, to identity: ClusterIdentity) throws {
    var merged = row.identity
    merged.name = identity.name
    merged.uid = identity.uid ?? merged.uid
    if !identity.kubernetesVersion.isEmpty { merged.kubernetesVersion = identity.kubernetesVersion }
    if !identity.region.isEmpty { merged.region = identity.region }
    guard merged != row.identity || row.retiredAt != nil else { return }
    let collection = (try CollectionTable.latest(of: row.id, in: database)?.number ?? 0) + 1
    try ClusterTable.update(row.id, to: merged, retiredAt: nil, collection: collection, in: database)
  }

  /// Ends everything that is open of a cluster. That is a change, so it has a collection of its own.
  private mutating func retire(_ row: ClusterRow) throws {
    retired = row.identity
    let context = try RecordingContext(database: database, cluster: row.id, startedAt: startedAt)
    try IntervalTables.closeAll(in: context)
    try ClusterTable.update(
      row.id, to: row.identity, retiredAt: context.observedAt, collection: context.number, in: database)
    let run = CollectionRecord(
      startedAt: startedAt, finishedAt: startedAt, milliseconds: 0, bytesReceived: 0,
      failure: "cluster \(row.identity.name) was retired: another cluster has its name")
    try CollectionWriter(context).recordFailure(run, statuses: [:])
  }
}
