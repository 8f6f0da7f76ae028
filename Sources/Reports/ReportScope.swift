import Capacity

/// A request together with the clusters it means and the history it asks.
struct ReportScope {
  let request: ReportRequest
  let history: any HistoryReading
  let clusters: [RecordedCluster]

  /// - Throws: `ReportError.emptyHistory`, `ReportError.unknownCluster`; what `history` throws.
  init(_ request: ReportRequest, of history: any HistoryReading) throws {
    self.request = request
    self.history = history
    let all = try history.clusters()
    guard !all.isEmpty else { throw ReportError.emptyHistory }
    for name in request.clusters where !all.contains(where: { $0.identity.name == name }) {
      throw ReportError.unknownCluster(name, known: Self.names(of: all))
    }
    clusters = request.clusters.isEmpty ? all : all.filter { request.clusters.contains($0.identity.name) }
  }

  /// The states of the clusters at the asked moment, and what a reader must know about `sources`. Clusters that were
  /// made anew under their name are left out from then on.
  ///
  /// - Throws: `ReportError.nothingRecorded` if none of the clusters had been collected by then.
  func states(sources: [Source]) throws -> (states: [RecordedState], notices: [String]) {
    var states: [RecordedState] = []
    var notices: [String] = []
    for cluster in clusters where !cluster.isRetired(at: request.at) {
      guard let state = try history.state(of: cluster.id, at: request.at) else {
        notices.append(Notices.nothing(of: cluster, at: request.at))
        continue
      }
      states.append(state)
      notices += Notices.about(state, sources: sources, isLatest: request.at == nil)
    }
    if states.isEmpty, let moment = request.at, let first = clusters.map(\.firstCollectedAt).min(), moment < first {
      throw ReportError.nothingRecorded(at: moment, first: first)
    }
    return (states, notices)
  }

  /// The asked span: its ends as the report names them, and the range to read.
  ///
  /// Without an end it reaches through the latest collection, should the collector's clock be ahead of this one.
  /// - Throws: `ReportError.emptySpan`.
  func span(defaultSeconds: Int64) throws(ReportError) -> (from: Timestamp, to: Timestamp, read: Range<Timestamp>) {
    let to = request.until ?? request.now
    let from = request.since ?? to + -defaultSeconds
    guard from < to else { throw .emptySpan(since: from, until: to) }
    let latest = clusters.compactMap(\.lastCollectedAt).max() ?? request.now
    return (from, to, from..<(request.until ?? max(request.now, latest) + 1))
  }

  /// How far apart the latest collections of a span are: the median of a few, that of the slowest cluster, less a tenth
  /// for a clock that is not exact; 0 where there are none.
  func rhythm(in span: Range<Timestamp>) throws -> Int64 {
    try clusters.map { cluster in
      let latest = try history.collections(of: cluster.id, in: span, limit: 9)
      return (CollectionGaps.rhythm(of: latest) ?? 0) * 9 / 10
    }.max() ?? 0
  }

  private static func names(of clusters: [RecordedCluster]) -> [String] {
    clusters.map(\.identity.name).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }
}
