import Database

/// What a hub on Citus needs that one on PostgreSQL does not.
///
/// Measured on Citus 13.2.2; docs/decisions/0025 says what it refuses.
extension PostgresConnection {
  /// What the connection knows of Citus.
  struct Citus {
    /// Whether the database has the extension.
    var isInstalled = false
    /// Whether the tables are distributed.
    var hasTables = false
    /// The servers that could not be reached when all rows of a table were last asked for.
    var outOfReach: [String] = []
  }

  /// Asked once; not in a transaction that a refusal would end.
  var citus: Citus {
    if let knownCitus { return knownCitus }
    var citus = Citus()
    citus.isInstalled = isTrue("SELECT count(*) FROM pg_catalog.pg_extension WHERE extname = 'citus'")
    citus.hasTables =
      citus.isInstalled
      && isTrue("SELECT count(*) FROM pg_catalog.pg_dist_partition WHERE logicalrelid = to_regclass('cluster')")
    knownCitus = citus
    return citus
  }

  private func isTrue(_ count: String) -> Bool { (try? query(count).number(0, 0)) ?? 0 > 0 }

  /// The servers that hold rows and were left out when all rows of a table were last asked for.
  package var serversOutOfReach: [String] { knownCitus?.outOfReach ?? [] }

  /// Whether a server behind this one is out of reach: a connection that failed, or that its end took with it.
  ///
  /// Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
  package func isOutOfReach(_ error: any Error) -> Bool {
    guard citus.hasTables, case PostgresError.server(_, let message) = error else { return false }
    return message.code.hasPrefix("08") || ["57P01", "57P02", "57P03"].contains(message.code)
  }

  /// Reads all rows of a table, and where a worker cannot be reached, those of all others.
  package func readingAllRows<Answer>(of table: String, _ body: (String) throws -> Answer) throws -> Answer {
    guard citus.hasTables else { return try body(table) }
    if serversOutOfReach.isEmpty {
      do {
        return try apart { try body(table) }
      } catch  where isOutOfReach(error) {
        guard let rows = try rowsWithinReach(of: table) else { throw error }
        return try body(rows)
      }
    }
    return try body(try rowsWithinReach(of: table) ?? table)
  }

  /// Runs `body` so that the transaction goes on if it fails.
  private func apart<Answer>(_ body: () throws -> Answer) throws -> Answer {
    guard isInTransaction else { return try body() }
    try execute("SAVEPOINT capdb_all_rows")
    do {
      let answer = try body()
      try execute("RELEASE SAVEPOINT capdb_all_rows")
      return answer
    } catch {
      // Over a connection that broke, what broke it is the error.
      try? execute("ROLLBACK TO SAVEPOINT capdb_all_rows")
      throw error
    }
  }

  /// The rows that the workers within reach have, as a table of a FROM clause; nil if none can be reached.
  ///
  /// Each shard is asked over a connection of its own, with this one's role and its policies.
  ///
  /// Source: https://docs.citusdata.com/en/stable/develop/reference_propagation.html#running-on-all-shards
  private func rowsWithinReach(of table: String) throws -> String? {
    let rows = try query(
      """
      SELECT s.success, coalesce(NULLIF(CAST(s.result AS TEXT), ''), '[]'), n.nodename || ':' || n.nodeport
      FROM run_command_on_shards('\(table)', 'SELECT json_agg(t) FROM %s t') s
      JOIN pg_catalog.pg_dist_placement p USING (shardid)
      JOIN pg_catalog.pg_dist_node n ON n.groupid = p.groupid AND n.noderole = 'primary'
      ORDER BY n.nodename, n.nodeport
      """)
    let shards = (0..<rows.count).map { row in
      (isRead: rows.number(row, 0) == 1, rows: rows.text(row, 1) ?? "[]", server: rows.text(row, 2) ?? "")
    }
    var outOfReach: [String] = []
    for shard in shards where !shard.isRead && outOfReach.last != shard.server { outOfReach.append(shard.server) }
    knownCitus?.outOfReach = outOfReach
    let parts = shards.filter(\.isRead).map { shard in
      "SELECT * FROM json_populate_recordset(NULL::\(table), \(Self.literal(shard.rows)))"
    }
    return parts.isEmpty ? nil : "(\(parts.joined(separator: " UNION ALL "))) \(table)"
  }

  /// A literal of JSON, without question marks, which the shared SQL takes for parameters.
  private static func literal(_ json: String) -> String {
    "'\(json.replacing("'", with: "''").replacing("?", with: "\\u003f"))'"
  }
}
