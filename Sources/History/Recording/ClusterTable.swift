package import Capacity

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
    "cluster_id, name, uid, kubernetes_version, region, first_collected_at, retired_at, collection"

  /// All clusters by name, of several with one name the one in use first, then the newest.
  package static func all(in database: any SQLSource) throws -> [ClusterRow] {
    try rows("TRUE ORDER BY name, retired_at IS NOT NULL, first_collected_at DESC, cluster_id DESC", in: database)
  }

  package static func cluster(id: Int64, in database: any SQLSource) throws -> ClusterRow? {
    try rows("cluster_id = ?", in: database) { $0.integer(id) }.first
  }

  /// The cluster of a UID, in use or not.
  static func cluster(uid: UID, in database: any SQLSource) throws -> ClusterRow? {
    try rows("uid = ?", in: database) { $0.uid(uid) }.first
  }

  /// The cluster that uses a name.
  static func cluster(name: String, in database: any SQLSource) throws -> ClusterRow? {
    try rows("name = ? AND retired_at IS NULL", in: database) { $0.text(name) }.first
  }

  static func insert(_ identity: ClusterIdentity, at moment: Timestamp, in database: any SQLSource) throws -> Int64 {
    let id = try nextID(in: database)
    let insert = try SQLStatement(
      """
      INSERT INTO cluster (cluster_id, name, uid, kubernetes_version, region, first_collected_at, collection)
      VALUES (?, ?, ?, ?, ?, ?, 1)
      """, in: database)
    var parameters = insert.binder()
    parameters.integer(id)
    bind(identity, to: &parameters)
    parameters.time(moment)
    try insert.run()
    return id
  }

  /// Adds a cluster as another history has it, or brings it up to date.
  package static func put(_ row: ClusterRow, in database: any SQLSource) throws {
    let isKnown = try cluster(id: row.id, in: database) != nil
    let columns = ["name", "uid", "kubernetes_version", "region", "first_collected_at", "retired_at", "collection"]
    let statement = try SQLStatement(
      isKnown
        ? "UPDATE cluster SET \(columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE cluster_id = ?"
        : """
        INSERT INTO cluster (\(columns.joined(separator: ", ")), cluster_id)
        VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")), ?)
        """, in: database)
    var parameters = statement.binder()
    bind(row.identity, to: &parameters)
    parameters.time(row.firstCollectedAt)
    parameters.time(row.retiredAt)
    parameters.integer(row.collection)
    parameters.integer(row.id)
    try statement.run()
  }

  static func nextID(in database: any SQLSource) throws -> Int64 {
    try SQLStatement("SELECT max(cluster_id) FROM cluster", in: database).first { $0.integer() + 1 } ?? 1
  }

  static func update(
    _ id: Int64, to identity: ClusterIdentity, retiredAt: Timestamp?, collection: Int64, in database: any SQLSource
  ) throws {
    let update = try SQLStatement(
      """
      UPDATE cluster SET name = ?, uid = ?, kubernetes_version = ?, region = ?, retired_at = ?, collection = ?
      WHERE cluster_id = ?
      """, in: database)
    var parameters = update.binder()
    bind(identity, to: &parameters)
    parameters.time(retiredAt)
    parameters.integer(collection)
    parameters.integer(id)
    try update.run()
  }

  private static func bind(_ identity: ClusterIdentity, to parameters: inout StatementBinder) {
    parameters.text(identity.name)
    parameters.uid(identity.uid)
    parameters.text(identity.kubernetesVersion)
    parameters.text(identity.region)
  }

  private static func rows(
    _ condition: String, in database: any SQLSource, bind: (inout StatementBinder) -> Void = { _ in }
  ) throws -> [ClusterRow] {
    let select = try SQLStatement("SELECT \(columns) FROM cluster WHERE \(condition)", in: database)
    var parameters = select.binder()
    bind(&parameters)
    var rows: [ClusterRow] = []
    try select.forEach { row in
      let id = row.integer()
      let name = row.text()
      let identity = ClusterIdentity(
        name: name, uid: try row.optionalUID(), kubernetesVersion: row.text(), region: row.text())
      rows.append(
        ClusterRow(
          id: id, identity: identity, firstCollectedAt: row.time(), retiredAt: row.optionalTime(),
          collection: row.integer()))
    }
    return rows
  }
}
