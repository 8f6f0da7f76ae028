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

  /// Reads a length of time: `90s`, `5m`, `2h`, `30d`, `4w`, or `off`.
  ///
  /// - Parameter unitSeconds: what the limit counts; lengths that are not whole in it are refused.
  public init?(duration text: String, unitSeconds: Int64) {
    guard text != "off" else {
      limit = nil
      return
    }
    guard let unit = text.last.flatMap({ Self.unitSeconds[$0] }),
      text.utf8.dropLast().allSatisfy({ (48...57).contains($0) }), let number = Int64(text.dropLast()),
      (0...Self.longest / unit).contains(number), (number * unit).isMultiple(of: unitSeconds)
    else { return nil }
    limit = FixedDecimal(units: number * unit / unitSeconds, digits: 0)
  }

  private static let unitSeconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400]
  private static let longest: Int64 = 366 * 86_400
}
