import GRDBSQLite

/// Compares columns with those of a statement's current row.
struct RowComparer: ColumnSink {
  private let statement: OpaquePointer
  private var column: Int32
  /// Whether all columns so far were equal.
  private(set) var isEqual = true

  /// Compares with the columns from `column` on.
  init(statement: OpaquePointer, from column: Int32) {
    self.statement = statement
    self.column = column
  }

  mutating func integer(_ value: Int64?) {
    defer { column += 1 }
    guard isEqual else { return }
    let isNull = sqlite3_column_type(statement, column) == SQLITE_NULL
    if let value {
      isEqual = !isNull && sqlite3_column_int64(statement, column) == value
    } else {
      isEqual = isNull
    }
  }

  mutating func text(_ value: String) {
    var value = value
    value.withUTF8 { blob(UnsafeRawBufferPointer($0)) }
  }

  mutating func text(utf8 value: UnsafeRawBufferPointer?) { blob(value) }

  mutating func blob(_ value: UnsafeRawBufferPointer?) {
    defer { column += 1 }
    guard isEqual else { return }
    let isNull = sqlite3_column_type(statement, column) == SQLITE_NULL
    guard let value else {
      isEqual = isNull
      return
    }
    // sqlite3_column_blob reads text as its UTF-8 bytes (https://sqlite.org/c3ref/column_blob.html).
    let bytes = sqlite3_column_blob(statement, column)
    let count = Int(sqlite3_column_bytes(statement, column))
    isEqual = !isNull && value.elementsEqual(UnsafeRawBufferPointer(start: bytes, count: count))
  }
}
