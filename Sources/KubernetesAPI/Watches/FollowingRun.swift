public import Capacity
internal import OutsideText
internal import TextEncoding
internal import Transport

/// How a resource is followed.
public struct FollowingLimits: Sendable {
  /// For how long a watch must have said nothing before it counts as told to its end, where the server answers at once; where it
  /// is slow, longer in proportion. A packet that is lost comes again within 200 ms.
  public var quiet: Duration
  /// How long to wait for a watch to go on before it comes to its end.
  public var patience: Duration
  /// How many changes are followed at most.
  public var mostChanges: Int

  /// By default 250 ms, 5 s and 200,000 changes.
  public init(quiet: Duration = .milliseconds(250), patience: Duration = .seconds(5), mostChanges: Int = 200_000) {
    self.quiet = quiet
    self.patience = patience
    self.mostChanges = mostChanges
  }
}

/// What changed of a resource since a version.
public struct FollowedChanges<Value: Sendable>: Sendable {
  /// The changes in order. Those beyond `reached` are not all there are.
  public var changes: [ObjectChange<Value>]
  /// Everything up to this version is among the changes.
  public var reached: ResourceVersion
  /// From where it is safe to go on: a version that was told. What comes twice does no harm.
  public var latest: ResourceVersion
  /// How many objects the server counts at `reached`; nil where it was not asked.
  public var count: Int?
}

/// Follows the changes of one resource from a version up to the present.
///
/// Nothing in the protocol says that a watch has told everything. What does: a consistent read of one object names the present
/// version and counts the objects; a read that must not be older returns once the server's watch cache has that version; then
/// the stream falls quiet, and with its changes there are as many objects as were counted.
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
struct FollowingRun<Fields: ObjectFields> {
  let client: KubernetesClient
  /// A list of all objects.
  let request: APIRequest
  /// A list that the server answers from its watch cache by looking at one object; nil where it keeps no cache.
  let probe: APIRequest?
  /// What selects the objects, as part of a query; empty for none, as where the server counts them.
  let selector: String
  let limits: FollowingLimits

  private let log: WatchLog<Fields>
  private let version: ResourceVersion

  /// How long the server keeps the watch open; ours ends it much earlier.
  private static var watchSeconds: Int { 300 }

  init(
    client: KubernetesClient, _ request: APIRequest, probe: APIRequest?, selector: String = "",
    from version: ResourceVersion, limits: FollowingLimits
  ) {
    self.client = client
    self.request = request
    self.probe = probe
    self.selector = selector
    self.version = version
    self.limits = limits
    log = WatchLog(mostChanges: limits.mostChanges)
  }

  /// Follows up to the present, or up to a version that a list has told of.
  ///
  /// - Parameters:
  ///   - target: the version; nil asks the server for the present one, and for the count of objects.
  ///   - problem: what is wrong with the changes so far; nil if nothing is. Asked again while the reason may pass.
  func follow(
    to target: ResourceVersion? = nil, _ problem: (FollowedChanges<Fields.Value>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Fields.Value> {
    let begun = ContinuousClock.now
    // Leaving cancels the watch, which would go on for minutes.
    async let _ = client.watch(
      request, from: version, selector: selector, seconds: Self.watchSeconds, into: log)
    let position =
      if let target { ResourcePosition(version: target) } else { try await client.position(Fields.self, request) }
    guard position.version >= version else { throw .serverIsBehind }
    // Who is slow to answer is slow to tell, too. A cache that waits for etcd to tell its progress is not slow.
    let quiet = max(limits.quiet, min((.now - begun) * Self.slowness, limits.patience / 2))
    if let probe { try await reachCache(position.version, probe) }
    return try await settle(at: position, quiet: quiet, problem)
  }

  /// How much longer than the answer to a question a pause of the watch must be.
  private static var slowness: Int { 5 }
}

extension FollowingRun {
  /// Waits until the cache that watches are served from has a version. Servers wait for it for 3 s.
  private func reachCache(_ version: ResourceVersion, _ probe: APIRequest) async throws(FollowingProblem) {
    let nothing = PercentEncoding.encode("metadata.name=capdb-reads-nothing")
    do throws(FollowingProblem) {
      _ = try await client.askOnce(
        probe, query: "fieldSelector=\(nothing)&resourceVersion=\(version)&resourceVersionMatch=NotOlderThan")
    } catch {
      if case .failed(let failure) = error, failure.httpStatus == 504 { throw .cacheIsBehind }
      throw error
    }
  }

  /// Waits until the watch has told everything up to a version.
  private func settle(
    at position: ResourcePosition, quiet: Duration,
    _ problem: (FollowedChanges<Fields.Value>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Fields.Value> {
    let began = ContinuousClock.now
    var reason = FollowingProblem.unsettled
    while true {
      let progress = log.progress
      if let end = progress.end { throw end }
      guard ContinuousClock.now - max(began, progress.heardAt) < limits.patience else { throw reason }
      if isTold(progress, position.version, quiet: quiet, since: began) {
        let changes = FollowedChanges(
          changes: progress.changes, reached: position.version, latest: max(version, progress.latest ?? version),
          count: selector.isEmpty ? position.count : nil)
        guard let found = await problem(changes) else { return changes }
        reason = found
      }
      guard (try? await Task.sleep(for: Self.interval)) != nil else { throw .unsettled }
    }
  }

  /// How often the watch is looked at.
  private static var interval: Duration { .milliseconds(25) }

  /// Whether the stream is quiet, or a bookmark or later event says that nothing earlier is to come.
  private func isTold(
    _ progress: WatchLog<Fields>.Progress, _ target: ResourceVersion, quiet: Duration, since: ContinuousClock.Instant
  ) -> Bool {
    guard progress.hasBegun else { return false }
    if let latest = progress.latest, latest >= target { return true }
    return !progress.isWithinEvent && ContinuousClock.now - max(progress.heardAt, since) >= quiet
  }
}

extension KubernetesClient {
  /// Follows what changed of the nodes since a version; see `FollowingRun`.
  ///
  /// - Parameters:
  ///   - target: a version up to which to follow; nil for the present.
  ///   - problem: what is wrong with the changes so far; nil if nothing is.
  /// - Throws: `FollowingProblem`: the nodes have to be listed.
  public func followNodes(
    from version: ResourceVersion, to target: ResourceVersion? = nil, limits: FollowingLimits = FollowingLimits(),
    _ problem: (FollowedChanges<Node>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Node> {
    try await FollowingRun<NodeFields>(client: self, .nodes, probe: .nodes, from: version, limits: limits)
      .follow(to: target, problem)
  }

  /// Follows what changed of the pods of all namespaces since a version; see `FollowingRun`.
  ///
  /// - Parameters:
  ///   - target: a version up to which to follow; nil for the present.
  ///   - problem: what is wrong with the changes so far; nil if nothing is.
  /// - Throws: `FollowingProblem`: the pods have to be listed.
  public func followPods(
    from version: ResourceVersion, to target: ResourceVersion? = nil, limits: FollowingLimits = FollowingLimits(),
    _ problem: (FollowedChanges<Pod>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Pod> {
    try await FollowingRun<PodFields>(client: self, .pods, probe: .kubeSystemPods, from: version, limits: limits)
      .follow(to: target, problem)
  }

  /// Follows what changed of the events that report missing capacity since a version.
  ///
  /// API servers keep no watch cache of events: what changed comes from etcd, as long as it has not compacted the version (it
  /// does so every 5 minutes), and nothing says that all of it came but a stream that is quiet. What comes later is told to the
  /// next one.
  ///
  /// - Parameter quiet: for how long the watch must have said nothing: etcd may read for long before it tells the first of the
  ///   past.
  /// - Throws: `FollowingProblem`: the events have to be listed.
  public func followEvents(
    from version: ResourceVersion, quiet: Duration = .seconds(1)
  ) async throws(FollowingProblem) -> FollowedChanges<CapacityEvent> {
    try await FollowingRun<EventFields>(
      client: self, .events, probe: nil, selector: Self.eventSelector, from: version,
      limits: FollowingLimits(quiet: quiet)
    ).follow { _ in nil }
  }
}
