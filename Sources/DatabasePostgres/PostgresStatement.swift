package import CPostgres
package import Database

/// A statement of the shared SQL that a server runs, when it is first stepped.
final class PostgresStatement: PreparedStatement {
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

  func bind(integer value: Int64?, at parameter: Int32) {
    parameters.append(value.map { .integer($0) } ?? .null)
  }

  func bind(text value: UnsafeRawBufferPointer?, at parameter: Int32) {
    parameters.append(value.map { .text(String(decoding: $0, as: UTF8.self)) } ?? .null)
  }

  func bind(bytes value: UnsafeRawBufferPointer?, at parameter: Int32) {
    parameters.append(value.map { .blob([UInt8]($0)) } ?? .null)
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

  func integer(at column: Int32) -> Int64? { rows?.number(row, Int(column)) }

  func number(at column: Int32) -> Int64 { integer(at: column) ?? 0 }

  func bytes(at column: Int32) -> UnsafeRawBufferPointer? { rows?.bytes(row, Int(column)) }

  func numbers(inColumnsEndingWith suffix: String, groupedBy group: Int32?) throws -> [Int64: Set<Int64>]? {
    let rows = try loaded()
    let columns = rows.columns.enumerated().filter { $0.element.hasSuffix(suffix) }.map(\.offset)
    var numbers: [Int64: Set<Int64>] = [:]
    for row in 0..<rows.count {
      let group = group.flatMap { rows.number(row, Int($0)) } ?? 0
      for column in columns { if let number = rows.number(row, column) { numbers[group, default: []].insert(number) } }
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

/// The values of a statement's parameters, in the binary format.
package struct PostgresParameters {
  private var types: [Oid] = []
  private var values: [[UInt8]?] = []

  /// No values yet.
  package init() {}

  /// Adds a value; the server takes NULL for whatever the statement needs there.
  package mutating func append(_ value: SQLValue) {
    switch value {
    case .null: append(nil, 0)
    case .integer(let number): append(bytes(number), TypeOID.int8)
    case .real(let number): append(bytes(number.bitPattern), TypeOID.float8)
    // PostgreSQL has no text with NUL in it.
    case .text(let text): append(Array(text.replacing("\0", with: "\u{FFFD}").utf8), TypeOID.text)
    case .blob(let bytes): append(bytes, TypeOID.bytea)
    }
  }

  /// Adds a value that a user typed in, with a type of its own whatever it is compared with.
  package mutating func append(typed value: SQLValue) {
    switch value {
    // Without a type, the server could not say what `:name IS NULL` is about.
    case .null: append(nil, TypeOID.text)
    // The server takes a number for an `integer` if it is small enough, and many functions take nothing larger.
    case .integer(let number):
      if let small = Int32(exactly: number) { append(bytes(small), TypeOID.int4) } else { append(value) }
    default: append(value)
    }
  }

  private func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }
  }

  private mutating func append(_ value: [UInt8]?, _ type: Oid) {
    values.append(value)
    types.append(type)
  }

  mutating func removeAll() {
    types.removeAll()
    values.removeAll()
  }

  /// Runs a statement with these values and waits for its result.
  package func run(_ sql: String, on handle: OpaquePointer, isBinary: Bool) -> OpaquePointer? {
    // All values one behind the other, so that one buffer has all their addresses.
    var joined: [UInt8] = []
    var offsets: [Int?] = []
    for value in values {
      offsets.append(value == nil ? nil : joined.count)
      joined += value ?? []
    }
    let lengths = values.map { Int32($0?.count ?? 0) }
    let formats = values.map { _ in Int32(1) }
    // An empty buffer may have no address, which libpq would take for NULL.
    joined.append(0)
    return joined.withUnsafeBytes { buffer in
      let addresses = offsets.map { offset in
        offset.flatMap { buffer.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
      }
      return PQexecParams(
        handle, sql, Int32(values.count), types, addresses, lengths, formats, isBinary ? 1 : 0)
    }
  }
}

/// The rows that a statement gave.
package final class PostgresRows {
  private let result: OpaquePointer

  /// - Parameter result: freed with this object.
  package init(_ result: OpaquePointer) {
    self.result = result
  }

  deinit {
    PQclear(result)
  }

  /// How many there are.
  package var count: Int { Int(PQntuples(result)) }

  /// The names of the columns.
  package var columns: [String] {
    (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
  }

  /// The OID of a column's type.
  package func type(ofColumn column: Int) -> UInt32 { PQftype(result, Int32(column)) }

  /// A value's bytes, valid as long as this object; nil for NULL.
  package func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
    guard PQgetisnull(result, Int32(row), Int32(column)) == 0 else { return nil }
    let count = Int(PQgetlength(result, Int32(row), Int32(column)))
    return UnsafeRawBufferPointer(start: PQgetvalue(result, Int32(row), Int32(column)), count: count)
  }

  /// A value as a number.
  package func number(_ row: Int, _ column: Int) -> Int64? { bytes(row, column).map { Self.number($0) } }

  /// The number in two's complement of 1 to 8 bytes, the highest first.
  private static func number(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    let sign: Int64 = bytes.first.map { Int8(bitPattern: $0) < 0 } ?? false ? -1 : 0
    return bytes.reduce(sign) { $0 << 8 | Int64($1) }
  }

  /// A value as text.
  package func text(_ row: Int, _ column: Int) -> String? {
    bytes(row, column).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// OIDs of `pg_type`, which are the same in every server.
///
/// Source: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
package enum TypeOID {
  package static let bool: Oid = 16
  package static let bytea: Oid = 17
  package static let int8: Oid = 20
  package static let int2: Oid = 21
  package static let int4: Oid = 23
  package static let text: Oid = 25
  package static let oid: Oid = 26
  package static let float4: Oid = 700
  package static let float8: Oid = 701
  package static let numeric: Oid = 1700
}
