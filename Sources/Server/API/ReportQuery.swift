import Capacity
import Reports

/// The parameters of a report's address: the names and the values are those of the options of `capdb report`.
struct ReportQuery: Sendable {
  /// The parameters, in the order of the OpenAPI description. `cluster` may be repeated.
  static let parameters = ["cluster", "at", "since", "until", "step", "by", "series", "sort", "limit"]

  /// The topic, in the form that `by` asks for.
  let topic: Topic
  private let clusters: [String]
  private let values: [String: String]

  /// Reads the parameters; those with an empty value count as left out, as an HTML form sends them.
  ///
  /// - Throws: `Problem`.
  init(topic name: String, parameters: [(name: String, value: String)]) throws(Problem) {
    var clusters: [String] = []
    var values: [String: String] = [:]
    for (name, value) in parameters {
      guard Self.parameters.contains(name) else { throw .unknownParameter(name, known: Self.parameters) }
      if value.isEmpty { continue }
      if name == "cluster" {
        clusters.append(value)
      } else if values.updateValue(value, forKey: name) != nil {
        throw .repeatedParameter(name)
      }
    }
    self.clusters = clusters.sorted()
    self.values = values
    do { topic = try Topic.named(name).divided(by: values["by"]) } catch { throw .report(error) }
  }

  /// The value of a parameter; nil if it is left out.
  subscript(_ name: String) -> String? { values[name] }

  /// The clusters that are asked for; empty for all.
  var clusterNames: [String] { clusters }

  /// The same for the same question.
  var key: String {
    let pairs = clusters.map { ("cluster", $0) } + values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return "\(topic.name) \(pairs.map { "\($0.0)=\($0.1.utf8.count):\($0.1)" }.joined(separator: "&"))"
  }

  /// What is asked of the report, if it fits the topic.
  ///
  /// - Throws: `Problem`, `ReportError`.
  func request(now: Timestamp, limits: ServerLimits) throws -> ReportRequest {
    let request = try uncheckedRequest(now: now)
    try topic.check(request)
    try checkSteps(of: request, limits)
    return request
  }

  /// What is asked, whether it fits the topic or not.
  ///
  /// - Throws: `Problem`, `ReportError`.
  func uncheckedRequest(now: Timestamp) throws -> ReportRequest {
    var request = ReportRequest(clusters: clusters, now: now, by: values["by"], series: values["series"])
    request.at = try moment("at", now)
    request.since = try moment("since", now)
    request.until = try moment("until", now)
    request.step = try stepSeconds()
    if let sort = values["sort"] { request.sort = try SortOrder(parsing: sort) }
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

  /// A request for millions of rows is a mistake, or worse.
  private func checkSteps(of request: ReportRequest, _ limits: ServerLimits) throws(Problem) {
    guard case .trend(let defaultSeconds, _) = topic.kind, let step = request.step else { return }
    let end = request.until ?? request.now
    let seconds = end - (request.since ?? end + -defaultSeconds)
    if seconds / step > limits.steps { throw .tooManySteps(most: limits.steps) }
  }
}
