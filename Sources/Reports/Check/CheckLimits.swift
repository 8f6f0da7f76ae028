/// The two limits of a measure. A value equal to a limit is within it.
public struct CheckLimit: Hashable, Sendable {
  /// The first limit; nil for no warnings.
  public var warning: FixedDecimal?
  /// The second limit; nil for no critical state.
  public var critical: FixedDecimal?
  /// Whether values below the limits, not above them, raise the alarm.
  public let isFloor: Bool

  /// Makes limits.
  public init(warning: FixedDecimal?, critical: FixedDecimal?, isFloor: Bool = false) {
    self.warning = warning
    self.critical = critical
    self.isFloor = isFloor
  }

  /// Whether the warning comes before the critical state or with it.
  public var isOrdered: Bool {
    guard let warning, let critical else { return true }
    return isFloor ? warning >= critical : warning <= critical
  }

  func status(of value: FixedDecimal) -> CheckStatus {
    if let critical, isPast(critical, value) { return .critical }
    if let warning, isPast(warning, value) { return .warning }
    return .ok
  }

  private func isPast(_ limit: FixedDecimal, _ value: FixedDecimal) -> Bool { isFloor ? value < limit : value > limit }

  /// A limit in the notation of performance data: `80` alerts above it, `30:` below.
  func range(_ limit: FixedDecimal?) -> String {
    limit.map { $0.description + (isFloor ? ":" : "") } ?? ""
  }
}

/// The limits of all measures.
public struct CheckLimits: Hashable, Sendable {
  /// Use of subnets and pod slots in percent.
  public var used = CheckLimit(warning: Self.whole(80), critical: Self.whole(90))
  /// Days until they are full.
  public var runway = CheckLimit(warning: Self.whole(30), critical: Self.whole(7), isFloor: true)
  /// Seconds that a pod has waited.
  public var pending = CheckLimit(warning: Self.whole(300), critical: Self.whole(1800))
  /// Seconds since the last collection.
  public var age = CheckLimit(warning: Self.whole(1800), critical: Self.whole(7200))

  /// The defaults.
  public init() {}

  private static func whole(_ number: Int64) -> FixedDecimal { FixedDecimal(units: number, digits: 0) }

  private static let daySeconds: Int64 = 86_400

  /// The age in seconds from which on values count as unknown: the age of the last collection that raises an alarm of its
  /// own, or a day where none does.
  var staleSeconds: Int64 {
    (age.critical ?? age.warning).map { Int64($0.approximate) } ?? Self.daySeconds
  }
}
