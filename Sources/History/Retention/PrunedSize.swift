import Database

/// The space that rows of a cluster take.
struct PrunedSize {
  private let cluster: Int64
  private let connection: any Connection

  init(of cluster: Int64, in connection: any Connection) {
    self.cluster = cluster
    self.connection = connection
  }

  /// What some of the rows take, about: the average of a table, with its indexes in a file; nil where SQLite was built
  /// without what tells it.
  func bytes(ofRows rows: Int, in table: String) throws -> Int64? {
    guard let average = try average(table) else { return nil }
    return Int64((Double(rows) * average).rounded())
  }

  private func average(_ table: String) throws -> Double? {
    switch connection.dialect {
    case .sqlite:
      // https://sqlite.org/dbstat.html
      guard
        let bytes = try? number(
          """
          SELECT sum(d.pgsize) FROM sqlite_schema s JOIN dbstat d ON d.name = s.name AND d.aggregate = TRUE
          WHERE s.tbl_name = '\(table)'
          """), let rows = try number("SELECT count(*) FROM \(table)"), rows > 0
      else { return nil }
      return Double(bytes) / Double(rows)
    case .postgresql:
      // Each row has a header and a pointer to it, of 28 bytes together.
      return try number(
        """
        SELECT CAST(avg(pg_column_size(r.*)) AS BIGINT) + 4 FROM
        (SELECT * FROM \(table) WHERE cluster_id = \(cluster) LIMIT 1000) r
        """
      ).map { Double($0) }
    }
  }

  private func number(_ sql: String) throws -> Int64? {
    try Statement(sql, in: connection).first { $0.optionalInteger() } ?? nil
  }
}
