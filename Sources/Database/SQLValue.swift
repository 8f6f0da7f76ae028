/// A value of any database, with its storage class in SQLite's sense (https://sqlite.org/datatype3.html).
public enum SQLValue: Hashable, Sendable {
  /// NULL.
  case null
  /// A whole number.
  case integer(Int64)
  /// A binary floating-point number; never NaN, which SQLite turns into NULL.
  case real(Double)
  /// Text. Bytes that are not UTF-8 are replaced by U+FFFD.
  case text(String)
  /// Bytes.
  case blob([UInt8])
}
