import Capacity
import Reports

/// The parameters of an address: their names and values are those of the options of the command line. `cluster` may be
/// repeated.
struct QueryParameters: Sendable {
  /// The names that an address takes.
  let known: [String]
  /// The clusters that are asked for; empty for all.
  let clusters: [String]
  private let values: [String: String]

  /// Reads parameters; those with an empty value count as left out, as an HTML form sends them.
  ///
  /// - Throws: `Problem`.
  init(_ parameters: [(name: String, value: String)], known: [String]) throws(Problem) {
    var clusters: [String] = []
    var values: [String: String] = [:]
    for (name, value) in parameters {
      guard known.contains(name) else { throw .unknownParameter(name, known: known) }
      if value.isEmpty { continue }
      if name == "cluster" {
        clusters.append(value)
      } else if values.updateValue(value, forKey: name) != nil {
        throw .repeatedParameter(name)
      }
    }
    self.known = known
    self.clusters = clusters.sorted()
    self.values = values
  }

  /// The value of a parameter; nil if it is left out.
  subscript(_ name: String) -> String? { values[name] }

  /// What was given, as the fields of an address.
  var fields: [(name: String, value: String)] {
    clusters.map { (name: "cluster", value: $0) }
      + known.compactMap { name in values[name].map { (name: name, value: $0) } }
  }

  /// The same for the same question.
  var key: String { fields.map { "\($0.name)=\($0.value.utf8.count):\($0.value)" }.joined(separator: "&") }

  /// What is asked, whether it fits a topic or not.
  ///
  /// - Throws: `Problem`, `ReportError`.
  func request(now: Timestamp) throws -> ReportRequest {
    var request = ReportRequest(clusters: clusters, now: now, by: values["by"], series: values["series"])
    request.at = try moment("at", now)
    request.since = try moment("since", now)
    request.until = try moment("until", now)
    request.step = try stepSeconds()
    request.address = try values["ip"].map { try IPAddress(option: $0) }
    request.sort = try values["sort"].map { try SortOrder(parsing: $0) }
    request.limit = try limit()
    return request
  }

  private func moment(_ name: String, _ now: Timestamp) throws(ReportError) -> Timestamp? {
    guard let text = values[name] else { return nil }
    return try TimeExpression(parsing: text, option: name).resolved(at: now)
  }

  private func stepSeconds() throws(Problem) -> Int64? {
    guard let text = values["step"], text != "auto" else { return nil }
    let setting = DurationSetting(
      "step", noun: "step", examples: "5m, 1h or 1d", bounds: 60...366 * 86_400, alternative: "auto")
    do { return try setting.seconds(in: text) } catch {
      throw .badValue(text, parameter: "step", accepted: setting.accepted)
    }
  }

  private func limit() throws(Problem) -> Int? {
    guard let text = values["limit"] else { return nil }
    guard let limit = Int(text), limit >= 0 else {
      throw .badValue(text, parameter: "limit", accepted: "a number of rows from 0 on")
    }
    return limit
  }
}

extension ReportRequest {
  /// Checks that a span has no more steps than an answer may have: a request for millions is a mistake, or worse.
  ///
  /// - Parameter defaultSeconds: the length of the span where its beginning is left out.
  /// - Throws: `Problem.tooManySteps`.
  func checkSteps(defaultSeconds: Int64, limits: ServerLimits) throws(Problem) {
    guard let step else { return }
    let end = until ?? now
    if (end - (since ?? end + -defaultSeconds)) / step > limits.steps { throw .tooManySteps(most: limits.steps) }
  }
}
