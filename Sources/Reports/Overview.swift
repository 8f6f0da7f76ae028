public import Capacity

/// What `capdb report` shows a person who asks for no topic: first what runs out, then what changed, then each cluster.
public struct Overview: Sendable {
  /// What runs out first.
  public let exhaustion: Report
  /// What is otherwise than a week before.
  public let changes: Report
  /// Each cluster at a glance.
  public let summary: Report

  /// How many rows of `exhaustion` it has at most.
  public static let exhaustionRows = 5

  /// Asks a history for it.
  ///
  /// - Parameter request: the clusters, and the moment, nil for the present.
  /// - Throws: `ReportError`; what `history` throws.
  public init(_ request: ReportRequest, from history: some HistoryReading) throws {
    summary = try Topic.summary.report(request, from: history)
    var span = ReportRequest(clusters: request.clusters, until: request.at, now: request.now)
    changes = try Topic.changes.report(span, from: history)
    span.limit = Self.exhaustionRows
    exhaustion = try Topic.exhaustion.report(span, from: history)
  }

  /// What a reader must know in addition, each line once.
  public var notices: [String] {
    [summary, exhaustion, changes].flatMap(\.notices).reduce(into: []) { lines, line in
      if !lines.contains(line) { lines.append(line) }
    }
  }
}
