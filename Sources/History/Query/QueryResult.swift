/// The answer to a query: its columns, and its rows in the order that SQLite gave them.
///
/// Rows are kept packed and unpacked one at a time: an answer takes about as much memory as its values have bytes.
public struct QueryResult: Sendable {
  /// The names of the columns as SQLite gives them: they may repeat, and without AS they are the text of the expression.
  public let columns: [String]
  private var rows = PackedRows()

  init(columns: [String]) {
    self.columns = columns
  }

  /// How many rows there are.
  public var rowCount: Int { rows.count }

  /// How many bytes the rows take.
  var byteCount: Int { rows.byteCount }

  /// The values of a row, one for each column.
  public subscript(row: Int) -> [QueryValue] { rows.values(ofRow: row, count: columns.count) }

  /// Adds the row that a statement stands on.
  mutating func append(rowOf statement: QueryStatement) {
    rows.beginRow()
    for column in columns.indices { statement.pack(column: Int32(column), into: &rows) }
  }
}
