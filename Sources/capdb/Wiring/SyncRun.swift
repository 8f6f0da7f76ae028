import Capacity
import Foundation
import History
import Hub
import Settings

/// One sync between a file and a hub: does it, shows how far it is, and tells how it went.
struct SyncRun {
  var path: String
  var place: HistoryPlace
  /// Print a line for each cluster, and not only for those that could not go over.
  var isTalkative: Bool
  var changesPerTransaction = ClusterExchange.defaultChangesPerTransaction

  /// The hub: as named, else by variable or configuration.
  ///
  /// - Parameter path: the file that goes there, which cannot be the hub itself; nil if none does.
  /// - Throws: `CommandError.noHub`, `CommandError.hubIsFile`, `PostgresError.invalidAddress`.
  static func place(
    _ named: String?, _ configuration: CapdbConfiguration, from path: String? = nil
  ) throws -> HistoryPlace {
    let hub = ConfigurationFile.hub(
      explicit: named, configuration: configuration, environment: ProcessInfo.processInfo.environment)
    guard let hub else { throw CommandError.noHub }
    let place = try HistoryPlace(hub)
    if case .file(let file) = place, let path, isSame(file, path) { throw CommandError.hubIsFile(path) }
    return place
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    URL(filePath: one).resolvingSymlinksInPath() == URL(filePath: other).resolvingSymlinksInPath()
  }

  /// Brings everything to the hub that it lacks.
  ///
  /// - Returns: whether every cluster went over.
  /// - Throws: `HistoryError`, `PostgresError`, `ExchangeError`, `CommandError.unknownClusters`,
  ///   `CommandError.replaceNeedsCluster`.
  func push(_ clusters: Set<String>?, isReplacing: Bool) throws -> Bool {
    if isReplacing { try checkReplacing(clusters) }
    let push = push(isReplacing: isReplacing)
    let begun = ContinuousClock.now
    let syncs = try push.run(clusters) { cluster, outcome in
      StandardError.show("\(cluster): \(outcome.collections) collections, \(outcome.rows) rows")
    }
    StandardError.show(nil)
    try check(clusters, syncs)
    tell(syncs, "to", in: ContinuousClock.now - begun)
    do {
      try push.remember(at: SystemClock().now, syncs)
    } catch {
      // `status` will lack it; everything is where it belongs.
      StandardError.print("capdb: \(error); capdb status will not show this sync")
    }
    return syncs.allSatisfy { $0.lineage.allowsExchange || isReplacing }
  }

  /// Prints what `push` would do.
  ///
  /// - Returns: whether every cluster could go over.
  /// - Throws: as `push`.
  func preview(_ clusters: Set<String>?, isReplacing: Bool) throws -> Bool {
    if isReplacing { try checkReplacing(clusters) }
    let syncs = try push(isReplacing: isReplacing).preview(clusters)
    try check(clusters, syncs)
    for sync in syncs {
      if sync.isRefused, !isReplacing {
        tell(refusal: sync)
      } else {
        let number = sync.numberInHub.map { " as cluster_id \($0)" } ?? ""
        try StandardOutput.print("\(sync.cluster): \(sync.outcome.words) would go to \(place.name)\(number)")
      }
    }
    return syncs.allSatisfy { !$0.isRefused || isReplacing }
  }

  /// Brings a cluster's history from the hub into the file.
  ///
  /// - Throws: `HistoryError`, `PostgresError`, `ExchangeError`.
  func pull(_ cluster: String, isReplacing: Bool) throws {
    let lock = try CollectionLock(database: path)
    defer { withExtendedLifetime(lock) {} }
    let begun = ContinuousClock.now
    let pull = HistoryPull(to: path, from: place.syncHub, isReplacing: isReplacing)
    let sync = try pull.run(cluster) {
      StandardError.show("\(cluster): \($0.collections) collections, \($0.rows) rows")
    }
    StandardError.show(nil)
    tell([sync], "from", in: ContinuousClock.now - begun)
  }

  private func push(isReplacing: Bool) -> HistoryPush {
    HistoryPush(
      of: path, to: place.syncHub, isReplacing: isReplacing, changesPerTransaction: changesPerTransaction)
  }

  private func checkReplacing(_ clusters: Set<String>?) throws {
    let known = Set(try HistoryReader(path: path).clusters().map(\.identity.name)).sorted()
    if clusters == nil, known.count > 1 { throw CommandError.replaceNeedsCluster(known: known) }
  }

  private func check(_ clusters: Set<String>?, _ syncs: [ClusterSync]) throws {
    let unknown = (clusters ?? []).subtracting(syncs.map(\.cluster))
    if !unknown.isEmpty { throw CommandError.unknownClusters(unknown.sorted(), path: path) }
  }
}

extension SyncRun {
  private func tell(_ syncs: [ClusterSync], _ direction: String, in duration: Duration) {
    let tenths = Int(duration / .milliseconds(100))
    for sync in syncs {
      if sync.isRefused, sync.outcome.rows == 0, direction == "to" {
        tell(refusal: sync)
      } else if isTalkative {
        let what = sync.outcome.rows == 0 ? "nothing to bring" : sync.outcome.words
        // Nobody left to read the line is no reason to fail what has been written.
        try? StandardOutput.print(
          "\(sync.cluster): \(what) \(direction) \(place.name)\(sync.replayWords), in \(tenths / 10).\(tenths % 10) s")
      }
    }
  }

  private func tell(refusal sync: ClusterSync) {
    StandardError.print("capdb: \(SyncRefusal(sync, hub: place.name))")
  }
}

extension ClusterSync {
  /// Whether the other side's history was no beginning of this one.
  fileprivate var isRefused: Bool { !lineage.allowsExchange }

  fileprivate var replayWords: String {
    let again = recordedAgain == 0 ? "" : "; \(recordedAgain) of the file's own recorded again behind them"
    return dropped == 0 ? again : again + "; \(dropped) of the file's own dropped"
  }
}

extension ExchangeOutcome {
  fileprivate var words: String {
    "\(collections) \(collections == 1 ? "collection" : "collections") (\(rows) \(rows == 1 ? "row" : "rows"))"
  }
}
