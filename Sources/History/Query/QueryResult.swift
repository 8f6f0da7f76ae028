/// The answer to a query: its columns, and its rows in the order that the database gave them.
///
/// Rows are kept packed and unpacked one at a time: an answer takes about as much memory as its values have bytes.
public struct QueryResult: Sendable {
  /// The names of the columns as the database gives them: they may repeat, and without AS SQLite gives the text of the
  /// expression, PostgreSQL the function's name or `?column?`.
  public let columns: [String]
  private var rows = PackedRows()

  /// An answer without rows as yet.
  package init(columns: [String]) {
    self.columns = columns
  }

  /// How many rows there are.
  public var rowCount: Int { rows.count }

  /// How many bytes the rows take.
  package var byteCount: Int { rows.byteCount }

  /// The values of a row, one for each column.
  public subscript(row: Int) -> [QueryValue] { rows.values(ofRow: row, count: columns.count) }

  /// Adds the row that a statement stands on.
  mutating func append(rowOf statement: QueryStatement) {
    let columns = columns.indices
    appendRow { rows in
      for column in columns { statement.pack(column: Int32(column), into: &rows) }
    }
  }

  /// Adds a row; `pack` appends one value for each column.
  package mutating func appendRow(_ pack: (inout PackedRows) -> Void) {
    rows.beginRow()
    pack(&rows)
  }
}
