public import Capacity

/// One value of a report: what a cell of its table holds before anyone formats it.
public enum ReportCell: Hashable, Sendable {
  /// Unknown or not applicable: empty in CSV, `null` in JSON. Never a stand-in for zero.
  case absent
  /// Text as the APIs gave it; nothing in it is escaped.
  case text(String)
  /// A whole number, in the unit of its column.
  case integer(Int64)
  /// A number with a fixed count of digits after the point, in the unit of its column.
  case decimal(FixedDecimal)
  /// A binary floating-point number, where the count of digits is not known beforehand.
  case real(Double)
  /// A truth value.
  case boolean(Bool)
  /// A moment in UTC.
  case timestamp(Timestamp)

  /// Text, or absent for nil.
  public init(_ text: String?) {
    self = text.map(Self.text) ?? .absent
  }

  /// A whole number, or absent for nil.
  public init(_ number: Int64?) {
    self = number.map(Self.integer) ?? .absent
  }

  /// A whole number, or absent for nil.
  public init(_ number: Int?) {
    self = number.map { .integer(Int64($0)) } ?? .absent
  }

  /// A decimal number, or absent for nil.
  public init(_ number: FixedDecimal?) {
    self = number.map(Self.decimal) ?? .absent
  }

  /// A truth value, or absent for nil.
  public init(_ value: Bool?) {
    self = value.map(Self.boolean) ?? .absent
  }

  /// A moment, or absent for nil.
  public init(_ moment: Timestamp?) {
    self = moment.map(Self.timestamp) ?? .absent
  }
}

extension ReportCell {
  /// Whether the cell sorts before another one of its column, both of them present.
  ///
  /// Numbers by value, text by its Unicode scalars, false before true. Cells of different kinds do not meet in a column.
  func precedes(_ other: ReportCell) -> Bool {
    switch (self, other) {
    case (.text(let left), .text(let right)): left < right
    case (.integer(let left), .integer(let right)): left < right
    case (.decimal(let left), .decimal(let right)): left < right
    case (.real(let left), .real(let right)): left < right
    case (.boolean(let left), .boolean(let right)): !left && right
    case (.timestamp(let left), .timestamp(let right)): left < right
    default: false
    }
  }
}
