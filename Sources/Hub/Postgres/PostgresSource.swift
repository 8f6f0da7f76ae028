package import History

/// A server as a source of the SQL that SQLite and PostgreSQL share.
package struct PostgresSource: SQLSource {
  let connection: PostgresConnection
  /// How many rows are held at once; nil holds all rows of an answer, which takes one journey to the server.
  var rowsAtOnce: Int?

  package func engine(for sql: String) -> StatementEngine {
    StatementEngine(PostgresStatement(sql, on: connection, rowsAtOnce: rowsAtOnce))
  }
}
