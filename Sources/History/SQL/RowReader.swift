import Capacity
import GRDBSQLite

/// Reads the columns of a statement's current row, one after the other.
package struct RowReader {
  private let statement: OpaquePointer?
  private unowned(unsafe) let remote: RemoteHandle?
  private var column: Int32

  init(statement: OpaquePointer, column: Int32) {
    self.statement = statement
    self.column = column
    remote = nil
  }

  /// - Parameter remote: kept alive by the statement that is read.
  init(remote: RemoteHandle, column: Int32) {
    statement = nil
    self.remote = remote
    self.column = column
  }

  package mutating func optionalInteger() -> Int64? {
    defer { column += 1 }
    if let remote { return remote.statement.bytes(ofColumn: column).map(Self.number) }
    return sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : sqlite3_column_int64(statement, column)
  }

  /// NULL reads as 0, as in SQLite.
  package mutating func integer() -> Int64 {
    defer { column += 1 }
    if let remote { return remote.statement.bytes(ofColumn: column).map(Self.number) ?? 0 }
    return sqlite3_column_int64(statement, column)
  }

  /// The number in two's complement of 1 to 8 bytes, the highest first.
  package static func number(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    let sign: Int64 = bytes.first.map { Int8(bitPattern: $0) < 0 } ?? false ? -1 : 0
    return bytes.reduce(sign) { $0 << 8 | Int64($1) }
  }

  mutating func flag() -> Bool { integer() != 0 }

  mutating func time() -> Timestamp { Timestamp(seconds: integer()) }

  mutating func optionalTime() -> Timestamp? { optionalInteger().map { Timestamp(seconds: $0) } }

  mutating func text() -> String {
    optionalBytes { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  mutating func optionalText() -> String? {
    optionalBytes { String(decoding: $0, as: UTF8.self) }
  }

  mutating func reference(in texts: TextDictionary) throws -> String { try texts.value(of: integer()) }

  mutating func optionalReference(in texts: TextDictionary) throws -> String? {
    try optionalInteger().map { try texts.value(of: $0) }
  }

  /// Gives the bytes of the next column to `body`; nil for NULL.
  package mutating func optionalBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result? {
    defer { column += 1 }
    if let remote { return try remote.statement.bytes(ofColumn: column).map(body) }
    guard sqlite3_column_type(statement, column) != SQLITE_NULL else { return nil }
    let bytes = sqlite3_column_blob(statement, column)
    return try body(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))))
  }

  mutating func bytes() -> [UInt8] { optionalBytes { [UInt8]($0) } ?? [] }

  mutating func optionalUID() throws -> UID? {
    try optionalBytes { bytes in
      guard bytes.count == 16 || bytes.count == 17 else {
        throw HistoryError.corruptRow("a UID of \(bytes.count) bytes")
      }
      return UID(
        high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), isDashed: bytes.count == 16)
    }
  }

  mutating func uid() throws -> UID {
    guard let uid = try optionalUID() else { throw HistoryError.corruptRow("a UID is missing") }
    return uid
  }

  mutating func optionalAddress() throws -> IPAddress? {
    try optionalBytes { bytes in
      switch bytes.count {
      case 4: .v4(IPv4Address(bits: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
      case 16: .v6(PackedAddresses.ipv6(bytes))
      default: throw HistoryError.corruptRow("an address of \(bytes.count) bytes")
      }
    }
  }
}
