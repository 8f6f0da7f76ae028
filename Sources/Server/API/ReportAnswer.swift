import Capacity
import Presentation
import Reports

extension Answer {
  /// A report as `capdb report --format json` or `csv` prints it, byte for byte.
  ///
  /// - Throws: `Problem`, `ReportError`; what the history throws.
  static func report(
    _ query: ReportQuery, as format: OutputFormat, from history: any HistoryReading, now: Timestamp,
    limits: ServerLimits
  ) throws -> Answer {
    let report = try query.topic.report(query.request(now: now, limits: limits), from: history)
    let body = RenderedReport(report, as: format).reduce(into: [UInt8]()) { $0 += $1 }
    return Answer(
      contentType: format == .csv ? "text/csv; charset=utf-8; header=present" : "application/json",
      body: body, notices: report.notices)
  }
}

extension Topic {
  /// How long an answer holds while nothing is collected: what counts from the present on changes by itself.
  var lifetime: Duration { kind == .present ? .seconds(5) : .seconds(60) }
}
