extension ChartError: CustomStringConvertible {
  /// One line: what is wrong and what to write instead.
  public var description: String {
    switch self {
    case .noTrend(let report):
      "the report '\(report)' has no --chart; use it with a trend, such as pod-slots"
    case .severalSeries(let names, let report):
      "--chart draws one series, and '\(report)' has \(names.count): choose one with --cluster or --series, for example "
        + "--series '\(names.first ?? "")'\(Self.others(names))"
    case .noNumbers(let column, let report, let known):
      "the report '\(report)' has no numbers '\(column)' to draw; --value takes \(known.joined(separator: ", "))"
    }
  }

  private static func others(_ names: [String]) -> String {
    let others = names.dropFirst().prefix(5).map { "'\($0)'" }
    guard !others.isEmpty else { return "" }
    let more = names.count > 6 ? " and \(names.count - 6) more" : ""
    return "; the others are \(others.joined(separator: ", "))\(more)"
  }
}
