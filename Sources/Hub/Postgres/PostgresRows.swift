import CPostgres
import History

/// The rows that a statement gave.
final class PostgresRows {
  private let result: OpaquePointer

  /// - Parameter result: freed with this object.
  init(_ result: OpaquePointer) {
    self.result = result
  }

  deinit {
    PQclear(result)
  }

  /// How many there are.
  var count: Int { Int(PQntuples(result)) }

  /// The names of the columns.
  var columns: [String] {
    (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
  }

  /// The OID of a column's type.
  func type(ofColumn column: Int) -> UInt32 { PQftype(result, Int32(column)) }

  /// A value's bytes, valid as long as this object; nil for NULL.
  func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
    guard PQgetisnull(result, Int32(row), Int32(column)) == 0 else { return nil }
    let count = Int(PQgetlength(result, Int32(row), Int32(column)))
    return UnsafeRawBufferPointer(start: PQgetvalue(result, Int32(row), Int32(column)), count: count)
  }

  /// A value as a number.
  func number(_ row: Int, _ column: Int) -> Int64? { bytes(row, column).map { RowReader.number($0) } }

  /// A value as text.
  func text(_ row: Int, _ column: Int) -> String? {
    bytes(row, column).map { String(decoding: $0, as: UTF8.self) }
  }
}
