public import Capacity
internal import OutsideText
import Synchronization
internal import Transport

/// What an open watch has told since it was last asked.
public struct ToldChanges<Value: Sendable>: Sendable {
  /// The changes, in order.
  public var changes: [ObjectChange<Value>]
  /// From where to go on: a version up to which everything has been told.
  public var latest: ResourceVersion

  /// Makes what a watch has told.
  public init(_ changes: [ObjectChange<Value>], latest: ResourceVersion) {
    self.changes = changes
    self.latest = latest
  }
}

/// A watch of one resource that is kept open. Where the server ends it or the connection breaks, it goes on from what was
/// told last.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
public final class OpenWatch<Value: Sendable>: Sendable {
  /// Whether a watch tells what there is to tell.
  public enum Condition: Equatable, Sendable {
    /// The server answers, since a moment, and last said something at another.
    case open(since: ContinuousClock.Instant, heardAt: ContinuousClock.Instant)
    /// There is no connection since this moment, but there may be one again.
    case interrupted(since: ContinuousClock.Instant)
    /// The resource has to be listed.
    case ended(FollowingProblem)
  }

  /// Streams changes from a version into a log until the server or the connection ends it, and says why it ended.
  typealias Attempt =
    @Sendable (
      ResourceVersion, _ begin: @escaping @Sendable (any ToldSoFar<Value>) -> Void
    ) async -> FollowingProblem

  fileprivate struct State {
    var latest: ResourceVersion
    /// What logs that ended have told.
    var changes: [ObjectChange<Value>] = []
    var log: (any ToldSoFar<Value>)?
    var interruptedAt = ContinuousClock.now
    var end: FollowingProblem?
  }

  private let state: Mutex<State>
  private let attempt: Attempt
  private let wait: RetryPolicy

  init(from version: ResourceVersion, wait: RetryPolicy, _ attempt: @escaping Attempt) {
    state = Mutex(State(latest: version))
    self.attempt = attempt
    self.wait = wait
  }

  /// Watches until the task is cancelled, or the resource has to be listed.
  public func run() async {
    var failures = 0
    while !Task.isCancelled {
      let begun = ContinuousClock.now
      let latest = state.withLock { $0.latest }
      let end = await attempt(latest) { [self] log in state.withLock { $0.log = log } }
      let isLast = failures >= Self.mostDamaged
      if state.withLock({ $0.finish(end, isLast: isLast) }) { return }
      // A watch that the server ends after minutes is the ordinary case; one that it ends at once is not to be repeated at once.
      let hasHelped = ContinuousClock.now - begun > .seconds(10) || state.withLock { $0.latest > latest }
      failures = hasHelped ? 0 : min(failures + 1, 20)
      guard failures > 0 else { continue }
      let pause = wait.cap * wait.jitter() * Self.share(failures)
      guard (try? await wait.sleep(max(pause, wait.base))) != nil else { return }
    }
  }

  /// After so many attempts in a row that told nothing, an answer that breaks off in the middle of an event is taken for damaged.
  private static var mostDamaged: Int { 4 }

  /// Doubles with each failure in a row, up to the whole.
  private static func share(_ failures: Int) -> Double { min(1, Double(1 << (failures - 1)) / 64) }

  /// What was told since it was last taken.
  public func take() -> ToldChanges<Value> {
    state.withLock { state in
      state.absorbLog()
      defer { state.changes = [] }
      return ToldChanges(state.changes, latest: state.latest)
    }
  }

  /// What was told since it was last taken, which stays to be taken.
  public func peek() -> ToldChanges<Value> {
    state.withLock { state in
      state.absorbLog()
      return ToldChanges(state.changes, latest: state.latest)
    }
  }

  /// Whether it tells what there is to tell.
  public var condition: Condition {
    state.withLock { state in
      if let end = state.end { return .ended(end) }
      if let opening = state.log?.opening { return .open(since: opening.begunAt, heardAt: opening.heardAt) }
      return .interrupted(since: state.interruptedAt)
    }
  }
}

extension OpenWatch.State {
  fileprivate mutating func absorbLog() {
    guard let told = log?.take() else { return }
    changes += told.changes
    latest = max(latest, told.latest ?? latest)
  }

  /// Notes how an attempt ended.
  ///
  /// - Parameter isLast: whether there is no other where the answer broke off.
  /// - Returns: whether the watch has ended with it.
  fileprivate mutating func finish(_ problem: FollowingProblem, isLast: Bool) -> Bool {
    let wasOpen = log?.opening != nil
    absorbLog()
    log = nil
    guard problem.mayPass || problem.isCut && !isLast else {
      end = problem
      return true
    }
    if wasOpen { interruptedAt = .now }
    return false
  }
}

/// What one attempt has told so far.
protocol ToldSoFar<Value>: Sendable {
  associatedtype Value: Sendable
  /// Removes what was told since it was last taken.
  func take() -> (changes: [ObjectChange<Value>], latest: ResourceVersion?)
  /// When the server began to answer, and last said something; nil before it answered.
  var opening: (begunAt: ContinuousClock.Instant, heardAt: ContinuousClock.Instant)? { get }
}

extension WatchLog: ToldSoFar {
  typealias Value = Fields.Value
}

extension FollowingProblem {
  /// Whether the answer broke off in the middle of an event.
  package var isCut: Bool { self == .unusable(DecodingFailure(.truncated)) }

  /// Whether another attempt from the same version may succeed.
  package var mayPass: Bool {
    switch self {
    case .ended, .interrupted: true
    case .refused(let refusal): Self.mayPass(refusal)
    case .failed(let error):
      switch error.problem {
      case .refused(let refusal): Self.mayPass(refusal)
      case .transport, .credential: true
      case .undecodable, .repeatedContinueToken: false
      }
    case .unusable, .serverIsBehind, .cacheIsBehind, .uncounted, .miscounted, .tooManyChanges, .unsettled: false
    }
  }

  /// A server that is overloaded or restarts, and credentials that are renewed elsewhere.
  private static func mayPass(_ refusal: Refusal) -> Bool {
    refusal.httpStatus == 401 || refusal.httpStatus == 429 || (500...599).contains(refusal.httpStatus)
  }
}

extension KubernetesClient {
  /// A watch of the nodes from a version on, which tells nothing before it runs.
  ///
  /// - Parameter mostChanges: how many changes it keeps until they are taken; beyond it the nodes have to be listed.
  public func watchNodes(from version: ResourceVersion, mostChanges: Int) -> OpenWatch<Node> {
    openWatch(NodeFields.self, .nodes, from: version, mostChanges: mostChanges)
  }

  /// A watch of the pods of all namespaces from a version on, which tells nothing before it runs.
  ///
  /// - Parameter mostChanges: how many changes it keeps until they are taken; beyond it the pods have to be listed.
  public func watchPods(from version: ResourceVersion, mostChanges: Int) -> OpenWatch<Pod> {
    openWatch(PodFields.self, .pods, from: version, mostChanges: mostChanges)
  }

  /// A watch of the events that report missing capacity from a version on, which tells nothing before it runs.
  ///
  /// - Parameter mostChanges: how many changes it keeps until they are taken; beyond it the events have to be listed.
  public func watchEvents(from version: ResourceVersion, mostChanges: Int) -> OpenWatch<CapacityEvent> {
    openWatch(EventFields.self, .events, selector: Self.eventSelector, from: version, mostChanges: mostChanges)
  }

  private func openWatch<Fields: ObjectFields>(
    _ fields: Fields.Type, _ request: APIRequest, selector: String = "", from version: ResourceVersion,
    mostChanges: Int
  ) -> OpenWatch<Fields.Value> {
    OpenWatch(from: version, wait: retry) { latest, begin in
      let log = WatchLog<Fields>(mostChanges: mostChanges)
      begin(log)
      return await stream(request, from: latest, selector: selector, into: log)
    }
  }

  /// How long the server keeps a watch open, in seconds, and for how long one may say nothing. Servers send a bookmark each
  /// minute; before 1.31 not for every resource, so that a quiet watch is only begun again.
  private static var openSeconds: Range<Int> { 300..<420 }
  private static var longestSilence: Duration { .seconds(95) }

  /// Streams a watch into a log.
  ///
  /// - Returns: why it ended.
  func stream<Fields: ObjectFields>(
    _ request: APIRequest, from version: ResourceVersion, selector: String, into log: WatchLog<Fields>
  ) async -> FollowingProblem {
    let seconds = Int.random(in: Self.openSeconds)
    var client = self
    client.retry.deadline = .now + .seconds(seconds + 30)
    await client.watch(
      request, from: version, selector: selector, seconds: seconds, stall: Self.longestSilence, into: log)
    return log.progress.end ?? .ended
  }

  /// Streams a watch into a log, which learns how it ended.
  ///
  /// - Parameters:
  ///   - selector: what selects the objects, as part of a query; empty for none.
  ///   - seconds: after how many seconds the server ends it.
  ///   - stall: for how long it may say nothing; nil for as long as it lasts.
  func watch<Fields: ObjectFields>(
    _ request: APIRequest, from version: ResourceVersion, selector: String, seconds: Int, stall: Duration? = nil,
    into log: WatchLog<Fields>
  ) async {
    let query =
      "watch=1&allowWatchBookmarks=true&resourceVersion=\(version)&timeoutSeconds=\(seconds)"
      + (selector.isEmpty ? "" : "&" + selector)
    do throws(KubernetesError) {
      try await stream(request.watched, query: query, stall: stall, into: log)
      log.end(.ended)
    } catch {
      switch error.problem {
      case .refused(let refusal): log.end(.refused(refusal))
      case .transport(let failure): log.end(.interrupted(failure))
      default: log.end(.failed(error))
      }
    }
  }
}
