import History

/// A statement of the shared SQL that a server runs.
final class PostgresStatement: RemoteStatement {
  private let connection: PostgresConnection
  private let sql: String
  private let rowsAtOnce: Int?
  private var parameters = PostgresParameters()
  private var rows: PostgresRows?
  private var row = -1
  private var cursor: PostgresCursor?

  init(_ sql: String, on connection: PostgresConnection, rowsAtOnce: Int?) {
    self.sql = Self.numbered(sql)
    self.connection = connection
    self.rowsAtOnce = rowsAtOnce
  }

  /// The statement with `$1`, `$2`, … in place of SQLite's `?` and `?1`. The shared SQL has no question mark elsewhere.
  static func numbered(_ sql: String) -> String {
    var number = 0
    return sql.replacing(/\?([0-9]*)/) { match in
      number += 1
      return "$" + (match.output.1.isEmpty ? String(number) : String(match.output.1))
    }
  }

  func reset() {
    parameters.removeAll()
    rows = nil
    cursor = nil
    row = -1
  }

  func bind(_ parameter: RemoteParameter) {
    parameters.append(parameter)
  }

  func step() throws -> Bool {
    let rows = try loaded()
    row += 1
    if row < rows.count { return true }
    if let cursor, rows.count == rowsAtOnce {
      self.rows = try cursor.next()
      row = -1
      return try step()
    }
    self.rows = nil
    cursor = nil
    row = -1
    return false
  }

  func bytes(ofColumn column: Int32) -> UnsafeRawBufferPointer? {
    rows?.bytes(row, Int(column))
  }

  func numbers(inColumnsEndingWith suffix: String) throws -> Set<Int64> {
    let rows = try loaded()
    let columns = rows.columns.enumerated().filter { $0.element.hasSuffix(suffix) }.map(\.offset)
    var numbers: Set<Int64> = []
    for row in 0..<rows.count {
      for column in columns { if let bytes = rows.bytes(row, column) { numbers.insert(RowReader.number(bytes)) } }
    }
    return numbers
  }

  private func loaded() throws -> PostgresRows {
    if let rows { return rows }
    let rows: PostgresRows
    if let rowsAtOnce {
      let cursor = try PostgresCursor(sql, parameters, rowsAtOnce: rowsAtOnce, on: connection)
      rows = try cursor.next()
      self.cursor = cursor
    } else {
      rows = try connection.query(sql, parameters)
    }
    self.rows = rows
    return rows
  }
}

/// A cursor of a server, which gives some rows at a time; it lives in a transaction.
private final class PostgresCursor {
  private let connection: PostgresConnection
  private let fetch: String
  private let close: String

  init(
    _ sql: String, _ parameters: PostgresParameters, rowsAtOnce: Int, on connection: PostgresConnection
  ) throws {
    self.connection = connection
    let name = "capdb_\(connection.nextCursor())"
    fetch = "FETCH \(rowsAtOnce) FROM \(name)"
    close = "CLOSE \(name)"
    _ = try connection.query("DECLARE \(name) NO SCROLL CURSOR FOR \(sql)", parameters)
  }

  deinit {
    // In a transaction that failed already, or over a connection that broke, there is nothing to close.
    try? connection.execute(close)
  }

  func next() throws -> PostgresRows { try connection.query(fetch) }
}
