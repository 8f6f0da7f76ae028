import CPostgres
package import Database
import TextEncoding

extension PostgresConnection {
  /// Writes rows: few of them by one statement with their values, more by COPY.
  ///
  /// A push that brings one more collection has some rows for each of a dozen tables. A staging table for each would add
  /// and remove rows of the catalogs every time, and on Citus each deletion by one asks every worker.
  ///
  /// Nothing here says ON CONFLICT: partitions on other servers refuse it. What the rows take the place of is deleted
  /// first.
  package func insert(into target: InsertTarget, rows: (any RowWriter) throws -> Void) throws {
    let stage = "capdb_stage_\(target.table)"
    let columns = (target.columns + [target.constant.column]).joined(separator: ", ")
    let writer = CopyWriter(self, constant: target.constant.value, direct: try direct(target, columns)) { [self] in
      try execute(
        """
        CREATE TEMPORARY TABLE \(stage) ON COMMIT DROP AS
        SELECT \(columns) FROM \(target.table) WITH NO DATA
        """)
      try execute("COPY \(stage) (\(columns)) FROM STDIN")
    }
    do {
      try rows(writer)
      let rest = try writer.finish()
      if writer.hasStaged { try insert(into: target, columns, from: stage) }
      if !rest.isEmpty { try execute(InsertStatement(target, columns, copyText: rest).sql) }
    } catch {
      abandonCopy()
      throw error
    }
  }

  private func insert(into target: InsertTarget, _ columns: String, from stage: String) throws {
    if let delete = target.deletion(of: stage) { try execute(delete) }
    let insert = "INSERT INTO \(target.table) (\(columns)) SELECT \(columns) FROM \(stage)"
    // Citus makes COPY of it, which row-level security refuses, unless it returns rows.
    let isRefused = try citus.hasTables && !plainTables().contains(target.table)
    try execute(isRefused ? "WITH added AS (\(insert) RETURNING 1) SELECT count(*) FROM added" : insert)
  }

  /// How rows go into a table without a staging table; nil where they may not.
  private func direct(_ target: InsertTarget, _ columns: String) throws -> CopyWriter.Direct? {
    var known: (column: Int, latestKey: Int64)?
    switch target.replacing {
    case .nothing: break
    case .sameKey: return nil
    case .sameKeyUpTo(let latest):
      guard target.key.count == 1, let column = target.columns.firstIndex(of: target.key[0]) else { return nil }
      known = (column, latest)
    }
    return CopyWriter.Direct(known: known) { [self] in
      guard try plainTables().contains(target.table) else { return false }
      try execute("COPY \(target.table) (\(columns)) FROM STDIN")
      return true
    }
  }

  /// The tables that COPY may fill: it knows no row-level security, and before PostgreSQL 16 it sends the rows of a
  /// partition on another server one by one, which INSERT … SELECT does not.
  private func plainTables() throws -> Set<String> {
    if let knownPlainTables { return knownPlainTables }
    let rows = try query(
      "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity AND pg_table_is_visible(oid)"
    )
    let tables = Set((0..<rows.count).compactMap { rows.text($0, 0) })
    knownPlainTables = tables
    return tables
  }
}

extension InsertTarget {
  /// Deletes the rows that staged ones take the place of; nil if there are none.
  ///
  /// An array of keys goes to a partition on another server as one condition; a join with the staging table would fetch
  /// all keys of the cluster from there. Keys of several columns have no array, and few rows.
  fileprivate func deletion(of stage: String) -> String? {
    let delete = "DELETE FROM \(table) t"
    let isOfConstant = "t.\(constant.column) = \(constant.value)"
    guard key.count == 1 else {
      guard replacing != .nothing else { return nil }
      let isSame = key.map { "t.\($0) = s.\($0)" }.joined(separator: " AND ")
      return "\(delete) USING \(stage) s WHERE \(isOfConstant) AND \(isSame)"
    }
    guard case .sameKeyUpTo(let latest) = replacing else { return nil }
    let keys = "SELECT s.\(key[0]) FROM \(stage) s WHERE s.\(key[0]) <= \(latest)"
    return "\(delete) WHERE \(isOfConstant) AND t.\(key[0]) = ANY (ARRAY(\(keys)))"
  }
}

/// Gathers rows and sends them by COPY once there are many: into the table itself as long as none of them is there yet,
/// from the first on that may be there into a staging table.
private final class CopyWriter: RowWriter {
  /// How rows go into the table itself.
  struct Direct {
    /// Where the key is among the columns, and the highest that is there; nil where there are no rows.
    var known: (column: Int, latestKey: Int64)?
    /// Starts COPY into the table; returns whether it may be filled so.
    var begin: () throws -> Bool
  }

  private let connection: PostgresConnection
  private let constant: Int64
  private var direct: Direct?
  private let stage: () throws -> Void
  private var text = CopyText()
  /// How many of the text's bytes are whole rows.
  private var wholeRows = 0
  private var column = 0
  private var isKnown = false
  private var hasBegun = false
  /// Whether any row went into the staging table.
  private(set) var hasStaged = false

  /// How many bytes go to libpq at once.
  private static let chunkSize = 64 << 10

  /// - Parameters:
  ///   - constant: the value of the last column.
  ///   - direct: nil if no row goes into the table itself.
  ///   - stage: makes the staging table and starts COPY.
  init(_ connection: PostgresConnection, constant: Int64, direct: Direct?, stage: @escaping () throws -> Void) {
    self.connection = connection
    self.constant = constant
    self.direct = direct
    self.stage = stage
    text.reserve(Self.chunkSize + 4096)
  }

  func integer(_ value: Int64?) {
    if let known = direct?.known, known.column == column { isKnown = value ?? 0 <= known.latestKey }
    column += 1
    text.integer(value)
  }

  func text(_ value: UnsafeRawBufferPointer?) {
    column += 1
    text.text(value)
  }

  func blob(_ value: UnsafeRawBufferPointer?) {
    column += 1
    text.blob(value)
  }

  func endRow() throws {
    if direct != nil, isKnown {
      if hasBegun { try endCopy() }
      direct = nil
    }
    text.integer(constant)
    text.endRow()
    column = 0
    wholeRows = text.bytes.count
    if wholeRows >= (hasBegun ? Self.chunkSize : connection.bytesForCopy) { try send() }
  }

  /// Waits until the server has all that was sent, and returns the rows, in the text format of COPY, for which no COPY
  /// was begun.
  func finish() throws -> [UInt8] {
    guard hasBegun else { return text.bytes }
    try endCopy()
    return []
  }

  private func endCopy() throws {
    if wholeRows > 0 { try send() }
    hasBegun = false
    guard PQputCopyEnd(connection.handle, nil) == 1 else { throw connection.lost }
    try connection.finishResults()
  }

  private func send() throws {
    if !hasBegun { try begin() }
    let sent = text.bytes.withUnsafeBytes { bytes in
      PQputCopyData(
        connection.handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(wholeRows))
    }
    guard sent == 1 else { throw connection.lost }
    text.removeFirst(wholeRows)
    wholeRows = 0
  }

  private func begin() throws {
    hasBegun = true
    if let direct, try direct.begin() { return }
    direct = nil
    hasStaged = true
    try stage()
  }
}

/// Rows in the text format of COPY.
///
/// Source: https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2
private struct CopyText {
  fileprivate private(set) var bytes: [UInt8] = []
  private var isAtStartOfRow = true

  private static let tab = UInt8(ascii: "\t")
  private static let newline = UInt8(ascii: "\n")
  private static let backslash = UInt8(ascii: "\\")
  private static let digits = Array("0123456789abcdef".utf8)

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func removeFirst(_ count: Int) {
    if count == bytes.count { bytes.removeAll(keepingCapacity: true) } else { bytes.removeFirst(count) }
  }

  mutating func endRow() {
    bytes.append(Self.newline)
    isAtStartOfRow = true
  }

  private mutating func beginField() {
    if isAtStartOfRow { isAtStartOfRow = false } else { bytes.append(Self.tab) }
  }

  private mutating func null() {
    bytes.append(Self.backslash)
    bytes.append(UInt8(ascii: "N"))
  }

  mutating func integer(_ value: Int64?) {
    beginField()
    guard let value else { return null() }
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    // 19 digits are the most that 64 bits take.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
      var start = 20
      var rest = value.magnitude
      repeat {
        start -= 1
        buffer[start] = Self.digits[Int(rest % 10)]
        rest /= 10
      } while rest > 0
      bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: buffer[start...]))
    }
  }

  mutating func text(_ value: UnsafeRawBufferPointer?) {
    beginField()
    guard let value else { return null() }
    guard value.contains(where: { $0 < 0x20 || $0 == Self.backslash }) else { return bytes.append(contentsOf: value) }
    for byte in value { escape(byte) }
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case Self.backslash: bytes += [Self.backslash, Self.backslash]
    case Self.tab: bytes += [Self.backslash, UInt8(ascii: "t")]
    case Self.newline: bytes += [Self.backslash, UInt8(ascii: "n")]
    case UInt8(ascii: "\r"): bytes += [Self.backslash, UInt8(ascii: "r")]
    // PostgreSQL has no text with NUL in it: U+FFFD stands for it.
    case 0: bytes += [0xEF, 0xBF, 0xBD]
    default: bytes.append(byte)
    }
  }

  mutating func blob(_ value: UnsafeRawBufferPointer?) {
    beginField()
    guard let value else { return null() }
    bytes += [Self.backslash, Self.backslash, UInt8(ascii: "x")]
    for byte in value { Hexadecimal.append(byte, to: &bytes) }
  }
}
