import GRDBSQLite

/// Binds columns to the parameters of a statement.
package struct StatementBinder: ColumnSink {
  private let statement: OpaquePointer?
  private unowned(unsafe) let remote: RemoteHandle?
  private var parameter: Int32 = 0

  // SQLite copies the bytes before the call returns (https://sqlite.org/c3ref/c_static.html).
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(statement: OpaquePointer) {
    self.statement = statement
    remote = nil
  }

  /// - Parameter remote: kept alive by the statement that binds.
  init(remote: RemoteHandle) {
    statement = nil
    self.remote = remote
  }

  package mutating func integer(_ value: Int64?) {
    parameter += 1
    if let remote { return remote.statement.bind(value.map { .integer($0) } ?? .null) }
    if let value {
      sqlite3_bind_int64(statement, parameter, value)
    } else {
      sqlite3_bind_null(statement, parameter)
    }
  }

  package mutating func text(_ value: String) {
    parameter += 1
    if let remote { return remote.statement.bind(.text(value)) }
    var value = value
    value.withUTF8 { bindText(UnsafeRawBufferPointer($0)) }
  }

  package mutating func text(utf8 value: UnsafeRawBufferPointer?) {
    parameter += 1
    if let remote {
      return remote.statement.bind(value.map { .text(String(decoding: $0, as: UTF8.self)) } ?? .null)
    }
    if let value { bindText(value) } else { sqlite3_bind_null(statement, parameter) }
  }

  private func bindText(_ utf8: UnsafeRawBufferPointer) {
    // An empty Swift buffer may have no address, which SQLite would take for NULL.
    let bytes = (utf8.baseAddress ?? statement.map { UnsafeRawPointer($0) })?.assumingMemoryBound(to: CChar.self)
    sqlite3_bind_text(statement, parameter, bytes, Int32(utf8.count), Self.transient)
  }

  package mutating func blob(_ value: UnsafeRawBufferPointer?) {
    parameter += 1
    if let remote { return remote.statement.bind(value.map { .bytes([UInt8]($0)) } ?? .null) }
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
