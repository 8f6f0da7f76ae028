import Capacity
import Foundation
import History
import Settings
import Sync

/// One sync between a file and a hub: does it, shows how far it is, and reports how it went.
struct SyncRun {
  var path: String
  var location: HistoryLocation
  /// Print a line for each cluster, and not only for those that could not be pushed.
  var isTalkative: Bool
  var changesPerTransaction = HistoryPush.defaultChangesPerTransaction

  /// The hub: as named, else by variable or configuration.
  ///
  /// - Parameter path: the file that is pushed, which cannot be the hub itself; nil if none is.
  /// - Throws: `CommandError.noHub`, `CommandError.hubIsFile`, `PostgresError.invalidAddress`.
  static func location(
    _ named: String?, _ configuration: CapdbConfiguration, from path: String? = nil
  ) throws -> HistoryLocation {
    let hub = ConfigurationFile.hub(
      explicit: named, configuration: configuration, environment: ProcessInfo.processInfo.environment)
    guard let hub else { throw CommandError.noHub }
    let location = try HistoryLocation(hub)
    if case .file(let file) = location, let path, isSame(file, path) { throw CommandError.hubIsFile(path) }
    return location
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    URL(filePath: one).resolvingSymlinksInPath() == URL(filePath: other).resolvingSymlinksInPath()
  }

  /// Pushes everything that the hub lacks.
  ///
  /// - Returns: whether every cluster was pushed.
  /// - Throws: `HistoryError`, `SQLiteError`, `PostgresError`, `SyncError`, `CommandError.unknownClusters`,
  ///   `CommandError.replaceNeedsCluster`.
  func push(_ clusters: Set<String>?, isReplacing: Bool) throws -> Bool {
    if isReplacing { try checkReplacing(clusters) }
    let push = push(isReplacing: isReplacing)
    let begun = ContinuousClock.now
    let syncs = try push.run(clusters) { cluster, outcome in
      StandardError.show("\(cluster): \(outcome.collections) collections, \(outcome.rows) rows")
    }
    StandardError.show(nil)
    try check(clusters, push)
    show(syncs, .push, in: ContinuousClock.now - begun)
    do {
      try push.remember(at: SystemClock().now, syncs)
    } catch {
      // `status` will lack it; the hub has everything.
      StandardError.print("capdb: \(error); capdb status will not show this sync")
    }
    return syncs.allSatisfy { $0.isPushed(isReplacing: isReplacing) }
  }

  /// Pushes what is recorded to the hub. A failure is only said, since what was collected is complete.
  func pushAfterCollection(say: (String) -> Void) {
    do {
      _ = try push(nil, isReplacing: false)
    } catch {
      say("\(error); what is recorded stays here, and the next sync catches up")
    }
  }

  /// Prints what `push` would do.
  ///
  /// - Returns: whether every cluster could be pushed.
  /// - Throws: as `push`.
  func preview(_ clusters: Set<String>?, isReplacing: Bool) throws -> Bool {
    if isReplacing { try checkReplacing(clusters) }
    let push = push(isReplacing: isReplacing)
    let syncs = try push.preview(clusters)
    try check(clusters, push)
    for sync in syncs {
      if !sync.isPushed(isReplacing: isReplacing) {
        show(refusal: sync)
      } else {
        let number = sync.numberInHub.map { " as cluster_id \($0)" } ?? ""
        try StandardOutput.print(
          "\(sync.cluster): \(sync.outcome.words) would be pushed to \(location.name)\(number)")
      }
    }
    return syncs.allSatisfy { $0.isPushed(isReplacing: isReplacing) }
  }

  /// Pulls a cluster's history from the hub into the file.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`, `PostgresError`, `SyncError`.
  func pull(_ cluster: String, isReplacing: Bool) throws {
    let lock = try CollectionLock(database: path)
    defer { withExtendedLifetime(lock) {} }
    let begun = ContinuousClock.now
    let pull = HistoryPull(to: path, from: location.syncHub, isReplacing: isReplacing)
    let sync = try pull.run(cluster) {
      StandardError.show("\(cluster): \($0.collections) collections, \($0.rows) rows")
    }
    StandardError.show(nil)
    show([sync], .pull, in: ContinuousClock.now - begun)
  }

  private func push(isReplacing: Bool) -> HistoryPush {
    HistoryPush(
      of: path, to: location.syncHub, isReplacing: isReplacing, changesPerTransaction: changesPerTransaction)
  }

  private func checkReplacing(_ clusters: Set<String>?) throws {
    let known = Set(try HistoryReader(path: path).clusters().map(\.identity.name)).sorted()
    if clusters == nil, known.count > 1 { throw CommandError.replaceNeedsCluster(known: known) }
  }

  private func check(_ clusters: Set<String>?, _ push: HistoryPush) throws {
    let unknown = try push.unknown(clusters ?? [])
    if !unknown.isEmpty { throw CommandError.unknownClusters(unknown.sorted(), path: path) }
  }
}

extension SyncRun {
  private enum Direction {
    case push
    case pull
  }

  private func show(_ syncs: [ClusterSync], _ direction: Direction, in duration: Duration) {
    for sync in syncs {
      if direction == .push, !sync.relation.extendsOther, sync.outcome.rows == 0 {
        show(refusal: sync)
      } else if isTalkative {
        // Nobody left to read the line is no reason to fail what has been written.
        try? StandardOutput.print("\(sync.cluster): \(words(for: sync, direction)), in \(Self.seconds(duration)) s")
      }
    }
  }

  private func words(for sync: ClusterSync, _ direction: Direction) -> String {
    switch (direction, sync.outcome.rows) {
    case (.push, 0): "nothing to push to \(location.name)"
    case (.pull, 0): "nothing to pull from \(location.name)\(sync.recordingWords)"
    case (.push, _): "\(sync.outcome.words) pushed to \(location.name)"
    case (.pull, _): "\(sync.outcome.words) pulled from \(location.name)\(sync.recordingWords)"
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    let tenths = Int(duration / .milliseconds(100))
    return "\(tenths / 10).\(tenths % 10)"
  }

  private func show(refusal sync: ClusterSync) {
    StandardError.print("capdb: \(SyncRefusal(sync, hub: location.name))")
  }
}

extension ClusterSync {
  /// What became of the file's own collections.
  fileprivate var recordingWords: String {
    let again = recordedAgain == 0 ? "" : "; \(recordedAgain) of the file's own recorded again behind them"
    return dropped == 0 ? again : again + "; \(dropped) of the file's own dropped"
  }
}

extension TransferOutcome {
  fileprivate var words: String {
    "\(collections) \(collections == 1 ? "collection" : "collections") (\(rows) \(rows == 1 ? "row" : "rows"))"
  }
}
