/// What is asked of an export.
public struct ExportRequest: Sendable {
  /// The names of the clusters to export; empty for all.
  public var clusters: [String]
  /// The names of the topics to export; empty for all.
  public var topics: [String]
  /// The beginning of the span; a distance into the past counts from its end.
  public var since: TimeExpression
  /// The end of the span, exclusive; a distance into the past counts from the latest collection. Nil ends the span with
  /// that collection.
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
