/// A number with a fixed count of digits after the point, kept exactly: `1234` with 3 digits is 1.234.
///
/// The digits are part of the value, so that a column prints with its points aligned and the same bytes each time.
public struct FixedDecimal: Hashable, Comparable, Sendable {
  /// The number without its point.
  public let units: Int64
  /// How many of the digits stand after the point, 0 to 9.
  public let digits: Int

  /// Makes the number `units` / 10^`digits`; `digits` is brought into 0…9.
  public init(units: Int64, digits: Int) {
    self.units = units
    self.digits = min(max(digits, 0), 9)
  }

  /// Rounds `value` half away from zero to `digits` after the point; nil if it is no number or beyond `Int64`.
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
