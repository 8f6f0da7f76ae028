import GRDBSQLite

/// Binds columns to the parameters of a statement.
struct StatementBinder: ColumnSink {
  private let statement: OpaquePointer
  private var parameter: Int32 = 0

  // SQLite copies the bytes before the call returns (https://sqlite.org/c3ref/c_static.html).
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(statement: OpaquePointer) {
    self.statement = statement
  }

  mutating func integer(_ value: Int64?) {
    parameter += 1
    if let value {
      sqlite3_bind_int64(statement, parameter, value)
    } else {
      sqlite3_bind_null(statement, parameter)
    }
  }

  mutating func text(_ value: String) {
    parameter += 1
    var value = value
    value.withUTF8 { utf8 in
      // An empty Swift buffer may have no address, which SQLite would take for NULL.
      let bytes = utf8.baseAddress.map { UnsafeRawPointer($0) } ?? UnsafeRawPointer(statement)
      sqlite3_bind_text(
        statement, parameter, bytes.assumingMemoryBound(to: CChar.self), Int32(utf8.count), Self.transient)
    }
  }

  mutating func blob(_ value: UnsafeRawBufferPointer?) {
    parameter += 1
    guard let value else {
      sqlite3_bind_null(statement, parameter)
      return
    }
    if value.isEmpty {
      sqlite3_bind_zeroblob(statement, parameter, 0)
    } else {
      sqlite3_bind_blob(statement, parameter, value.baseAddress, Int32(value.count), Self.transient)
    }
  }
}
