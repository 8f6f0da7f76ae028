/// One measure of one thing, compared with its limits.
struct CheckFinding: Hashable, Sendable {
  /// The cluster's name.
  var cluster: String
  /// The subnet or the group of nodes, such as `subnet subnet-0a1` or `pod-slots blue`; nil for the cluster itself.
  var subject: String?
  /// What was measured.
  var measure: CheckMeasure
  /// The value; nil where there is none.
  var value: FixedDecimal?
  /// How it compares with the limits.
  var status: CheckStatus
  /// The value in words, or why there is none.
  var words: String
  /// Its limits.
  var limit: CheckLimit

  /// The subject and the value in words.
  var sentence: String { "\(([cluster] + (subject.map { [$0] } ?? [])).joined(separator: " ")): \(words)" }

  /// The performance data: `'label'=value[UOM];[warn];[crit];[min];[max]`, with U for a missing value.
  var performanceData: String {
    let label = ([cluster] + (subject.map { [$0] } ?? []) + [measure.label]).joined(separator: " ")
    let value = value.map { $0.description + measure.unit } ?? "U"
    let parts = [value, limit.range(limit.warning), limit.range(limit.critical), "0", measure.maximum]
    let data = parts.joined(separator: ";")
    return "\(Self.quoted(label))=\(data.hasSuffix(";") ? String(data.dropLast()) : data)"
  }

  /// A label in single quotes, which are doubled inside; it may hold anything but an equals sign.
  private static func quoted(_ label: String) -> String {
    "'\(label.replacing("'", with: "''").replacing("=", with: "_"))'"
  }

  /// The worst first; among equals by measure and name.
  static func precedes(_ left: CheckFinding, _ right: CheckFinding) -> Bool {
    func key(_ finding: CheckFinding) -> (Int, Int, String, String) {
      (-finding.status.severity, finding.measure.rawValue, finding.cluster, finding.subject ?? "")
    }
    return key(left) < key(right)
  }
}

extension CheckFinding {
  /// A measure with a value.
  init(_ cluster: String, _ subject: String?, _ measure: CheckMeasure, _ value: FixedDecimal, _ limit: CheckLimit) {
    self.init(
      cluster: cluster, subject: subject, measure: measure, value: value, status: limit.status(of: value),
      words: measure.words(value), limit: limit)
  }

  /// A measure without a value.
  init(
    _ cluster: String, _ subject: String?, _ measure: CheckMeasure, without status: CheckStatus, because words: String,
    _ limit: CheckLimit
  ) {
    self.init(
      cluster: cluster, subject: subject, measure: measure, value: nil, status: status, words: words, limit: limit)
  }
}

/// What a check measures.
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

  /// The unit in its performance data. Days have none there.
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
