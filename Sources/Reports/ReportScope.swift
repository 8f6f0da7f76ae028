import Capacity

/// A request, the clusters that it selects and the history that it reads.
struct ReportScope {
  let request: ReportRequest
  let history: any HistoryReading
  let clusters: [RecordedCluster]
  /// The servers of a hub whose clusters cannot be read, where all clusters are asked for.
  let outOfReach: [String]

  /// - Throws: `ReportError.emptyHistory`, `ReportError.unknownCluster`, `ReportError.outOfReach`; what `history` throws.
  init(_ request: ReportRequest, of history: any HistoryReading) throws {
    self.request = request
    self.history = history
    let clusters = try request.clusters.isEmpty ? history.clusters() : history.clusters(called: request.clusters)
    let servers = try history.serversOutOfReach()
    let unknown = request.clusters.first { name in !clusters.contains { $0.isCalled(name) } }
    if clusters.isEmpty || unknown != nil {
      throw try Self.nothingFound(unknown, in: history, servers)
    }
    outOfReach = request.clusters.isEmpty ? servers : []
    self.clusters = clusters
    try history.prepare(for: clusters.map(\.id))
  }

  /// - Parameter name: the cluster that was asked for; nil for all.
  private static func nothingFound(
    _ name: String?, in history: any HistoryReading, _ servers: [String]
  ) throws -> ReportError {
    guard servers.isEmpty else { return .outOfReach(name, servers: servers) }
    let all = try history.clusters()
    guard let name, !all.isEmpty else { return .emptyHistory }
    return .unknownCluster(name, known: names(of: all))
  }

  /// What of the history cannot be read: a line for each server.
  var notices: [String] { outOfReach.map(Notices.outOfReach) }

  /// The states of the clusters at the requested moment, and what a reader must know about `sources`. A cluster is left
  /// out from the moment on at which another one was created under its name.
  ///
  /// - Throws: `ReportError.nothingRecorded` if none of the clusters had been collected by then.
  func states(sources: [Source]) throws -> (states: [RecordedState], notices: [String]) {
    var states: [RecordedState] = []
    var notices: [String] = []
    for cluster in clusters where !cluster.isRetired(at: request.at) {
      guard let state = try history.state(of: cluster.id, at: request.at) else {
        notices.append(Notices.nothing(of: cluster, at: request.at, try history.prunedSpans(of: cluster.id)))
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

  /// What of a span is unknown because it was pruned, a line for each cluster and time.
  func prunedNotices(_ kinds: [RetainedKind], in span: Range<Timestamp>) throws -> [String] {
    try clusters.flatMap { cluster in
      Notices.pruned(kinds, in: span, try history.prunedSpans(of: cluster.id)).map {
        "\(cluster.identity.name): \($0)"
      }
    }
  }

  /// The requested span: its ends as the report shows them, and the range to read.
  ///
  /// Without an end the range includes the latest collection, even if the collector's clock is ahead of this one.
  /// - Throws: `ReportError.emptySpan`.
  func span(defaultSeconds: Int64) throws(ReportError) -> (from: Timestamp, to: Timestamp, read: Range<Timestamp>) {
    let to = request.until ?? request.now
    let from = request.since ?? to + -defaultSeconds
    guard from < to else { throw .emptySpan(since: from, until: to) }
    let latest = clusters.compactMap(\.lastCollectedAt).max() ?? request.now
    return (from, to, from..<(request.until ?? max(request.now, latest) + 1))
  }

  /// The interval between the latest collections of a span, in seconds: the median of a few, that of the slowest cluster,
  /// less a tenth because collections do not start exactly on time; 0 where there are none.
  func collectionInterval(in span: Range<Timestamp>) throws -> Int64 {
    try clusters.map { cluster in
      let latest = try history.collections(of: cluster.id, in: span, limit: 9)
      return (CollectionGaps.medianInterval(of: latest) ?? 0) * 9 / 10
    }.max() ?? 0
  }

  /// The latest collection of a cluster, failed ones included; nil if the history has none.
  func latestCollection(of cluster: RecordedCluster) throws -> RecordedCollection? {
    let end = max(request.now, cluster.lastCollectedAt ?? request.now) + 1
    return try history.collections(of: cluster.id, in: Timestamp(seconds: 0)..<end, limit: 1).last
  }

  private static func names(of clusters: [RecordedCluster]) -> [String] {
    clusters.map(\.identity.name).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }
}

/// What a reader of a state must know in addition to its rows: sources whose values are unknown or old.
///
/// A source that the configuration leaves out gets no notice.
enum Notices {
  static func outOfReach(_ server: String) -> String {
    "\(server): cannot be reached; the clusters that this server of the hub has are unknown and left out"
  }

  /// Which kinds are unknown in a part of a span, a line for each time.
  static func pruned(_ kinds: [RetainedKind], in span: Range<Timestamp>, _ pruned: PrunedSpans) -> [String] {
    var lines: [(text: String, kinds: [String])] = []
    for (kind, unknown) in pruned.all where kinds.contains(kind) && unknown.overlaps(span) {
      let isBeginning = unknown.lowerBound <= span.lowerBound
      let text =
        isBeginning
        ? "known from \(unknown.upperBound) on; what was before was pruned and is unknown"
        : "pruned and unknown from \(unknown.lowerBound) to \(unknown.upperBound)"
      if let same = lines.firstIndex(where: { $0.text == text }) {
        lines[same].kinds.append(kind.rawValue)
      } else {
        lines.append((text, [kind.rawValue]))
      }
    }
    return lines.map { "\($0.kinds.joined(separator: ", ")) \($0.text)" }
  }

  static func nothing(of cluster: RecordedCluster, at moment: Timestamp?, _ pruned: PrunedSpans) -> String {
    let name = cluster.identity.name
    guard let moment else { return "\(name): no collection is recorded" }
    if let end = pruned.end(.collections, at: moment) {
      return "\(name): unknown at \(moment): pruned; collections are known from \(end) on"
    }
    return "\(name): no collection is recorded up to \(moment); the first is of \(cluster.firstCollectedAt)"
  }

  /// - Parameter isLatest: the request is for the latest known answers, not for those of a moment.
  static func about(_ state: RecordedState, sources: [Source], isLatest: Bool) -> [String] {
    var lines: [(text: String, sources: [String])] = []
    for source in sources {
      guard let text = text(about: source, of: state, isLatest: isLatest) else { continue }
      if let same = lines.firstIndex(where: { $0.text == text }) {
        lines[same].sources.append(source.rawValue)
      } else {
        lines.append((text, [source.rawValue]))
      }
    }
    let name = state.cluster.identity.name
    return lines.map { "\(name): \($0.sources.joined(separator: ", ")) \($0.text)" }
  }

  private static func text(about source: Source, of state: RecordedState, isLatest: Bool) -> String? {
    let known = state.knownAt[source]
    switch state.snapshot.status(of: source) {
    case .notAsked:
      return nil
    case .complete:
      guard isLatest, let known, known < state.observedAt, !state.currentSources.contains(source) else { return nil }
      return "as of \(known): no later collection has a complete answer"
    case .pruned:
      return "unknown at \(state.observedAt)\(state.snapshot.error(of: source).map { ": \($0)" } ?? "")"
    case .failed, .denied:
      let reason = state.snapshot.error(of: source).map { ": \($0)" } ?? ""
      let last = known.map { "; last known at \($0)" } ?? ""
      return "unknown at \(state.observedAt)\(reason)\(last)"
    }
  }
}
