/// What an engine does for one statement; `Statement`, `Binder`, `Row` and `RowComparer` are the interface to it.
public protocol PreparedStatement: AnyObject {
  /// Forgets parameters and rows.
  func reset()

  /// Sets a parameter, counted from 1 on; parameters are set in their order. Nil is NULL.
  func bind(integer value: Int64?, at parameter: Int32)
  /// Sets a parameter to text, given as UTF-8.
  func bind(text value: UnsafeRawBufferPointer?, at parameter: Int32)
  /// Sets a parameter to bytes.
  func bind(bytes value: UnsafeRawBufferPointer?, at parameter: Int32)

  /// Steps to the next row; false at the end, where the statement is reset.
  func step() throws -> Bool

  /// A column of the current row as a number, counted from 0 on; nil for NULL.
  func integer(at column: Int32) -> Int64?
  /// The same, where NULL reads as 0.
  func number(at column: Int32) -> Int64
  /// The bytes of a text or BLOB in the current row, valid until the next step; nil for NULL.
  func bytes(at column: Int32) -> UnsafeRawBufferPointer?

  /// The different numbers in those columns of all rows whose names end with `suffix`, by the number in column `group`;
  /// all of them by 0 if that is nil. Nil where the engine computes one row after the other.
  func numbers(inColumnsEndingWith suffix: String, groupedBy group: Int32?) throws -> [Int64: Set<Int64>]?
}

/// A prepared statement, bound and stepped column by column.
///
/// A first collection of a large cluster writes some 330,000 rows, so no value is boxed on its way.
public final class Statement {
  private let prepared: any PreparedStatement

  /// Prepares a statement.
  ///
  /// - Parameter rowsAtOnce: see `Connection.prepare`.
  /// - Throws: the engine's own errors.
  public init(_ sql: String, in connection: any Connection, rowsAtOnce: Int? = nil) throws {
    prepared = try connection.prepare(sql, rowsAtOnce: rowsAtOnce)
  }

  /// Clears rows and parameters, and returns a binder that starts at the first parameter.
  public func binder() -> Binder {
    prepared.reset()
    return Binder(prepared)
  }

  /// Steps to the next row; false at the end, where the statement is reset.
  public func step() throws -> Bool { try prepared.step() }

  /// Steps to the first row and gives it to `read`; nil if there is none. The statement is reset afterwards.
  public func first<Result>(_ read: (inout Row) throws -> Result) throws -> Result? {
    guard try step() else { return nil }
    defer { prepared.reset() }
    var row = row()
    return try read(&row)
  }

  /// Gives every row to `read`.
  public func forEach(_ read: (inout Row) throws -> Void) throws {
    defer { prepared.reset() }
    while try step() {
      var row = row()
      try read(&row)
    }
  }

  /// Runs a statement whose rows nobody needs.
  public func run() throws {
    while try step() {}
  }

  /// The current row, read from `column` on.
  public func row(from column: Int32 = 0) -> Row { Row(prepared, column) }

  /// A comparer with the columns of the current row from `column` on.
  public func comparer(from column: Int32) -> RowComparer { RowComparer(prepared, column) }

  /// The different numbers in those columns of all rows whose names end with `suffix`; nothing where the engine computes
  /// one row after the other, and a look-up for each costs little.
  public func numbersAtHand(inColumnsEndingWith suffix: String) throws -> Set<Int64> {
    try prepared.numbers(inColumnsEndingWith: suffix, groupedBy: nil)?[0] ?? []
  }

  /// The same by the number in column `group`, counted from 0 on.
  public func numbersAtHand(
    inColumnsEndingWith suffix: String, groupedBy group: Int32
  ) throws -> [Int64: Set<Int64>] {
    try prepared.numbers(inColumnsEndingWith: suffix, groupedBy: group) ?? [:]
  }
}

/// Takes the columns of one row, one after the other.
///
/// A kind of fact names its columns once; binding them to an INSERT and comparing them with a recorded row are two
/// sinks of the same columns.
public protocol ColumnSink {
  /// Takes the next column; nil is NULL.
  mutating func integer(_ value: Int64?)
  /// Takes the next column as text, given as UTF-8.
  mutating func text(_ value: UnsafeRawBufferPointer?)
  /// Takes the next column as bytes.
  mutating func blob(_ value: UnsafeRawBufferPointer?)
}

extension ColumnSink {
  /// Takes the next column as text.
  @inlinable
  public mutating func text(_ value: String) {
    var value = value
    value.withUTF8 { text(UnsafeRawBufferPointer($0)) }
  }

  /// Takes the next column as text or NULL.
  @inlinable
  public mutating func text(_ value: String?) {
    if let value { text(value) } else { text(nil as UnsafeRawBufferPointer?) }
  }
}

/// Binds columns to the parameters of a statement, which must outlive it.
public struct Binder: ColumnSink {
  private unowned(unsafe) let prepared: any PreparedStatement
  private var parameter: Int32 = 0

  init(_ prepared: any PreparedStatement) {
    self.prepared = prepared
  }

  /// Sets the next parameter.
  public mutating func integer(_ value: Int64?) {
    parameter += 1
    prepared.bind(integer: value, at: parameter)
  }

  /// Sets the next parameter.
  public mutating func text(_ value: UnsafeRawBufferPointer?) {
    parameter += 1
    prepared.bind(text: value, at: parameter)
  }

  /// Sets the next parameter.
  public mutating func blob(_ value: UnsafeRawBufferPointer?) {
    parameter += 1
    prepared.bind(bytes: value, at: parameter)
  }
}

/// Reads the columns of a statement's current row, one after the other. The statement must outlive it.
public struct Row {
  private unowned(unsafe) let prepared: any PreparedStatement
  private var column: Int32

  init(_ prepared: any PreparedStatement, _ column: Int32) {
    self.prepared = prepared
    self.column = column
  }

  /// The next column; nil for NULL.
  public mutating func optionalInteger() -> Int64? {
    defer { column += 1 }
    return prepared.integer(at: column)
  }

  /// The next column; NULL reads as 0, as in SQLite.
  public mutating func integer() -> Int64 {
    defer { column += 1 }
    return prepared.number(at: column)
  }

  /// The bytes of the next column, valid until the statement's next step; nil for NULL.
  public mutating func optionalBytes() -> UnsafeRawBufferPointer? {
    defer { column += 1 }
    return prepared.bytes(at: column)
  }

  /// The next column; nil for NULL.
  public mutating func optionalText() -> String? { optionalBytes().map { String(decoding: $0, as: UTF8.self) } }

  /// The next column; NULL reads as the empty text.
  public mutating func text() -> String { optionalText() ?? "" }
}

/// Compares columns with those of a statement's current row.
public struct RowComparer: ColumnSink {
  private unowned(unsafe) let prepared: any PreparedStatement
  private var column: Int32
  /// Whether all columns so far were equal.
  public private(set) var isEqual = true

  init(_ prepared: any PreparedStatement, _ column: Int32) {
    self.prepared = prepared
    self.column = column
  }

  /// Compares the next column.
  public mutating func integer(_ value: Int64?) {
    defer { column += 1 }
    if isEqual { isEqual = prepared.integer(at: column) == value }
  }

  /// Compares the next column: text by its bytes.
  public mutating func text(_ value: UnsafeRawBufferPointer?) { blob(value) }

  /// Compares the next column.
  public mutating func blob(_ value: UnsafeRawBufferPointer?) {
    defer { column += 1 }
    guard isEqual else { return }
    switch (value, prepared.bytes(at: column)) {
    case (nil, nil): break
    case (let value?, let recorded?): isEqual = value.elementsEqual(recorded)
    default: isEqual = false
    }
  }
}
