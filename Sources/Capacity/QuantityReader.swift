/// Reads the parts of a quantity: sign, digits, point, digits, suffix.
struct QuantityReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  /// The digits read so far, as a whole number: as many as fit in 128 bits.
  private var mantissa: UInt128 = 0
  /// The power of ten by which `mantissa` counts.
  private var exponent = 0
  /// Whether a digit other than zero did not fit in `mantissa`.
  private var isTruncated = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Reads up to 18 digits with one of the suffixes that API servers write most, which is nearly every quantity, and much
  /// faster than `quantity()`. Nil leaves the decision to `quantity()`.
  static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> Quantity? {
    var value: Int64 = 0
    var index = 0
    while index < bytes.count, isDigit(bytes[index]) {
      guard index < 18 else { return nil }
      value = value * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
      index += 1
    }
    guard index > 0, let factor = plainFactor(bytes, from: index) else { return nil }
    // Below 10³⁷ in any case, so it fits in 127 bits.
    let nano = Int128(value) * factor
    return Quantity(nano: factor > 1_000_000_000 ? min(nano, binaryCap) : nano)
  }

  /// Binary amounts stop at 2⁶³−1 units.
  private static let binaryCap = Int128(Int64.max) * 1_000_000_000

  /// Billionths per unit of the suffix that begins at `index`, for the suffixes of `plain`.
  private static func plainFactor(_ bytes: UnsafeBufferPointer<UInt8>, from index: Int) -> Int128? {
    switch bytes.count - index {
    case 0: 1_000_000_000
    case 1: bytes[index] == UInt8(ascii: "m") ? 1_000_000 : nil
    case 2 where bytes[index + 1] == UInt8(ascii: "i"): binaryFactor(bytes[index])
    default: nil
    }
  }

  private static func binaryFactor(_ letter: UInt8) -> Int128? {
    switch letter {
    case UInt8(ascii: "K"): 1_000_000_000 << 10
    case UInt8(ascii: "M"): 1_000_000_000 << 20
    case UInt8(ascii: "G"): 1_000_000_000 << 30
    default: nil
    }
  }

  /// The whole text as a quantity; nil if it is none.
  mutating func quantity() -> Quantity? {
    guard !bytes.isEmpty else { return nil }
    let isNegative = readSign()
    while readDigit(isFraction: false) {}
    if skip(UInt8(ascii: ".")) {
      while readDigit(isFraction: true) {}
    }
    guard let suffix = QuantitySuffix(Array(bytes[position...])[...]) else { return nil }
    let nano = Int128(clamping: magnitude(suffix))
    return Quantity(nano: isNegative ? -nano : nano)
  }

  private mutating func readSign() -> Bool {
    let isNegative = skip(UInt8(ascii: "-"))
    if !isNegative { _ = skip(UInt8(ascii: "+")) }
    return isNegative
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func readDigit(isFraction: Bool) -> Bool {
    guard position < bytes.count, Self.isDigit(bytes[position]) else { return false }
    let digit = UInt128(bytes[position] - UInt8(ascii: "0"))
    position += 1
    if mantissa <= (UInt128.max - 9) / 10 {
      mantissa = mantissa * 10 + digit
      exponent -= isFraction ? 1 : 0
    } else {
      isTruncated = isTruncated || digit != 0
      exponent += isFraction ? 0 : 1
    }
    return true
  }

  /// The billionths without their sign, rounded up, at most `UInt128.max`.
  private mutating func magnitude(_ suffix: QuantitySuffix) -> UInt128 {
    switch suffix {
    case .decimal(let power): return scaled(byTenTo: exponent + 9 + power, timesTwoTo: 0)
    case .binary(let power):
      return min(UInt128(Self.binaryCap), scaled(byTenTo: exponent + 9, timesTwoTo: power))
    }
  }

  /// `mantissa` × 10^`power` × 2^`shift`, rounded up, at most `UInt128.max`.
  private mutating func scaled(byTenTo power: Int, timesTwoTo shift: UInt8) -> UInt128 {
    let power = droppingDigits(downTo: power)
    let product = mantissa.multipliedFullWidth(by: 1 << UInt128(shift))
    if power < 0 {
      let divisor = Self.powerOfTen(-power)
      guard product.high < divisor else { return .max }
      let (quotient, remainder) = divisor.dividingFullWidth(product)
      return remainder > 0 || isTruncated ? quotient.addingSaturating(1) : quotient
    }
    guard mantissa > 0 else { return 0 }
    guard product.high == 0, power <= 38 else { return .max }
    let (value, overflow) = product.low.multipliedReportingOverflow(by: Self.powerOfTen(power))
    return overflow ? .max : value
  }

  /// Drops the last digits until the power of ten fits in 128 bits; their value is far below a billionth.
  private mutating func droppingDigits(downTo power: Int) -> Int {
    var power = power
    while power < -38 {
      isTruncated = isTruncated || mantissa % 10 != 0
      mantissa /= 10
      power += 1
    }
    return power
  }

  /// Ten to `power`, which is at most 38.
  private static func powerOfTen(_ power: Int) -> UInt128 {
    (0..<power).reduce(1) { value, _ in value * 10 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

extension UInt128 {
  /// The sum, or the largest number where it does not fit.
  fileprivate func addingSaturating(_ other: UInt128) -> UInt128 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

/// The factor that a quantity's suffix stands for.
enum QuantitySuffix: Equatable {
  /// Ten to this power.
  case decimal(Int)
  /// Two to this power.
  case binary(UInt8)

  /// Reads a whole suffix; nil if Kubernetes does not know it.
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

  /// A signed whole number, limited to ±1000, since no quantity has a higher power.
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
