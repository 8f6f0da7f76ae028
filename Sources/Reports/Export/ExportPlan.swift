public import Capacity

/// Which topics, clusters and span an export is to have.
public struct ExportRequest: Sendable {
  /// The names of the clusters to export; empty for all.
  public var clusters: [String]
  /// The names of the topics to export; empty for all.
  public var topics: [String]
  /// The beginning of the span; a relative time counts back from its end.
  public var since: TimeExpression
  /// The end of the span, exclusive; a relative time counts back from the latest collection. Nil ends the span with that
  /// collection.
  public var until: TimeExpression?
  /// The length of a step of the trends, in seconds.
  public var step: Int64

  /// Makes a request.
  public init(
    clusters: [String] = [], topics: [String] = [], since: TimeExpression, until: TimeExpression? = nil, step: Int64
  ) {
    self.clusters = clusters
    self.topics = topics
    self.since = since
    self.until = until
    self.step = step
  }
}

/// What an export consists of: which reports, over which span.
///
/// It does not depend on the present: the same history and span always give the same reports.
public struct ExportPlan: Sendable {
  /// The beginning of the span.
  public let since: Timestamp
  /// The end of the span, exclusive.
  public let until: Timestamp
  /// The reports, in the order of the topics.
  public let parts: [Part]
  /// The length of a step of the trends, in seconds.
  let step: Int64
  let clusters: [RecordedCluster]

  /// One report of an export.
  public struct Part: Sendable {
    /// The topic.
    public let topic: Topic
    /// The request for it.
    public let request: ReportRequest

    /// The name of its file.
    public var fileName: String { "\(topic.name).csv" }
  }

  /// Determines span and reports.
  ///
  /// - Throws: `ReportError`: `unknownTopic`, `unknownCluster`, `emptyHistory`, `nothingSucceeded`, `emptySpan`; what
  ///   `history` throws.
  public init(_ request: ExportRequest, of history: some HistoryReading) throws {
    let topics = try Self.topics(named: request.topics)
    let scope = try ReportScope(ReportRequest(clusters: request.clusters, now: Timestamp(seconds: 0)), of: history)
    guard let latest = scope.clusters.compactMap(\.lastCollectedAt).max() else { throw ReportError.nothingSucceeded }
    // The end is exclusive, and the latest collection belongs to the span.
    let until = request.until?.resolved(at: latest) ?? latest + 1
    let since = request.since.resolved(at: until)
    guard since < until else { throw ReportError.emptySpan(since: since, until: until) }
    self.since = since
    self.until = until
    step = request.step
    clusters = scope.clusters.filter { $0.firstCollectedAt < until && !$0.isRetired(at: since) }
    parts = topics.map { topic in
      Part(topic: topic, request: Self.request(for: topic, request, since..<until))
    }
  }

  /// The moment of the state topics: the last second of the span.
  public var stateAt: Timestamp { until + -1 }
}

extension ExportPlan {
  /// The topics that can be exported: all but `status`, which depends on the present.
  public static let topics = Topic.all.filter { $0.name != Topic.status.name }

  /// The groupings of the trends: as fine as a review can use. By node or by owner a quarter would fill a spreadsheet
  /// without answering any question better.
  private static let groupings = ["pod-slots": "node-group", "subnets": "subnet"]

  private static func topics(named names: [String]) throws(ReportError) -> [Topic] {
    for name in names where !topics.contains(where: { $0.name == name }) {
      throw .unknownTopic(name, known: topics.map(\.name))
    }
    return names.isEmpty ? topics : topics.filter { names.contains($0.name) }
  }

  private static func request(
    for topic: Topic, _ asked: ExportRequest, _ span: Range<Timestamp>
  ) -> ReportRequest {
    let end = span.upperBound
    switch topic.kind {
    case .state:
      return ReportRequest(clusters: asked.clusters, at: end + -1, now: end)
    case .span:
      return ReportRequest(clusters: asked.clusters, since: span.lowerBound, until: end, now: end)
    case .trend(_, let groupings):
      let by = Self.groupings[topic.name].flatMap { groupings.contains($0) ? $0 : nil } ?? groupings.first
      return ReportRequest(
        clusters: asked.clusters, since: span.lowerBound, until: end, now: end, step: asked.step, by: by)
    case .present:
      return ReportRequest(clusters: asked.clusters, now: end)
    }
  }
}
