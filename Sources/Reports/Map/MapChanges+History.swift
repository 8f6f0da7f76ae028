public import Capacity

extension MapChanges {
  /// The most moments that a span has unless a step is asked for: a slider shows no more, and the data stay small.
  static let mostMoments: Int64 = 600

  /// Without `--since` the map covers the day up to the latest collection.
  static let defaultSeconds: Int64 = 86_400

  /// Reads what changed in the span and the clusters that a request names, from every collection or, where they are too
  /// many or `request.step` says so, from the latest one of each step.
  ///
  /// - Throws: `ReportError` where the request does not fit the history; what `history` throws.
  public init(_ request: ReportRequest, from history: some HistoryReading) throws {
    let scope = try ReportScope(request, of: history)
    let span = try Self.span(scope)
    from = span.lowerBound
    to = span.upperBound + -1
    let interval = try scope.collectionInterval(in: span)
    let step = request.step ?? Self.step(for: span.upperBound - span.lowerBound, collectionInterval: interval)
    stepSeconds = step > max(1, interval) ? step : nil
    notices = try scope.notices + scope.prunedNotices([.nodes, .pods, .enis, .subnets], in: span)
    var parts: [MapChangesBuilder] = []
    for cluster in scope.clusters {
      var builder = MapChangesBuilder(spells: try history.pendingSpells(of: cluster.id, in: span))
      try history.replay(cluster.id, in: span, stepSeconds: step) { builder.add($0) }
      builder.finish()
      if builder.isEmpty {
        notices.append("\(cluster.identity.name): no collection is recorded from \(from) to \(to)")
      } else {
        clusters.append(cluster.identity.name)
        parts.append(builder)
      }
    }
    join(parts)
  }

  /// The span of the request, up to the latest collection without `--until`, whether that is long ago or ahead of this
  /// clock.
  private static func span(_ scope: ReportScope) throws(ReportError) -> Range<Timestamp> {
    let request = scope.request
    let latest = scope.clusters.compactMap(\.lastCollectedAt).max() ?? request.now
    let end = request.until ?? latest + 1
    let start = request.since ?? end + -defaultSeconds
    guard start < end else { throw .emptySpan(since: start, until: end) }
    return start..<end
  }

  /// The shortest convenient step that gives no more than `mostMoments`; 1 for every collection.
  ///
  /// - Parameter collectionInterval: 0 where no cluster has more than one collection in the span.
  private static func step(for length: Int64, collectionInterval: Int64) -> Int64 {
    if collectionInterval == 0 || length <= collectionInterval * mostMoments { return 1 }
    let minutes: [Int64] = [5, 10, 15, 30].map { $0 * 60 }
    let hours: [Int64] = [1, 2, 3, 6, 12].map { $0 * 3600 }
    return (minutes + hours).first { length <= $0 * mostMoments } ?? 86_400
  }

  /// Numbers the moments of all clusters together.
  private mutating func join(_ parts: [MapChangesBuilder]) {
    moments = Set(parts.flatMap(\.moments)).sorted()
    let places = Dictionary(uniqueKeysWithValues: moments.enumerated().map { ($1, $0) })
    for (cluster, part) in parts.enumerated() {
      append(part, Renumbering(part.moments.compactMap { places[$0] }, subjects: cluster), cluster: cluster)
    }
  }

  private mutating func append(_ part: MapChangesBuilder, _ renumbering: Renumbering, cluster: Int) {
    let shift = (nodes: nodes.count, interfaces: interfaces.count, pods: pods.count)
    nodes += part.nodes.map { node in
      var node = node
      node.cluster = cluster
      return node
    }
    interfaces += part.interfaces.map { interface in
      var interface = interface
      interface.node += shift.nodes
      return interface
    }
    pods += part.pods
    unknown += renumbering.applied(to: part.unknown)
    totals += renumbering.applied(to: part.totals)
    gaps += part.gaps.map { Gap(cluster: cluster, from: $0.lowerBound, to: $0.upperBound) }
    nodeStates += renumbering.shifted(by: shift.nodes).applied(to: part.nodeStates)
    interfaceStates += renumbering.shifted(by: shift.interfaces).applied(to: part.interfaceStates)
    waits += renumbering.shifted(by: shift.pods).applied(to: part.waits)
    placements += renumbering.shifted(by: shift.pods).applied(to: part.placements).map { interval in
      var interval = interval
      interval.value.node += shift.nodes
      return interval
    }
  }
}

/// How the moments and subjects of one cluster are numbered among those of all.
private struct Renumbering {
  private let moments: [Int]
  private let shift: Int

  init(_ moments: [Int], subjects shift: Int) {
    self.moments = moments
    self.shift = shift
  }

  func shifted(by shift: Int) -> Renumbering { Renumbering(moments, subjects: shift) }

  func applied<Value>(to intervals: [MapInterval<Value>]) -> [MapInterval<Value>] {
    intervals.map { interval in
      MapInterval(
        subject: interval.subject + shift, from: moments[interval.from], to: interval.to.map { moments[$0] },
        value: interval.value)
    }
  }
}
