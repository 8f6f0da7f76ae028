/// Rows of a query's values, one after the other as bytes: a tag, and what it announces.
///
/// An array of enumerations would take several times as much, and one buffer would be copied whole each time it grows.
package struct PackedRows: Sendable {
  private var chunks: [[UInt8]] = []
  /// Where each row begins.
  private var starts: [Place] = []
  private(set) var byteCount = 0

  private struct Place {
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
    starts.append(Place(chunk: chunks.count - 1, offset: chunks[chunks.count - 1].count))
    // What the row's place takes counts too: an answer may consist of rows without much in them.
    byteCount += MemoryLayout<Place>.stride
  }

  package mutating func appendNull() { append(.null) { _ in } }

  package mutating func append(_ number: Int64) {
    append(.integer) { $0.append(bitPattern: UInt64(bitPattern: number)) }
  }

  /// NaN is NULL, as in SQLite.
  package mutating func append(_ number: Double) {
    if number.isNaN { return appendNull() }
    append(.real) { $0.append(bitPattern: number.bitPattern) }
  }

  package mutating func append(text: UnsafeRawBufferPointer) { append(.text, text) }

  package mutating func append(blob: UnsafeRawBufferPointer) { append(.blob, blob) }

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

  func values(ofRow row: Int, count: Int) -> [QueryValue] {
    let chunk = chunks[starts[row].chunk]
    var offset = starts[row].offset
    return (0..<count).map { _ in Self.value(in: chunk, at: &offset) }
  }

  private static func value(in chunk: [UInt8], at offset: inout Int) -> QueryValue {
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
