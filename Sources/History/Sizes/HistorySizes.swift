public import Capacity
import Database

/// What a cluster takes of one kind of fact.
public struct ClusterSize: Hashable, Sendable {
  /// The cluster's number.
  public var cluster: RecordedCluster.ID
  /// The kind, for example `pods` or `rollups`.
  public var kind: String
  /// How many rows there are.
  public var rows: Int64
  /// Their bytes with indexes: the rows' share of what their tables take.
  public var bytes: Int64
  /// How many of them are of the last days, as far as that can be told.
  public var bytesOfLastDays: Int64
}

/// What a history takes, by cluster and kind of fact.
public struct HistorySizes: Hashable, Sendable {
  /// The sizes, in no order.
  public var clusters: [ClusterSize]
  /// The bytes of everything; in a file with its free pages, and without its write-ahead log.
  public var totalBytes: Int64
  /// Whether the tables' sizes are estimates by rows, because the engine does not tell them.
  public var isEstimated: Bool
}

extension HistoryReader {
  /// How many bytes each cluster takes of each kind of fact.
  ///
  /// A table's bytes are divided among its clusters by rows.
  ///
  /// - Parameter since: when the last days begin, for growth.
  /// - Throws: the database's own errors.
  public func sizes(since: Timestamp) throws -> HistorySizes {
    try read { connection in
      let tables = try TableSizes(connection)
      var sizes: [SizeKey: ClusterSize] = [:]
      for table in try ClusterTables(connection).all
      where !["hub_cursor", "resume_point"].contains(table.name) && !table.isOfMembers {
        let counts = try RowCounts(of: table.name, since: since, in: connection)
        let bytes = tables.bytes[table.name] ?? 0
        for (cluster, count) in counts.clusters where count.rows > 0 {
          let key = SizeKey(cluster: cluster, kind: FactName.kind(ofTable: table.name))
          let share = Double(bytes) / Double(counts.rows)
          sizes[key, default: ClusterSize(key)].rows += count.rows
          sizes[key, default: ClusterSize(key)].bytes += Int64(share * Double(count.rows))
          sizes[key, default: ClusterSize(key)].bytesOfLastDays += Int64(share * Double(count.recent))
        }
      }
      return HistorySizes(
        clusters: Array(sizes.values), totalBytes: tables.totalBytes, isEstimated: tables.isEstimated)
    }
  }
}

private struct SizeKey: Hashable {
  var cluster: Int64
  var kind: String
}

extension ClusterSize {
  fileprivate init(_ key: SizeKey) {
    self.init(cluster: key.cluster, kind: key.kind, rows: 0, bytes: 0, bytesOfLastDays: 0)
  }
}

/// The names of kinds of facts.
private enum FactName {
  /// The kind of fact that a table holds, by the names of the reports. Tables that are not known keep their name.
  static func kind(ofTable name: String) -> String {
    if name.hasSuffix("_rollup") { return "rollups" }
    switch name {
    case "pod", "pod_state", "pod_template", "short_lived_pod": return "pods"
    case "pod_pending": return "pending"
    case "node", "node_state": return "nodes"
    case "network_interface", "network_interface_state": return "enis"
    case "subnet", "subnet_state", "cidr_reservation_state", "vpc_state": return "subnets"
    case "event", "event_state": return "events"
    case "instance_state": return "instances"
    case "instance_type_state": return "instance-types"
    case "cni_state", "cilium_node_state": return "cni"
    case "collection", "collection_error", "cluster": return "collections"
    case "text": return "texts"
    default: return name
    }
  }
}

/// How many rows each cluster has in a table, and how many of them are new.
private struct RowCounts {
  private(set) var rows: Int64 = 0
  private(set) var clusters: [Int64: (rows: Int64, recent: Int64)] = [:]

  init(of table: String, since: Timestamp, in connection: any Connection) throws {
    let recent = try Self.isRecent(in: table, connection)
    let select = try Statement(
      """
      SELECT cluster_id, count(*), CAST(sum(CASE WHEN \(recent ?? "FALSE") THEN 1 ELSE 0 END) AS BIGINT)
      FROM \(table) LEFT JOIN (
        SELECT cluster_id, min(number) AS first_number FROM collection WHERE observed_at >= ?1 GROUP BY cluster_id
      ) latest USING (cluster_id)
      GROUP BY cluster_id
      """, in: connection)
    var parameters = select.binder()
    parameters.integer(since.seconds)
    try select.forEach { row in
      let (cluster, count) = (row.integer(), row.integer())
      rows += count
      clusters[cluster] = (count, row.integer())
    }
  }

  /// The condition that a row was added lately: by its time, else by the collection that it came with. Nil for texts,
  /// which say neither.
  private static func isRecent(in table: String, _ connection: any Connection) throws -> String? {
    let sql =
      connection.dialect == .sqlite
      ? "SELECT name FROM pragma_table_info('\(table)')"
      : """
      SELECT CAST(attname AS TEXT) FROM pg_catalog.pg_attribute
      WHERE attrelid = CAST('\(table)' AS regclass) AND attnum > 0 AND NOT attisdropped
      """
    var names: Set<String> = []
    try Statement(sql, in: connection).forEach { names.insert($0.text()) }
    if let time = ["valid_from", "starts_at", "observed_at"].first(where: names.contains) { return "\(time) >= ?1" }
    return ["number", "collection"].first(where: names.contains).map { "\(table).\($0) >= first_number" }
  }
}

/// How many bytes each table takes with its indexes.
private struct TableSizes {
  private(set) var bytes: [String: Int64] = [:]
  private(set) var totalBytes: Int64 = 0
  private(set) var isEstimated = false

  init(_ connection: any Connection) throws {
    if connection.dialect == .sqlite { try readFile(connection) } else { try readHub(connection) }
  }

  private mutating func readFile(_ connection: any Connection) throws {
    totalBytes =
      try Statement("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", in: connection)
      .first { $0.integer() } ?? 0
    let hasStatistics =
      try Statement("SELECT count(*) FROM pragma_module_list WHERE name = 'dbstat'", in: connection)
      .first { $0.integer() } ?? 0
    guard hasStatistics > 0 else { return try estimate(connection) }
    // Source: https://sqlite.org/dbstat.html
    try add(
      """
      SELECT s.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_schema s ON s.name = d.name
      WHERE d.aggregate = TRUE GROUP BY s.tbl_name
      """, connection)
  }

  /// Divides the file among its tables by their rows.
  private mutating func estimate(_ connection: any Connection) throws {
    isEstimated = true
    var rows: [String: Int64] = [:]
    for table in try ClusterTables(connection).all {
      rows[table.name] = try Statement("SELECT count(*) FROM \(table.name)", in: connection).first { $0.integer() }
    }
    let all = rows.values.reduce(0, +)
    bytes = rows.mapValues { all == 0 ? 0 : Int64(Double(totalBytes) * Double($0) / Double(all)) }
  }

  /// Tables that are distributed are asked where they are; what is on other servers over postgres_fdw is unknown and 0.
  private mutating func readHub(_ connection: any Connection) throws {
    let distributed =
      try Statement("SELECT count(*) FROM pg_catalog.pg_extension WHERE extname = 'citus'", in: connection)
      .first { $0.integer() } ?? 0
    let size =
      distributed > 0
      ? """
      CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_dist_partition p WHERE p.logicalrelid = c.oid)
        THEN citus_total_relation_size(c.oid) ELSE pg_total_relation_size(c.oid) END
      """
      : """
      CASE WHEN c.relkind = 'p' THEN
        (SELECT CAST(coalesce(sum(pg_total_relation_size(t.relid)), 0) AS BIGINT) FROM pg_partition_tree(c.oid) t)
        ELSE pg_total_relation_size(c.oid) END
      """
    try add(
      """
      SELECT CAST(c.relname AS TEXT), CAST(\(size) AS BIGINT) FROM pg_catalog.pg_class c
      WHERE c.relnamespace = CAST(CAST(current_schema() AS TEXT) AS regnamespace) AND c.relkind IN ('r', 'p')
        AND NOT c.relispartition
      """, connection)
    totalBytes = bytes.values.reduce(0, +)
  }

  private mutating func add(_ sql: String, _ connection: any Connection) throws {
    try Statement(sql, in: connection).forEach { row in
      let name = row.text()
      bytes[name] = row.integer()
    }
  }
}
