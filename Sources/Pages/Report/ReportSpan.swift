import Capacity
import Reports

/// The span that a page covers, and the time axes of its charts.
struct ReportSpan {
  let from: Timestamp
  let to: Timestamp

  /// Without `--since`: the last 90 days, or the time since the first collection if that is less.
  private static let usualSeconds: Int64 = 90 * 86_400

  /// - Throws: `ReportError.emptySpan`, `ReportError.emptyHistory`; what `history` throws.
  init(_ request: ReportRequest, of history: some HistoryReading) throws {
    to = request.until ?? request.now
    from = try request.since ?? Self.usualBeginning(before: to, request, of: history)
    guard from < to else { throw ReportError.emptySpan(since: from, until: to) }
  }

  private static func usualBeginning(
    before end: Timestamp, _ request: ReportRequest, of history: some HistoryReading
  ) throws -> Timestamp {
    let clusters = try request.clusters.isEmpty ? history.clusters() : history.clusters(called: request.clusters)
    let usual = end + -usualSeconds
    guard let first = clusters.map(\.firstCollectedAt).min(), first < end else { return usual }
    return max(usual, first)
  }

  init(from: Timestamp, to: Timestamp) {
    self.from = from
    self.to = to
  }

  /// The axis of what was recorded.
  var past: TimeAxis { TimeAxis(span: from..<to) }

  /// The days that charts look ahead: a third of the span, at least a week and at most half a year.
  var daysAhead: Int { Int(min(max((to - from) / 3 / 86_400, 7), 182)) }

  /// The axis of what was recorded and of what is expected.
  var withForecast: TimeAxis { TimeAxis(span: from..<(to + Int64(daysAhead) * 86_400)) }
}
