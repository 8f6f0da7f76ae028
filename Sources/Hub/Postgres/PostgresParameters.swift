import CPostgres
import History

/// The values of a statement's parameters, in the binary format.
struct PostgresParameters {
  private var types: [Oid] = []
  private var values: [[UInt8]?] = []

  mutating func append(_ parameter: RemoteParameter) {
    switch parameter {
    case .null: append(nil, 0)
    case .integer(let number): append(withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }, TypeOID.int8)
    // PostgreSQL has no text with NUL in it.
    case .text(let text): append(Array(text.replacing("\0", with: "\u{FFFD}").utf8), TypeOID.text)
    case .bytes(let bytes): append(bytes, TypeOID.bytea)
    }
  }

  /// - Parameter type: 0 leaves it to the server.
  mutating func append(_ value: [UInt8]?, _ type: Oid) {
    values.append(value)
    types.append(type)
  }

  mutating func removeAll() {
    types.removeAll()
    values.removeAll()
  }

  /// Runs a statement with these values and waits for its result.
  func run(_ sql: String, on handle: OpaquePointer, isBinary: Bool) -> OpaquePointer? {
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
