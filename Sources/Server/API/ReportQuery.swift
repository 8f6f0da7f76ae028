import Capacity
import Reports

/// A report that is asked for by an address.
struct ReportQuery: Sendable {
  /// The parameters of all reports, in the order of the OpenAPI description.
  static let parameters = ["cluster", "at", "since", "until", "step", "by", "series", "ip", "sort", "limit"]

  /// The topic, in the form that `by` asks for.
  let topic: Topic
  /// What was given.
  let parameters: QueryParameters

  /// Reads the parameters.
  ///
  /// - Throws: `Problem`.
  init(topic name: String, parameters: [(name: String, value: String)]) throws(Problem) {
    self.parameters = try QueryParameters(parameters, known: Self.parameters)
    do { topic = try Topic.named(name).divided(by: self.parameters["by"]) } catch { throw .report(error) }
  }

  /// The same for the same question.
  var key: String { "\(topic.name) \(parameters.key)" }

  /// What is asked of the report, if it fits the topic.
  ///
  /// - Throws: `Problem`, `ReportError`.
  func request(now: Timestamp, limits: ServerLimits) throws -> ReportRequest {
    let request = try parameters.request(now: now)
    try topic.check(request)
    if case .trend(let defaultSeconds, _) = topic.kind {
      try request.checkSteps(defaultSeconds: defaultSeconds, limits: limits)
    }
    return request
  }
}
