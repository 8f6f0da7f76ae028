public import History

extension HubReader {
  /// Answers SQL that somebody typed in, in PostgreSQL's dialect, in a transaction of its own that only reads.
  ///
  /// Three things keep the hub's tables as they are: the transaction is READ ONLY, which cannot be taken back once it
  /// has read; the statement is the query of a cursor, which takes nothing that writes and no second statement; and the
  /// transaction is rolled back. What a function does that reaches beyond the database's tables, such as
  /// `pg_terminate_backend`, `lo_export` or `dblink`, the server allows or refuses by the rights of the address's role:
  /// people who ask a hub want a role that may SELECT from the views and nothing else, never a superuser.
  ///
  /// Times are shown in UTC. NaN is NULL, as in SQLite; types that SQLite does not have come as their text.
  ///
  /// - Parameters:
  ///   - sql: one SELECT (or VALUES, TABLE, WITH … SELECT, or EXPLAIN of these).
  ///   - parameters: values for the parameters `:name`, `@name` and `$name`, by name.
  /// - Throws: `QueryError`; `PostgresError` where the connection breaks.
  public func query(
    _ sql: String, parameters: [String: QueryValue] = [:], limits: QueryLimits = QueryLimits()
  ) throws -> QueryResult {
    let text = try HubQueryText(sql)
    let values = try text.values(parameters)
    return try exclusively { connection in
      // Locks of the session and the like outlive a transaction.
      defer { try? connection.execute("DISCARD ALL") }
      return try connection.reading { try HubQuery(text, values, limits, connection).answer() }
    }
  }
}
