public import Capacity
import Presentation
public import Reports

/// One topic of `capdb report` as a page: its charts, where it has any, and its rows.
public struct TopicPage {
  private let topic: Topic
  private let report: Report
  private let curves: [ForecastCurve]
  private let origin: PageOrigin
  private let mostRows: Int

  /// More rows make a page that browsers show slowly.
  private static let usualRows = 5000

  /// Asks a history.
  ///
  /// - Parameters:
  ///   - topic: the topic, in the form that `--by` asks for.
  ///   - request: what is asked of it. A page shows at most 5,000 rows unless its limit says otherwise.
  /// - Throws: `ReportError`; what `history` throws.
  public init(_ topic: Topic, _ request: ReportRequest, from history: some HistoryReading, origin: PageOrigin) throws {
    self.topic = topic
    self.origin = origin
    mostRows = request.limit ?? Self.usualRows
    var request = request
    if topic.isTrend { request.stepCount = 200 }
    report = try topic.report(request, from: history)
    curves = try Self.curves(of: topic, request, report, from: history)
  }

  /// The forecasts of what a trend shows, if it shows something that fills up.
  private static func curves(
    of topic: Topic, _ request: ReportRequest, _ report: Report, from history: some HistoryReading
  ) throws -> [ForecastCurve] {
    guard Self.resource(of: topic) != nil, let from = report.from, let to = report.to else { return [] }
    let grouping = topic.name == "pod-slots" ? request.by : nil
    let basis = ReportRequest(clusters: request.clusters, until: request.until, now: request.now, by: grouping)
    return try ForecastCurve.curves(basis, from: history, days: ReportSpan(from: from, to: to).daysAhead).curves
  }

  private static func resource(of topic: Topic) -> ForecastResource? {
    switch topic.name {
    case "pod-slots": .podSlots
    case "subnets": .subnet
    default: nil
    }
  }

  /// The page.
  public var page: Page {
    let rows = DataTable(table: report.table, caption: topic.name, mostRows: mostRows)
    return Page(
      title: "\(topic.name): \(topic.summary)", introduction: introduction,
      sections: (drawing.map { [Page.Section("chart", "Over time", [$0])] } ?? []) + [
        Page.Section("rows", drawing == nil ? "" : "Rows", [MeaningList(topic: topic).html, rows.html])
      ], footer: origin.html(topic: topic.name))
  }

  private var introduction: [HTML] {
    let span =
      switch (report.from, report.to) {
      case (let from?, let to?) where from != to: "\(Humanized.moment(from)) to \(Humanized.moment(to)), all times UTC"
      case (let moment?, _), (_, let moment?): "As of \(Humanized.moment(moment)), all times UTC"
      default: ""
      }
    return [.element("p", [], .text(span))] + NoticeList.html(report.notices)
  }

  private var drawing: HTML? {
    guard let from = report.from, let to = report.to, from < to, report.table.rowCount > 0 else { return nil }
    let span = ReportSpan(from: from, to: to)
    switch (topic.name, topic.isTrend) {
    case ("owners", _): return OwnerCharts(report: report, time: span.past).html
    case ("pending", false):
      return PendingTimeline(report, id: "pending-timeline", title: "Pending spells", time: span.past).html
    case (_, true): return charts(span).html
    default: return nil
    }
  }

  private func charts(_ span: ReportSpan) -> TrendCharts {
    let resource = Self.resource(of: topic)
    return TrendCharts(
      report: report, id: topic.name, time: resource == nil ? span.past : span.withForecast, forecasts: curves,
      resource: resource)
  }
}
