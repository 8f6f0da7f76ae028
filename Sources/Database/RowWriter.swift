/// Takes many rows of one table, column by column.
public protocol RowWriter: AnyObject {
  /// Takes the next column; nil is NULL.
  func integer(_ value: Int64?)
  /// Takes the next column as text, given as UTF-8.
  func text(_ value: UnsafeRawBufferPointer?)
  /// Takes the next column as bytes.
  func blob(_ value: UnsafeRawBufferPointer?)
  /// Ends the row.
  func endRow() throws
}

/// The table that many rows are written into, and what becomes of rows that are there already.
public struct InsertTarget: Sendable {
  /// The table.
  public var table: String
  /// The columns that each row gives, in their order.
  public var columns: [String]
  /// The columns that, together with the constant one, are the key.
  public var key: [String]
  /// The column that is the same in all rows, such as `cluster_id`, and its value.
  public var constant: (column: String, value: Int64)
  /// Which rows that are there the new ones may take the place of.
  public var replacing: Replacement

  /// Which rows of a table others take the place of.
  public enum Replacement: Hashable, Sendable {
    /// None: there is no row of the constant column's value, or none with these keys.
    case nothing
    /// Those with the same key.
    case sameKey
    /// Those with the same key, which has one column and is not beyond this number.
    case sameKeyUpTo(Int64)
  }

  /// Makes a target.
  public init(
    table: String, columns: [String], key: [String], constant: (column: String, value: Int64), replacing: Replacement
  ) {
    self.table = table
    self.columns = columns
    self.key = key
    self.constant = constant
    self.replacing = replacing
  }
}
