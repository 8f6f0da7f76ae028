/// An amount of a Kubernetes resource, such as `250m` of CPU or `1.5Gi` of memory, exact to a billionth of a unit.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/, and the parser of
/// k8s.io/apimachinery where that page is silent.
public struct Quantity: Hashable, Comparable, Sendable {
  /// Billionths of a unit, the smallest step that Kubernetes keeps.
  let nano: Int128

  init(nano: Int128) {
    self.nano = nano
  }

  /// Nothing.
  public static let zero = Quantity(nano: 0)

  /// The amount in whole units, rounded away from zero: `1500m` is 2. Stops at the ends of `Int64`.
  public var integer: Int64 { rounded(to: 1_000_000_000) }

  /// The amount in thousandths, rounded away from zero: `0.1m` is 1. Stops at the ends of `Int64`.
  public var milli: Int64 { rounded(to: 1_000_000) }

  private func rounded(to step: Int128) -> Int64 {
    let (quotient, remainder) = nano.quotientAndRemainder(dividingBy: step)
    return Int64(clamping: remainder == 0 ? quotient : quotient + nano.signum())
  }

  /// Orders amounts from less to more.
  public static func < (left: Quantity, right: Quantity) -> Bool {
    left.nano < right.nano
  }

  /// The exact sum; beyond the ends of the range (about ±10²⁹ units) it stops there.
  public static func + (left: Quantity, right: Quantity) -> Quantity {
    let (sum, overflow) = left.nano.addingReportingOverflow(right.nano)
    guard overflow else { return Quantity(nano: sum) }
    return Quantity(nano: left.nano > 0 ? .max : .min)
  }
}

extension Quantity {
  /// Reads a quantity as the API writes it: an optional sign, digits with at most one point, and a suffix.
  ///
  /// It takes what a server accepts in a manifest too (`.5`, `1.`, and `.` or `Ki` as nothing). Fractions of
  /// a billionth are rounded away from zero. Binary amounts are limited to 2⁶³−1 units, decimal ones to about 10²⁹.
  ///
  /// - Throws: `QuantityError` for anything else, blanks at the ends included.
  @inlinable
  public init(_ text: some StringProtocol) throws(QuantityError) {
    guard let quantity = text.withUTF8Bytes({ Quantity(utf8: $0) }) else {
      throw QuantityError(rejected: String(text))
    }
    self = quantity
  }

  @usableFromInline
  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    if let plain = QuantityReader.plain(bytes) {
      self = plain
      return
    }
    var reader = QuantityReader(bytes)
    guard let quantity = reader.quantity() else { return nil }
    self = quantity
  }
}

/// Why a text is not a Kubernetes quantity.
public enum QuantityError: Error, Hashable, Sendable {
  /// The text is empty.
  case empty
  /// The text does not consist of a sign, digits with at most one point, and a suffix that Kubernetes knows.
  case malformed(String)

  @usableFromInline
  init(rejected text: String) {
    self = text.isEmpty ? .empty : .malformed(text)
  }
}

extension QuantityError: CustomStringConvertible {
  /// What is wrong and what a quantity looks like, without a full stop.
  public var description: String {
    switch self {
    case .empty:
      "an empty text is no Kubernetes quantity (expected something like 250m, 17 or 1.5Gi)"
    case .malformed(let text):
      "\"\(text)\" is no Kubernetes quantity (expected something like 250m, 17 or 1.5Gi)"
    }
  }
}
