import TextEncoding
package import Capacity
package import Database

/// A row of table `cluster`.
package struct ClusterRow: Hashable {
  package var id: Int64
  package var identity: ClusterIdentity
  package var firstCollectedAt: Timestamp
  package var retiredAt: Timestamp?
  /// The number of the collection that last changed the row.
  package var collection: Int64
}

/// Reads and writes table `cluster`.
package enum ClusterTable {
  private static let columns =
    "name, uid, kubernetes_version, region, first_collected_at, retired_at, collection, cluster_id"

  /// All clusters by name, of several with one name the one in use first, then the newest; without those on servers that
  /// are out of reach, which the connection then names.
  package static func all(in connection: any Connection) throws -> [ClusterRow] {
    try connection.readingAllRows(of: "cluster") { table in
      try rows(
        "TRUE ORDER BY name, retired_at IS NOT NULL, first_collected_at DESC, cluster_id DESC", of: table,
        in: connection)
    }
  }

  /// The cluster with this key.
  package static func cluster(id: Int64, in connection: any Connection) throws -> ClusterRow? {
    try rows("cluster_id = ?", in: connection) { $0.integer(id) }.first
  }

  static func insert(
    _ identity: ClusterIdentity, at moment: Timestamp, in connection: any Connection
  ) throws -> ClusterRow {
    let row = ClusterRow(
      id: try nextID(in: connection), identity: identity, firstCollectedAt: moment, retiredAt: nil, collection: 1)
    try insert(row, in: connection)
    return row
  }

  /// Adds a cluster as another history has it, or brings it up to date.
  package static func put(_ row: ClusterRow, in connection: any Connection) throws {
    guard try cluster(id: row.id, in: connection) != nil else { return try insert(row, in: connection) }
    let update = try Statement(
      """
      UPDATE cluster SET name = ?, uid = ?, kubernetes_version = ?, region = ?, first_collected_at = ?, retired_at = ?,
        collection = ? WHERE cluster_id = ?
      """, in: connection)
    var parameters = update.binder()
    bind(row, to: &parameters)
    try update.run()
  }

  private static func insert(_ row: ClusterRow, in connection: any Connection) throws {
    let insert = try Statement("INSERT INTO cluster (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", in: connection)
    var parameters = insert.binder()
    bind(row, to: &parameters)
    try insert.run()
  }

  private static func bind(_ row: ClusterRow, to parameters: inout Binder) {
    parameters.text(row.identity.name)
    parameters.uid(row.identity.uid)
    parameters.text(row.identity.kubernetesVersion)
    parameters.text(row.identity.region)
    parameters.time(row.firstCollectedAt)
    parameters.time(row.retiredAt)
    parameters.integer(row.collection)
    parameters.integer(row.id)
  }

  private static func nextID(in connection: any Connection) throws -> Int64 {
    try Statement("SELECT max(cluster_id) FROM cluster", in: connection).first { $0.integer() + 1 } ?? 1
  }

  private static func rows(
    _ condition: String, of table: String = "cluster", in connection: any Connection,
    bind: (inout Binder) -> Void = { _ in }
  ) throws -> [ClusterRow] {
    let select = try Statement("SELECT \(columns) FROM \(table) WHERE \(condition)", in: connection)
    var parameters = select.binder()
    bind(&parameters)
    var rows: [ClusterRow] = []
    try select.forEach { row in
      let identity = ClusterIdentity(
        name: row.text(), uid: try row.optionalUID(), kubernetesVersion: row.text(), region: row.text())
      let (firstCollectedAt, retiredAt, collection) = (row.time(), row.optionalTime(), row.integer())
      rows.append(
        ClusterRow(
          id: row.integer(), identity: identity, firstCollectedAt: firstCollectedAt, retiredAt: retiredAt,
          collection: collection))
    }
    return rows
  }
}

extension ClusterTable {
  /// A key for a cluster that this history does not have yet: the next number in a file, and in a hub one made of what
  /// identifies the cluster, so that fifty pushers need no sequence between them.
  package static func newID(for identity: ClusterIdentity, in connection: any Connection) throws -> Int64 {
    if connection.dialect == .sqlite { return try nextID(in: connection) }
    var attempt = 0
    while true {
      let id = hubID(of: identity, attempt)
      if try cluster(id: id, in: connection) == nil { return id }
      attempt += 1
    }
  }

  /// The key that a hub gives a cluster, positive: 63 bits of a hash of its UID, else of its name.
  ///
  /// - Parameter attempt: 0, or how many keys before this one are others'.
  package static func hubID(of identity: ClusterIdentity, _ attempt: Int = 0) -> Int64 {
    let text = identity.uid.map { "uid \($0)" } ?? "name \(identity.name)"
    let hash = spread(FNV1a.hash(attempt == 0 ? text : "\(text) \(attempt)"))
    return max(1, Int64(hash >> 1))
  }

  /// Spreads a hash's bits once more, since short texts leave the high ones much alike.
  private static func spread(_ hash: UInt64) -> UInt64 {
    (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
  }
}
