/// The factor that a quantity's suffix stands for.
enum QuantitySuffix: Equatable {
  /// Ten to this power.
  case decimal(Int)
  /// Two to this power.
  case binary(UInt8)

  /// Reads a whole suffix; nil if Kubernetes knows no such one.
  ///
  /// `E` alone is 10¹⁸; followed by a number it begins an exponent.
  init?(_ bytes: ArraySlice<UInt8>) {
    if let named = Self.named[String(decoding: bytes, as: UTF8.self)] {
      self = named
    } else if bytes.first == UInt8(ascii: "e") || bytes.first == UInt8(ascii: "E"),
      let exponent = Self.exponent(bytes.dropFirst())
    {
      self = .decimal(exponent)
    } else {
      return nil
    }
  }

  private static let named: [String: QuantitySuffix] = [
    "n": .decimal(-9), "u": .decimal(-6), "m": .decimal(-3), "": .decimal(0), "k": .decimal(3), "M": .decimal(6),
    "G": .decimal(9), "T": .decimal(12), "P": .decimal(15), "E": .decimal(18),
    "Ki": .binary(10), "Mi": .binary(20), "Gi": .binary(30), "Ti": .binary(40), "Pi": .binary(50), "Ei": .binary(60),
  ]

  /// A signed whole number; beyond ±1000 it stops, since no quantity reaches that far.
  private static func exponent(_ bytes: ArraySlice<UInt8>) -> Int? {
    let isNegative = bytes.first == UInt8(ascii: "-")
    let digits = isNegative || bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes
    guard !digits.isEmpty else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = min(1000, value * 10 + Int(digit - UInt8(ascii: "0")))
    }
    return isNegative ? -value : value
  }
}
