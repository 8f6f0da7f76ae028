/// One measure of one thing, held against its limits.
struct CheckFinding: Hashable, Sendable {
  /// The cluster's name.
  var cluster: String
  /// The subnet or the group of nodes, such as `subnet subnet-0a1` or `pod-slots blue`; nil for the cluster itself.
  var subject: String?
  /// What was measured.
  var measure: CheckMeasure
  /// The value; nil where there is none.
  var value: FixedDecimal?
  /// How that is.
  var status: CheckStatus
  /// The value in words, or why there is none.
  var words: String
  /// Its limits.
  var limit: CheckLimit

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

  private init(
    cluster: String, subject: String?, measure: CheckMeasure, value: FixedDecimal?, status: CheckStatus, words: String,
    limit: CheckLimit
  ) {
    self.cluster = cluster
    self.subject = subject
    self.measure = measure
    self.value = value
    self.status = status
    self.words = words
    self.limit = limit
  }

  /// What it is about and how that is.
  var sentence: String { "\(([cluster] + (subject.map { [$0] } ?? [])).joined(separator: " ")): \(words)" }

  /// The performance data: `'label'=value[UOM];[warn];[crit];[min];[max]`, with U for a value that there is not.
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
