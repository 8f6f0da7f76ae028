/// A fact and the time in which it held.
public struct FactInterval<Value: Sendable>: Sendable {
  /// The fact.
  public var value: Value
  /// The first observation that saw it.
  public var validFrom: Timestamp
  /// The first observation that no longer saw it; nil while it holds.
  public var validTo: Timestamp?

  /// Makes an interval.
  public init(value: Value, validFrom: Timestamp, validTo: Timestamp?) {
    self.value = value
    self.validFrom = validFrom
    self.validTo = validTo
  }
}

extension FactInterval: Equatable where Value: Equatable {}
