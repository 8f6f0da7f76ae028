import CPostgres
import History

extension PostgresRows {
  /// Appends a value that came in the text format, as SQLite would have stored it.
  func pack(_ row: Int, _ column: Int, into packed: inout PackedRows) {
    guard let bytes = bytes(row, column) else { return packed.appendNull() }
    let text = String(decoding: bytes, as: UTF8.self)
    switch type(ofColumn: column) {
    case TypeOID.bool: packed.append(text == "t" ? 1 as Int64 : 0)
    case TypeOID.int2, TypeOID.int4, TypeOID.int8, TypeOID.oid: packed.append(Int64(text) ?? 0)
    case TypeOID.float4, TypeOID.float8: packed.append(Double(text) ?? .nan)
    // A sum of whole numbers is a numeric too.
    case TypeOID.numeric:
      if let whole = Int64(text) { packed.append(whole) } else { packed.append(Double(text) ?? .nan) }
    case TypeOID.bytea: packBytes(bytes, into: &packed)
    default: packed.append(text: UnsafeRawBufferPointer(bytes))
    }
  }

  private func packBytes(_ text: UnsafeRawBufferPointer, into packed: inout PackedRows) {
    var count = 0
    let start = text.bindMemory(to: UInt8.self).baseAddress
    let bytes = PQunescapeBytea(start, &count)
    defer { PQfreemem(bytes) }
    packed.append(blob: UnsafeRawBufferPointer(start: bytes, count: count))
  }
}
