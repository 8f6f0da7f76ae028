public import Capacity
import Presentation
public import Reports

/// The page for a capacity review: what runs out first, what changed, the clusters, trends with forecasts, owners, waits, the audit and
/// free /28 blocks.
public struct ReviewPage {
  private let request: ReportRequest
  private let span: ReportSpan
  private let origin: PageOrigin
  private let curves: [ForecastCurve]
  private let exhaustion: Report
  private let changes: Report
  private let summary: Report
  private let slots: Report
  private let groupSlots: Report
  private let subnets: Report
  private let owners: Report
  private let pending: Report
  private let audit: Report
  private let nodes: Report
  private let map: ReviewMap
  private var notices: [String]

  /// Asks a history for everything that the page shows.
  ///
  /// - Parameters:
  ///   - request: clusters, span and present; its other parts do not count. Without `since` the span is the last 90 days,
  ///     or what there is of them.
  ///   - origin: what is said in the last line.
  /// - Throws: `ReportError`; what `history` throws.
  public init(_ request: ReportRequest, from history: some HistoryReading, origin: PageOrigin) throws {
    let span = try ReportSpan(request, of: history)
    self.request = request
    self.origin = origin
    self.span = span
    let questions = Questions(clusters: request.clusters, until: request.until, now: request.now, span: span)
    summary = try Topic.summary.report(questions.state, from: history)
    let forecast = try ForecastCurve.curves(questions.basis, from: history, days: span.daysAhead)
    curves = forecast.curves
    exhaustion = try Topic.exhaustion.report(questions.soonest, from: history)
    changes = try Topic.changes.report(questions.lately, from: history)
    slots = try Topic.podSlots.report(questions.trend(), from: history)
    groupSlots = try Topic.podSlots.report(questions.trend(by: "node-group"), from: history)
    subnets = try Topic.subnets.report(questions.trend(), from: history)
    owners = try Topic.owners.report(questions.trend(steps: 60), from: history)
    pending = try Topic.pending.report(questions.trend(), from: history)
    audit = try Topic.audit.report(questions.state, from: history)
    nodes = try Topic.nodes.report(questions.state, from: history)
    map = try ReviewMap(request, nodes: nodes.table.rowCount, from: history)
    notices = forecast.notices
    for report in [exhaustion, changes, summary, slots, groupSlots, subnets, owners, pending, audit, nodes] {
      notices += report.notices
    }
  }

  /// Checks a request before any history is opened.
  ///
  /// - Throws: `ReportError` for an option that the page does not have.
  public static func check(_ request: ReportRequest) throws(ReportError) {
    let unfit: [(given: Bool, option: String)] = [
      (request.by != nil, "--by"), (request.step != nil, "--step"), (request.series != nil, "--series"),
      (request.sort != nil, "--sort"), (request.limit != nil, "--limit"),
    ]
    if let option = unfit.first(where: \.given)?.option {
      throw .unfitOption(option, topic: "summary", instead: "\(option) with another topic, such as pod-slots")
    }
    if request.address != nil {
      throw .unfitOption("--ip", topic: "summary", instead: "it with the report 'pods'")
    }
    if let since = request.since, since >= request.until ?? request.now {
      throw .emptySpan(since: since, until: request.until ?? request.now)
    }
  }

  /// What is asked of each topic.
  private struct Questions {
    let clusters: [String]
    let until: Timestamp?
    let now: Timestamp
    let span: ReportSpan

    /// The state at the end of the span.
    var state: ReportRequest { ReportRequest(clusters: clusters, at: until, now: now) }

    /// What forecasts are made from: their own 90 days, or the whole span if it is longer.
    var basis: ReportRequest {
      let isLong = span.to - span.from > 90 * 86_400
      return ReportRequest(clusters: clusters, since: isLong ? span.from : nil, until: until, now: now)
    }

    /// What runs out first.
    var soonest: ReportRequest {
      var request = basis
      request.limit = RunsOutFirst.most
      return request
    }

    /// The week before the end of the span.
    var lately: ReportRequest { ReportRequest(clusters: clusters, until: until, now: now) }

    /// The span in steps; a topic without steps leaves them out.
    func trend(by grouping: String? = nil, steps: Int = 200) -> ReportRequest {
      ReportRequest(clusters: clusters, since: span.from, until: until, now: now, stepCount: steps, by: grouping)
    }
  }

  /// The page.
  public var page: Page {
    Page(
      title: title, introduction: introduction,
      sections: [
        RunsOutFirst(exhaustion: exhaustion, isForecast: !curves.isEmpty).section,
        ChangedLately(changes: changes).section, clusterSection, slotSection, subnetSection, ownerSection,
        pendingSection, auditSection, prefixSection, map.section, nodeSection,
      ], footer: origin.html(topic: nil), assets: Page.usualAssets + MapSection.assets)
  }

  private var clusterNames: [String] {
    let cells = NamedCells(summary.table)
    return (0..<summary.table.rowCount).compactMap { cells.text("cluster", $0) }
  }

  private var title: String {
    let names = clusterNames
    switch names.count {
    case 0: return "Capacity"
    case 1: return "Capacity of \(LongText.short(names[0]))"
    default: return "Capacity of \(names.count) clusters"
    }
  }

  private var introduction: [HTML] {
    let span = "\(Humanized.moment(span.from)) to \(Humanized.moment(span.to)), all times UTC"
    return [.element("p", [], .text(span))] + NoticeList.html(notices)
  }
}

extension ReviewPage {
  private var clusterSection: Page.Section {
    let cells = NamedCells(summary.table)
    let rows = (0..<min(summary.table.rowCount, 20)).flatMap { row -> [HTML] in
      [
        .element("h3", [], .text(LongText.short(cells.text("cluster", row) ?? ""))),
        Tiles.html(summary.table, row: row, leavingOut: ["cluster"]),
      ]
    }
    let rest = summary.table.rowCount > 20 ? [DataTable(table: summary.table, caption: "Clusters").html] : []
    return Page.Section("clusters", "Clusters", rows + rest + [MeaningList(topic: .summary).html])
  }

  private var slotSection: Page.Section {
    // One group of nodes would repeat its cluster.
    let groups = groupSlots.trend != nil ? Set((0..<groupSlots.table.rowCount).map(groupName)) : []
    let byGroup =
      groups.count > max(1, clusterNames.count)
      ? [.element("h3", [], "By node group"), charts(groupSlots, "slots-group", .podSlots).html] : []
    return Page.Section(
      "slots", "Pod slots",
      [
        explanation(
          "The share of pod slots in use: the highest of each step, with the forecast of the daily peak and its 80\u{A0}% interval."
        ),
        charts(slots, "slots", .podSlots).html,
      ] + byGroup + [latestTable(groupSlots, "Pod slots by node group"), MeaningList(topic: .podSlots).html])
  }

  private func groupName(_ row: Int) -> String {
    groupSlots.trend.map { groupSlots.table.seriesName(ofRow: row, $0) } ?? ""
  }

  private var subnetSection: Page.Section {
    Page.Section(
      "subnets", "Subnets",
      [
        explanation("The share of each subnet's addresses in use, the soonest exhausted first."),
        charts(subnets, "subnets", .subnet).html, latestTable(subnets, "Subnets"), MeaningList(topic: .subnets).html,
      ])
  }

  private func charts(_ report: Report, _ id: String, _ resource: ForecastResource) -> TrendCharts {
    TrendCharts(report: report, id: id, time: span.withForecast, forecasts: curves, resource: resource)
  }

  private func explanation(_ text: String) -> HTML {
    .element(
      "p", [.class("muted")],
      .text("\(text) Dashed lines are 80\u{A0}%, 90\u{A0}% and the limit; in grey fields nothing is known."))
  }

  /// One cluster needs no column with its name, nor with that of its VPC.
  private var constantColumns: Set<String> { clusterNames.count > 1 ? [] : ["cluster", "vpc_id"] }

  /// The latest known values of each series, as a table.
  private func latestTable(_ report: Report, _ caption: String, columns: [String]? = nil) -> HTML {
    DataTable(table: LatestRows.table(of: report), caption: caption, columns: columns, leftOut: constantColumns).html
  }

  private var ownerSection: Page.Section {
    let cells = NamedCells(subnets.table)
    var totals: [String: Double] = [:]
    for row in 0..<subnets.table.rowCount {
      if let id = cells.text("subnet_id", row), let total = cells.integer("ips_total", row) {
        totals[id] = Double(total)
      }
    }
    let order = curves.map(\.row).filter { $0.resource == .subnet }.compactMap(\.name)
    return Page.Section(
      "owners", "Owners of addresses",
      [
        OwnerCharts(report: owners, time: span.past, totals: totals, order: order).html,
        ownerTable, MeaningList(topic: .owners).html,
      ])
  }

  /// An owner that holds nothing any more has no row in the last step.
  private var ownerTable: HTML {
    let cells = NamedCells(owners.table)
    let last = (0..<owners.table.rowCount).compactMap { cells.moment("time", $0) }.max()
    let rows = (0..<owners.table.rowCount).filter { cells.moment("time", $0) == last }
    return DataTable(
      table: owners.table.rearranged(rows), caption: "Owners of addresses", leftOut: constantColumns, mostRows: 500
    ).html
  }

  private var pendingSection: Page.Section {
    guard pending.table.rowCount > 0 else {
      return Page.Section("pending", "Pods that waited", [.element("p", [], "No pod waited in this span.")])
    }
    let timeline = PendingTimeline(pending, id: "pending-timeline", title: "Pending spells", time: span.past)
    let table = DataTable(
      table: pending.table, caption: "Pods that waited", leftOut: constantColumns, mostRows: 200,
      remainder: "capdb report pending --format csv has all of them")
    return Page.Section("pending", "Pods that waited", [timeline.html, table.html, MeaningList(topic: .pending).html])
  }

  private var auditSection: Page.Section {
    let cells = NamedCells(audit.table)
    let findings = (0..<audit.table.rowCount).filter { cells.text("finding", $0) != "ok" }
    let good = audit.table.rowCount - findings.count
    return Page.Section(
      "audit", "Audit of pod slots",
      [
        .element(
          "p", [],
          .text("\(good) of \(audit.table.rowCount) nodes offer as many pod slots as their network supports.")),
        findings.isEmpty
          ? .nothing
          : DataTable(
            table: audit.table.rearranged(findings), caption: "Findings", leftOut: constantColumns, mostRows: 500
          ).html,
        MeaningList(topic: .audit).html,
      ])
  }

  private var prefixSection: Page.Section {
    let columns = ["cluster", "subnet_id", "zone", "cidr", "ips_total", "ips_available", "free_prefixes"]
    return Page.Section(
      "prefixes", "Free /28 blocks",
      [
        .element(
          "p", [.class("muted")],
          "Blocks of 16 addresses that could still become a prefix: what prefix delegation needs. A subnet may have many free addresses and no free block."
        ),
        latestTable(subnets, "Free /28 blocks", columns: columns),
        MeaningList(topic: .subnets, columns: columns).html,
      ])
  }

  private var nodeSection: Page.Section {
    let table = DataTable(
      table: nodes.table, caption: "Nodes", leftOut: constantColumns, mostRows: 500,
      remainder: "capdb report nodes --format csv has all of them")
    return Page.Section("nodes", "Nodes", [table.html, MeaningList(topic: .nodes).html])
  }
}

/// The last known row of each series of a trend.
enum LatestRows {
  static func table(of report: Report) -> ReportTable {
    guard let steps = TrendSteps(report) else { return report.table }
    let last = steps.series.compactMap { series -> Int? in
      guard let row = steps.lastKnownRow(of: series), !steps.isGap(row: row) else { return nil }
      return row
    }
    return report.table.rearranged(last)
  }
}
