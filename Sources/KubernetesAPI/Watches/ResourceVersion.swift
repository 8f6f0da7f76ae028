/// The version of an object, or of a list of them. Versions of one resource are numbers that only grow.
///
/// The API called them opaque at first and orders them by now.
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
public struct ResourceVersion: Hashable, Comparable, Sendable {
  /// The number.
  public let number: Int64

  /// Makes a version of its number, which is 1 or more; nil for others.
  public init?(number: Int64) {
    guard number > 0 else { return nil }
    self.number = number
  }

  /// Reads a version as the API writes it; nil for anything but a whole number from 1 on.
  public init?(_ text: some StringProtocol) {
    guard let number = Int64(text), number > 0 else { return nil }
    self.number = number
  }

  /// Orders versions from earlier to later.
  public static func < (left: ResourceVersion, right: ResourceVersion) -> Bool { left.number < right.number }
}

extension ResourceVersion: CustomStringConvertible {
  /// The number in digits, as the API writes it.
  public var description: String { String(number) }
}
