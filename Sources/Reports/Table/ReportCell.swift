public import Capacity

/// One value of a report: what a cell of its table holds before it is formatted.
public enum ReportCell: Hashable, Sendable {
  /// Unknown or not applicable: empty in CSV, `null` in JSON. Never a stand-in for zero.
  case absent
  /// Text as the APIs gave it; nothing in it is escaped.
  case text(String)
  /// A whole number, in the unit of its column.
  case integer(Int64)
  /// A number with a fixed count of digits after the point, in the unit of its column.
  case decimal(FixedDecimal)
  /// A binary floating-point number, where the number of digits is not fixed.
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
  /// Numbers by value, text by its Unicode scalars, false before true. A column has cells of one kind only.
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

/// A number with a fixed count of digits after the point, kept exactly: `1234` with 3 digits is 1.234.
///
/// The number of digits is part of the value, so that the points of a column are aligned and its bytes are always the same.
public struct FixedDecimal: Hashable, Comparable, Sendable {
  /// The number without its point.
  public let units: Int64
  /// How many of the digits stand after the point, 0 to 9.
  public let digits: Int

  /// Makes the number `units` / 10^`digits`; `digits` is limited to 0…9.
  public init(units: Int64, digits: Int) {
    self.units = units
    self.digits = min(max(digits, 0), 9)
  }

  /// Rounds `value` half away from zero to `digits` after the point; nil if it is not a number or beyond `Int64`.
  public init?(rounding value: Double, digits: Int) {
    let scaled = (value * Self.power(digits)).rounded(.toNearestOrAwayFromZero)
    guard let units = Int64(exactly: scaled) else { return nil }
    self.init(units: units, digits: digits)
  }

  /// Orders by value, whatever the digits.
  public static func < (left: FixedDecimal, right: FixedDecimal) -> Bool {
    if left.digits == right.digits { return left.units < right.units }
    return left.approximate < right.approximate
  }

  /// The value as a binary floating-point number.
  public var approximate: Double { Double(units) / Self.power(digits) }

  private static func power(_ digits: Int) -> Double {
    (0..<min(max(digits, 0), 9)).reduce(1) { product, _ in product * 10 }
  }
}

extension FixedDecimal: CustomStringConvertible {
  /// Decimal notation with a point and all digits, for example `-0.050`: also a JSON number.
  public var description: String {
    guard digits > 0 else { return String(units) }
    let magnitude = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.count)) + magnitude
    return "\(units < 0 ? "-" : "")\(padded.dropLast(digits)).\(padded.suffix(digits))"
  }
}
