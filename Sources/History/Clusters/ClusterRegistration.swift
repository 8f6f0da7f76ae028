import Capacity
import Database

/// Finds the cluster that a collection is of, by the UID of its `kube-system` namespace and else by its name, and adds
/// or updates it.
struct ClusterRegistration {
  private let connection: any Connection
  private let startedAt: Timestamp
  /// The cluster whose name the registered one has taken over; nil if there was none.
  private(set) var retired: ClusterIdentity?

  init(startedAt: Timestamp, in connection: any Connection) {
    self.startedAt = startedAt
    self.connection = connection
  }

  /// The cluster, which is added or brought up to date where needed.
  ///
  /// - A known UID is the cluster, whatever its name; a new name renames it, unless reports call it so already.
  /// - Without a UID the name decides. A cluster that was recorded without one adopts the first that is learnt.
  /// - A name with another UID is a cluster that was made anew: the former one is retired.
  mutating func register(_ identity: ClusterIdentity) throws -> ClusterRow {
    let directory = try ClusterDirectory(in: connection)
    let collected = try directory.clusterInUse(named: identity.name)
    let named = collected?.row
    let sameUID = identity.uid.flatMap { uid in directory.rows.first { $0.identity.uid == uid } }
    // Without a UID, or with one that nobody has, the name decides.
    guard let known = identity.uid == nil ? named : sameUID else { return try add(identity, retiring: named) }
    // Two that have a name together, as where a namesake's history was pulled from a hub, keep it both.
    let hasName = known.identity.name == identity.name && known.retiredAt == nil
    if let named, named.id != known.id, !hasName { try retire(named) }
    return try update(known, to: identity, isShownName: named?.id == known.id && collected?.isShownName == true)
  }

  private mutating func add(_ identity: ClusterIdentity, retiring named: ClusterRow?) throws -> ClusterRow {
    if let named {
      guard named.identity.uid != nil else { return try update(named, to: identity, isShownName: false) }
      try retire(named)
    }
    return try ClusterTable.insert(identity, at: startedAt, in: connection)
  }

  /// Writes only what differs; what could not be learnt this time stays.
  private func update(_ row: ClusterRow, to identity: ClusterIdentity, isShownName: Bool) throws -> ClusterRow {
    var updated = row
    if !isShownName { updated.identity.name = identity.name }
    updated.identity.uid = identity.uid ?? row.identity.uid
    if !identity.kubernetesVersion.isEmpty { updated.identity.kubernetesVersion = identity.kubernetesVersion }
    if !identity.region.isEmpty { updated.identity.region = identity.region }
    updated.retiredAt = nil
    guard updated != row else { return row }
    updated.collection = (try CollectionTable.latest(of: row.id, in: connection)?.number ?? 0) + 1
    try ClusterTable.put(updated, in: connection)
    return updated
  }

  /// Ends everything that is open of a cluster. That is a change, so it has a collection of its own.
  private mutating func retire(_ row: ClusterRow) throws {
    retired = row.identity
    let context = try RecordingContext(row, startedAt: startedAt, in: connection)
    try context.closeAllIntervals()
    var ended = row
    ended.retiredAt = context.observedAt
    ended.collection = context.number
    try ClusterTable.put(ended, in: connection)
    let run = CollectionRecord(
      startedAt: startedAt, finishedAt: startedAt, milliseconds: 0, bytesReceived: 0,
      failure: "cluster \(row.identity.name) was retired: another cluster has its name")
    try CollectionWriter(context).recordFailure(run, statuses: [:])
  }
}
