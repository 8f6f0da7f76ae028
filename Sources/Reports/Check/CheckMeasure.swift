/// What a check looks at.
enum CheckMeasure: Int, Sendable {
  case used, runway, pending, age

  /// The last word of the label of its performance data.
  var label: String {
    switch self {
    case .used: "used"
    case .runway: "runway_days"
    case .pending: "pending"
    case .age: "age"
    }
  }

  /// The unit of its performance data. Days have none there.
  var unit: String {
    switch self {
    case .used: "%"
    case .runway: ""
    case .pending, .age: "s"
    }
  }

  /// The highest value that it can have.
  var maximum: String { self == .used ? "100" : "" }

  /// A value in words.
  func words(_ value: FixedDecimal) -> String {
    let whole = Int64(value.approximate)
    switch self {
    case .used: return "\(value) % used"
    case .runway: return whole == 0 ? "full" : "full in \(whole) \(whole == 1 ? "day" : "days")"
    case .pending: return whole == 0 ? "no pod waits" : "a pod has waited for \(Self.duration(whole))"
    case .age: return "last collected \(Self.duration(whole)) ago"
    }
  }

  /// A length of time in its two largest units.
  static func duration(_ seconds: Int64) -> String {
    let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
    let first = units.firstIndex { seconds >= $0.seconds } ?? units.count - 1
    let parts = units[first...].prefix(2).enumerated().map { index, unit in
      let within = index == 0 ? seconds : seconds % units[first].seconds
      return (number: within / unit.seconds, name: unit.name)
    }
    return parts.filter { $0.number > 0 || parts.first?.number == 0 }.prefix(2).map { "\($0.number)\($0.name)" }
      .joined()
  }
}
