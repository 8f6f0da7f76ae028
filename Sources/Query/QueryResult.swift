public import Database

/// How far a query may go.
public struct QueryLimits: Sendable {
  /// How long it may run.
  public var time: Duration
  /// How many rows it gives at most; nil for all.
  public var rows: Int?
  /// How many bytes of answer it may give before it is refused.
  public var bytes: Int

  /// The longest text or BLOB that an expression may make, in bytes.
  static let valueBytes: Int32 = 64 << 20

  /// By default 30 seconds, all rows, 256 MiB.
  public init(time: Duration = .seconds(30), rows: Int? = nil, bytes: Int = 256 << 20) {
    self.time = time
    self.rows = rows
    self.bytes = bytes
  }
}

/// The answer to a query: its columns, and its rows in the order that the database gave them.
///
/// Rows are kept packed and unpacked one at a time: an answer takes about as much memory as its values have bytes.
public struct QueryResult: Sendable {
  /// The names of the columns as the database gives them: they may repeat, and without AS SQLite gives the text of the
  /// expression, PostgreSQL the function's name or `?column?`.
  public let columns: [String]
  private var rows = PackedRows()

  /// An answer without rows as yet.
  init(columns: [String]) {
    self.columns = columns
  }

  /// How many rows there are.
  public var rowCount: Int { rows.count }

  /// How many bytes the rows take.
  var byteCount: Int { rows.byteCount }

  /// The values of a row, one for each column.
  public subscript(row: Int) -> [SQLValue] { rows.values(ofRow: row, count: columns.count) }

  /// Adds a row; `pack` appends one value for each column.
  mutating func appendRow(_ pack: (inout PackedRows) -> Void) {
    rows.beginRow()
    pack(&rows)
  }
}

/// Rows of a query's values, one after the other as bytes: a tag, and what it announces.
///
/// An array of enumerations would take several times as much, and one buffer would be copied whole each time it grows.
struct PackedRows: Sendable {
  private var chunks: [[UInt8]] = []
  /// Where each row begins.
  private var starts: [Offset] = []
  private(set) var byteCount = 0

  private struct Offset {
    var chunk: Int
    var offset: Int
  }

  private enum Tag: UInt8 {
    case null, integer, real, text, blob
  }

  private static let chunkSize = 1 << 20

  var count: Int { starts.count }

  mutating func beginRow() {
    if chunks.last.map({ $0.count >= Self.chunkSize }) ?? true { chunks.append([]) }
    starts.append(Offset(chunk: chunks.count - 1, offset: chunks[chunks.count - 1].count))
    // What the row's offset takes counts too: an answer may consist of rows without much in them.
    byteCount += MemoryLayout<Offset>.stride
  }

  mutating func appendNull() { append(.null) { _ in } }

  mutating func append(_ number: Int64) {
    append(.integer) { $0.append(bitPattern: UInt64(bitPattern: number)) }
  }

  /// NaN is NULL, as in SQLite.
  mutating func append(_ number: Double) {
    if number.isNaN { return appendNull() }
    append(.real) { $0.append(bitPattern: number.bitPattern) }
  }

  mutating func append(text: UnsafeRawBufferPointer) { append(.text, text) }

  mutating func append(blob: UnsafeRawBufferPointer) { append(.blob, blob) }

  private mutating func append(_ tag: Tag, _ bytes: UnsafeRawBufferPointer) {
    append(tag) { chunk in
      chunk.append(bitPattern: UInt64(bytes.count))
      chunk.append(contentsOf: bytes)
    }
  }

  private mutating func append(_ tag: Tag, _ write: (inout [UInt8]) -> Void) {
    let last = chunks.count - 1
    let before = chunks[last].count
    chunks[last].append(tag.rawValue)
    write(&chunks[last])
    byteCount += chunks[last].count - before
  }

  func values(ofRow row: Int, count: Int) -> [SQLValue] {
    let chunk = chunks[starts[row].chunk]
    var offset = starts[row].offset
    return (0..<count).map { _ in Self.value(in: chunk, at: &offset) }
  }

  private static func value(in chunk: [UInt8], at offset: inout Int) -> SQLValue {
    let tag = Tag(rawValue: chunk[offset]) ?? .null
    offset += 1
    switch tag {
    case .null: return .null
    case .integer: return .integer(Int64(bitPattern: bitPattern(in: chunk, at: &offset)))
    case .real: return .real(Double(bitPattern: bitPattern(in: chunk, at: &offset)))
    case .text: return .text(String(decoding: bytes(in: chunk, at: &offset), as: UTF8.self))
    case .blob: return .blob(Array(bytes(in: chunk, at: &offset)))
    }
  }

  private static func bytes(in chunk: [UInt8], at offset: inout Int) -> ArraySlice<UInt8> {
    let count = Int(bitPattern(in: chunk, at: &offset))
    defer { offset += count }
    return chunk[offset..<offset + count]
  }

  private static func bitPattern(in chunk: [UInt8], at offset: inout Int) -> UInt64 {
    defer { offset += 8 }
    return chunk[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension [UInt8] {
  /// Appends the eight bytes of a number, the lowest first.
  fileprivate mutating func append(bitPattern: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { append(UInt8(truncatingIfNeeded: bitPattern >> shift)) }
  }
}
