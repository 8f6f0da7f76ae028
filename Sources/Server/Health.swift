import Capacity

/// Whether the history is fresh, and whether it can be read. Both are told to everybody, so they name no cluster.
struct Health {
  /// What was seen of the history last.
  let sight: HistoryWatch.Sight
  /// How old the last collection of a cluster may be, in seconds.
  let maximumAge: Int64

  /// `/healthz`: whether every cluster was collected lately.
  func health(now: Timestamp) -> Reply {
    if let problem = sight.problem { return .text("\(problem.detail)\n", status: 503) }
    let old = sight.clusters.count { cluster in
      cluster.lastCollectedAt.map { now - $0 > maximumAge } ?? true
    }
    let limit = DurationText("\(maximumAge)s").map { "\($0)" } ?? "\(maximumAge)s"
    if sight.clusters.isEmpty { return .text("Nothing has been collected yet.\n", status: 503) }
    if old > 0 {
      return .text("\(old) of \(sight.clusters.count) clusters have not been collected for \(limit).\n", status: 503)
    }
    return .text("ok\n")
  }

  /// `/readyz`: whether questions can be answered.
  var readiness: Reply {
    sight.problem.map { .text("\($0.detail)\n", status: 503) } ?? .text("ok\n")
  }
}
