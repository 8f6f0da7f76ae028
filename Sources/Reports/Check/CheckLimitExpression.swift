public import Capacity

/// A limit as users write it.
public struct CheckLimitExpression: Hashable, Sendable {
  /// The limit; nil for `off`.
  public let limit: FixedDecimal?

  /// Reads a percentage: `80`, `80%`, `92.5`, or `off`.
  public init?(percent text: String) {
    guard text != "off" else {
      limit = nil
      return
    }
    let number = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard number.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }), let value = Double(number),
      (0...100).contains(value), let limit = FixedDecimal(rounding: value, digits: value == value.rounded() ? 0 : 1)
    else { return nil }
    self.limit = limit
  }

  /// Reads a length of time such as `90s`, `2h` or `4w`, or `off`. The limit counts multiples of the setting's unit.
  ///
  /// - Throws: `DurationError` for anything else, which includes lengths that are not whole in the unit.
  public init(duration text: String, of setting: DurationSetting) throws(DurationError) {
    guard text != "off" else {
      limit = nil
      return
    }
    limit = FixedDecimal(units: try setting.seconds(in: text) / setting.unitSeconds, digits: 0)
  }
}
