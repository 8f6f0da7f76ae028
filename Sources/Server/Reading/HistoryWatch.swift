import Capacity
import Logging
import NIOPosix
import Synchronization

/// Looks at the history again and again, and remembers what it saw: requests learn from it, without waiting, whether an
/// answer that was computed before still holds.
final class HistoryWatch: Sendable {
  /// What was seen last.
  struct Sight: Sendable {
    /// Counts the changes that were seen; answers of one generation are answers to one state of the history.
    var generation: UInt64 = 0
    /// The clusters in use and when each was last collected with success; empty if the history cannot be read.
    var clusters: [RecordedCluster] = []
    /// Why the history cannot be read; nil if it can.
    var problem: HistoryProblem?
    fileprivate var stamp: String?
  }

  private let history: ServedHistory
  private let threads: NIOThreadPool
  private let logger: Logger
  private let state = Mutex(Sight())

  /// - Parameter threads: where it looks: nothing else waits there.
  init(_ history: ServedHistory, threads: NIOThreadPool, logger: Logger) {
    self.history = history
    self.threads = threads
    self.logger = logger
  }

  /// What was seen last.
  var sight: Sight { state.withLock { $0 } }

  /// Looks until the task is cancelled.
  func run() async {
    // A look at a file costs a system call; one at a hub costs a round trip and a query.
    let pause: Duration = history.stamp == nil ? .seconds(5) : .milliseconds(500)
    while !Task.isCancelled {
      try? await Task.sleep(for: pause)
      if Task.isCancelled { return }
      _ = try? await threads.runIfActive { self.look() }
    }
  }

  /// Looks once.
  func look() {
    do {
      let stamp = try history.stamp?()
      if let stamp, stamp == sight.stamp { return }
      note(try Self.clusters(of: history.open().reading), stamp)
    } catch {
      note(error)
    }
  }

  private static func clusters(of reading: any HistoryReading) throws -> [RecordedCluster] {
    try reading.clusters().filter { !$0.isRetired(at: nil) }
  }

  private func note(_ clusters: [RecordedCluster], _ stamp: String?) {
    let isBack = state.withLock { sight in
      let isBack = sight.problem != nil
      if isBack || stamp != sight.stamp || clusters != sight.clusters { sight.generation += 1 }
      (sight.clusters, sight.stamp, sight.problem) = (clusters, stamp, nil)
      return isBack
    }
    if isBack { logger.notice("the history can be read again") }
  }

  /// The first of several equal problems is logged, with all that is known of it.
  private func note(_ error: any Error) {
    let problem = HistoryProblem(error)
    let isNews = state.withLock { sight in
      let isNews = sight.problem != problem
      if isNews { sight.generation += 1 }
      (sight.clusters, sight.stamp, sight.problem) = ([], nil, problem)
      return isNews
    }
    if isNews { logger.error("the history cannot be read: \(error)") }
  }
}
