import Capacity
import Reports

/// A map that is asked for by an address: that of a span.
struct MapQuery: Sendable {
  /// The parameters of the data.
  static let parameters = ["cluster", "since", "until", "step"]

  /// What was given.
  let parameters: QueryParameters

  /// Reads the parameters.
  ///
  /// - Parameter isPage: whether they are those of the page, which has a grouping too.
  /// - Throws: `Problem`.
  init(_ parameters: [(name: String, value: String)], isPage: Bool) throws(Problem) {
    self.parameters = try QueryParameters(parameters, known: Self.parameters + (isPage ? ["by"] : []))
  }

  /// What the nodes are grouped by at first.
  ///
  /// - Throws: `Problem.badValue`.
  func grouping() throws(Problem) -> MapGrouping {
    guard let text = parameters["by"] else { return .cluster }
    guard let grouping = MapGrouping(rawValue: text) else {
      let known = MapGrouping.allCases.map(\.rawValue).joined(separator: ", ")
      throw .badValue(text, parameter: "by", accepted: known)
    }
    return grouping
  }

  /// What is asked of the map.
  ///
  /// - Throws: `Problem`, `ReportError`.
  func request(now: Timestamp, limits: ServerLimits) throws -> ReportRequest {
    var request = try parameters.request(now: now)
    request.by = nil
    try request.checkSteps(defaultSeconds: 86_400, limits: limits)
    if let since = request.since, let until = request.until, since >= until {
      throw ReportError.emptySpan(since: since, until: until)
    }
    return request
  }
}
