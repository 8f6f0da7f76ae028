/// The result of a check in the form of monitoring plugins: a line of text and performance data, and an exit code.
public struct CheckOutcome: Hashable, Sendable {
  /// The state of the worst finding.
  public let status: CheckStatus
  /// The line, without its end.
  public let line: String
  /// Every finding on a line of its own, the worst first.
  public let details: [String]

  private static let mostSentences = 5

  /// The result of a check that could not be made.
  public init(unknown reason: String) {
    self.init(.unknown, Self.cleaned(reason), data: nil, details: [])
  }

  init(_ findings: [CheckFinding]) {
    guard let worst = findings.map(\.status).max(by: { $0.severity < $1.severity }) else {
      self.init(unknown: "there is no cluster to check")
      return
    }
    let sorted = findings.sorted(by: CheckFinding.precedes)
    self.init(
      worst, Self.cleaned(Self.text(sorted, worst)),
      data: sorted.map { Self.cleaned($0.performanceData) }.joined(separator: " "),
      details: sorted.map { "\($0.status.word) - \(Self.cleaned($0.sentence))" })
  }

  private init(_ status: CheckStatus, _ text: String, data: String?, details: [String]) {
    self.status = status
    self.details = details
    line = "CAPDB \(status.word) - \(text)" + (data.map { " | \($0)" } ?? "")
  }

  private static func text(_ sorted: [CheckFinding], _ worst: CheckStatus) -> String {
    guard worst != .ok else { return wellness(of: sorted) }
    let sentences = sorted.filter { $0.status != .ok }.map(\.sentence)
    let rest = sentences.count - mostSentences
    return sentences.prefix(mostSentences).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
  }

  /// The findings nearest to their limits, while no limit is passed.
  private static func wellness(of findings: [CheckFinding]) -> String {
    func extreme(_ measure: CheckMeasure, _ isWorse: (FixedDecimal, FixedDecimal) -> Bool) -> String? {
      let known = findings.filter { $0.measure == measure && $0.value != nil }
      return known.dropFirst().reduce(known.first) { worst, finding in
        guard let worstValue = worst?.value, let value = finding.value else { return worst }
        return isWorse(value, worstValue) ? finding : worst
      }?.sentence
    }
    let sentences = [extreme(.used, >), extreme(.runway, <), extreme(.pending, >), extreme(.age, >)]
    return sentences.compactMap { $0 }.joined(separator: "; ")
  }

  /// Text without the bar that begins performance data and without line ends.
  private static func cleaned(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar in
        scalar == "|" ? "/" : scalar.properties.generalCategory == .control ? " " : Character(scalar)
      })
  }
}

/// The result of a check: the states of monitoring plugins.
///
/// Source: Monitoring Plugins Development Guidelines, https://www.monitoring-plugins.org/doc/guidelines.html.
public enum CheckStatus: Int32, Sendable {
  /// All is well.
  case ok = 0
  /// Something is past its first limit.
  case warning = 1
  /// Something is past its second limit.
  case critical = 2
  /// Something that should be known is unknown.
  case unknown = 3

  /// The exit code.
  public var exitCode: Int32 { rawValue }

  /// The word in the line.
  var word: String {
    switch self {
    case .ok: "OK"
    case .warning: "WARNING"
    case .critical: "CRITICAL"
    case .unknown: "UNKNOWN"
    }
  }

  /// Orders states from good to bad: a known problem is worse than an unknown value.
  var severity: Int {
    switch self {
    case .ok: 0
    case .unknown: 1
    case .warning: 2
    case .critical: 3
    }
  }
}
