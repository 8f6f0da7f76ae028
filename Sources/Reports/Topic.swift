public import Capacity

/// A question that `capdb report` answers: its name, its columns, and how its rows are made from a history.
///
/// Each topic is a value such as `Topic.nodes`, in the file of its name in `Topics`, and an element of `Topic.all`.
public struct Topic: Sendable {
  /// The name on the command line.
  public let name: String
  /// What it shows, in one line for `--help`.
  public let summary: String
  /// Whether it shows a moment or a span.
  public let kind: Kind
  /// Its columns, in the order of CSV headers and JSON keys.
  public let columns: [ReportColumn]
  /// Other forms of the topic, with columns of their own, by what `--by` asks for.
  let variants: [String: Topic]
  private let make: @Sendable (ReportScope) throws -> Report

  /// What time means to a topic.
  public enum Kind: Hashable, Sendable {
    /// What was at a moment: `--at`.
    case state
    /// What happened in a span, or is computed from it: `--since` and `--until`; the default length in seconds and, where
    /// there are groupings, what `--by` takes.
    case span(defaultSeconds: Int64, groupings: [String] = [])
    /// How something changed over a span, step by step: `--since`, `--until`, `--step` and, where there are groupings,
    /// `--by`, the first of them without it.
    case trend(defaultSeconds: Int64, groupings: [String])
    /// What is true when the command runs.
    case present
  }

  init(
    _ name: String, _ summary: String, kind: Kind, columns: [ReportColumn], variants: [String: Topic] = [:],
    make: @escaping @Sendable (ReportScope) throws -> Report
  ) {
    self.name = name
    self.summary = summary
    self.kind = kind
    self.columns = columns
    self.variants = variants
    self.make = make
  }

  /// Answers the question.
  ///
  /// - Throws: `ReportError` where the request does not fit the topic or the history; what `history` throws.
  public func report(_ request: ReportRequest, from history: some HistoryReading) throws -> Report {
    try check(request)
    let scope = try ReportScope(request, of: history)
    let report = try make(scope)
    var table = report.table
    if let series = request.series, let shape = report.trend { table = try table.rows(ofSeries: series, shape) }
    if let order = request.sort { table = try table.sorted(by: order, topic: name) }
    if let limit = request.limit { table = table.prefix(limit) }
    return Report(
      name: name, from: report.from, to: report.to, layout: report.layout, table: table,
      notices: scope.notices + report.notices, trend: report.trend)
  }

  /// Checks a request before any history is opened.
  ///
  /// - Throws: `ReportError`.
  public func check(_ request: ReportRequest) throws(ReportError) {
    if let since = request.since, let until = request.until, since >= until {
      throw .emptySpan(since: since, until: until)
    }
    if let limit = request.limit, limit < 0 { throw .badLimit(limit) }
    if let column = request.sort?.column, !columns.contains(where: { $0.name == column }) {
      throw .unknownColumn(column, topic: name, known: columns.map(\.name))
    }
    if request.address != nil, name != Topic.pods.name {
      throw .unfitOption("--ip", topic: name, instead: "it with the report 'pods'")
    }
    try checkSteps(request)
    switch kind {
    case .state where request.since != nil: throw .unfitOption("--since", topic: name, instead: "--at")
    case .state where request.until != nil: throw .unfitOption("--until", topic: name, instead: "--at")
    case .span where request.at != nil, .trend where request.at != nil:
      throw .unfitOption("--at", topic: name, instead: "--since and --until")
    case .present where request.at != nil || request.since != nil || request.until != nil:
      throw .unfitOption("--at, --since or --until", topic: name, instead: "the report 'collections' for the past")
    case .state, .span, .trend, .present: break
    }
  }

  /// `--step`, `--by` and `--series` are for trends, `--by` with the groupings of the topic.
  private func checkSteps(_ request: ReportRequest) throws(ReportError) {
    guard case .trend(_, let groupings) = kind else {
      if let by = request.by, !spanGroupings.contains(by) {
        throw .unknownGrouping(by, topic: name, known: variants.keys.sorted() + spanGroupings)
      }
      if request.step != nil { throw onlyForTrends("--step") }
      if request.series != nil { throw onlyForTrends("--series") }
      return
    }
    if let by = request.by, !groupings.contains(by) { throw .unknownGrouping(by, topic: name, known: groupings) }
  }

  private var spanGroupings: [String] { if case .span(_, let groupings) = kind { groupings } else { [] } }
}

extension Topic {
  /// Whether the topic is a trend, which terminals draw.
  public var isTrend: Bool { if case .trend = kind { true } else { false } }

  /// What `--by` takes, the default first; some of them make a trend of the topic.
  public var groupings: [String] {
    if case .trend(_, let groupings) = kind { groupings } else { spanGroupings + variants.keys.sorted() }
  }

  /// The error of an option that only trends have.
  public func onlyForTrends(_ option: String) -> ReportError {
    .unfitOption(option, topic: name, instead: "it with a trend, such as pod-slots")
  }
}

extension Topic {
  /// All topics, in the order of `--help`. The summary, which a report without a topic shows, comes first.
  public static let all: [Topic] = [
    .summary, .nodes, .audit, .pods, .enis, .instanceTypes, .podSlots, .subnets, .owners, .pending, .forecast,
    .collections, .status,
  ]

  /// The topic of this name.
  ///
  /// - Throws: `ReportError.unknownTopic`.
  public static func named(_ name: String) throws(ReportError) -> Topic {
    guard let topic = all.first(where: { $0.name == name }) else {
      throw .unknownTopic(name, known: all.map(\.name))
    }
    return topic
  }

  /// The form of the topic that `--by` asks for, which may have columns of its own; else the topic itself.
  public func divided(by grouping: String?) -> Topic {
    grouping.flatMap { variants[$0] } ?? self
  }
}

extension Topic {
  /// A topic about what clusters held at a moment.
  ///
  /// - Parameters:
  ///   - sources: those that the rows are made of; the report says which of them are unknown.
  ///   - remarks: what else a reader must know about a state, a line each without the cluster's name.
  ///   - answers: what the rows do not say of what was asked, a line each without the cluster's name.
  ///   - rows: makes the rows from the clusters' states.
  static func state<Row>(
    _ name: String, _ summary: String, sources: [Source], layout: Report.Layout = .rows, fields: [Field<Row>],
    remarks: @escaping @Sendable (RecordedState) -> [String] = { _ in [] },
    answers: @escaping @Sendable (RecordedState, ReportScope) throws -> [String] = { _, _ in [] },
    rows: @escaping @Sendable ([RecordedState], ReportScope) throws -> [Row]
  ) -> Topic {
    Topic(name, summary, kind: .state, columns: fields.map(\.column)) { scope in
      let (states, notices) = try scope.states(sources: sources)
      let remarks = try states.flatMap { state in
        try (remarks(state) + answers(state, scope)).map { "\(state.cluster.identity.name): \($0)" }
      }
      let moments = scope.request.at.map { [$0] } ?? states.map(\.observedAt)
      return Report(
        name: name, from: moments.min(), to: moments.max(), layout: layout,
        table: ReportTable(try rows(states, scope), fields: fields), notices: notices + remarks)
    }
  }

  /// A topic about what happened in a span.
  ///
  /// - Parameters:
  ///   - kinds: what the rows are made of; the report says what of it was pruned.
  ///   - rows: makes the rows of one cluster.
  static func span<Row>(
    _ name: String, _ summary: String, defaultSeconds: Int64 = 7 * 86_400, fields: [Field<Row>],
    variants: [String: Topic] = [:], kinds: [RetainedKind],
    rows: @escaping @Sendable (RecordedCluster, Range<Timestamp>, ReportScope) throws -> [Row]
  ) -> Topic {
    Topic(
      name, summary, kind: .span(defaultSeconds: defaultSeconds), columns: fields.map(\.column), variants: variants
    ) { scope in
      let span = try scope.span(defaultSeconds: defaultSeconds)
      let all = try scope.clusters.flatMap { try rows($0, span.read, scope) }
      return Report(
        name: name, from: span.from, to: span.to, table: ReportTable(all, fields: fields),
        notices: try scope.prunedNotices(kinds, in: span.read))
    }
  }
}

extension Topic {
  /// A topic about how something changed over a span, step by step.
  ///
  /// - Parameters:
  ///   - groupings: what `--by` takes; the first is the default.
  ///   - kinds: what the rows are made of; nil for rollups, and where steps are too short for them for states.
  ///   - rows: makes the rows of all clusters, given the steps and the grouping.
  static func trend<Row>(
    _ name: String, _ summary: String, defaultSeconds: Int64 = 7 * 86_400, groupings: [String], fields: [Field<Row>],
    kinds: [RetainedKind]? = nil, shape: TrendShape?,
    rows: @escaping @Sendable (ReportScope, StepGrid, String) throws -> [Row]
  ) -> Topic {
    Topic(
      name, summary, kind: .trend(defaultSeconds: defaultSeconds, groupings: groupings), columns: fields.map(\.column)
    ) { scope in
      let span = try scope.span(defaultSeconds: defaultSeconds)
      let grid = StepGrid(
        over: span.read, stepSeconds: scope.request.step, stepCount: scope.request.stepCount,
        collectionInterval: scope.request.step == nil ? try scope.collectionInterval(in: span.read) : 0)
      let rows = try rows(scope, grid, scope.request.by ?? groupings.first ?? "")
      return Report(
        name: name, from: span.from, to: span.to, table: ReportTable(rows, fields: fields),
        notices: try scope.prunedNotices(kinds ?? grid.kinds, in: span.read),
        trend: shape.map { $0.withSteps(of: grid) })
    }
  }
}

extension StepGrid {
  /// What trends with these steps are read from.
  fileprivate var kinds: [RetainedKind] {
    seconds.isMultiple(of: 3600) ? [.rollups] : [.nodes, .pods, .enis, .subnets]
  }
}

extension TrendShape {
  fileprivate func withSteps(of grid: StepGrid) -> TrendShape {
    TrendShape(
      time: time, series: series, value: value, maximum: maximum, totals: totals, stepSeconds: grid.seconds,
      steps: grid.beginnings)
  }
}
