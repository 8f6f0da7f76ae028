import Capacity
import GRDB

/// A row of table `cluster`.
struct ClusterRow {
  var id: Int64
  var identity: ClusterIdentity
  var firstCollectedAt: Timestamp
  var retiredAt: Timestamp?
}

/// Reads and writes table `cluster`.
enum ClusterTable {
  private static let columns = "cluster_id, name, uid, kubernetes_version, region, first_collected_at, retired_at"

  /// All clusters by name, of several with one name the one in use first, then the newest.
  static func all(in database: Database) throws -> [ClusterRow] {
    try rows("TRUE ORDER BY name, retired_at IS NOT NULL, cluster_id DESC", in: database)
  }

  static func cluster(id: Int64, in database: Database) throws -> ClusterRow? {
    try rows("cluster_id = ?", in: database) { $0.integer(id) }.first
  }

  /// The cluster of a UID, in use or not.
  static func cluster(uid: UID, in database: Database) throws -> ClusterRow? {
    try rows("uid = ?", in: database) { $0.uid(uid) }.first
  }

  /// The cluster that uses a name.
  static func cluster(name: String, in database: Database) throws -> ClusterRow? {
    try rows("name = ? AND retired_at IS NULL", in: database) { $0.text(name) }.first
  }

  static func insert(_ identity: ClusterIdentity, at moment: Timestamp, in database: Database) throws -> Int64 {
    let insert = try SQLStatement(
      """
      INSERT INTO cluster (name, uid, kubernetes_version, region, first_collected_at, collection)
      VALUES (?, ?, ?, ?, ?, 1)
      """, in: database)
    var parameters = insert.binder()
    bind(identity, to: &parameters)
    parameters.time(moment)
    return try insert.insert()
  }

  static func update(
    _ id: Int64, to identity: ClusterIdentity, retiredAt: Timestamp?, collection: Int64, in database: Database
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
    _ condition: String, in database: Database, bind: (inout StatementBinder) -> Void = { _ in }
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
        ClusterRow(id: id, identity: identity, firstCollectedAt: row.time(), retiredAt: row.optionalTime()))
    }
    return rows
  }
}
