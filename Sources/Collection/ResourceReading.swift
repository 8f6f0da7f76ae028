import Capacity
import KubernetesAPI
import Synchronization

/// What was read of one resource, and how.
struct ResourceReading<Object: FollowedObject>: Sendable {
  var reading: Reading<[Object]>
  /// Nil where the objects are unknown.
  var method: ReadingMethod?
  /// Why they were listed; nil where they were followed, or nobody asked to follow.
  var listedBecause: String?
  /// From where to go on; nil where the next collection has to list.
  var resume: ResumePoint?
  /// In how many objects a list differs from what following made of it; nil where that was not compared.
  var differences: Int?
  /// The changes since the collection before; nil where they are not known.
  var changes: KnownChanges<Object>?
}

extension ResourceReading<Node> {
  /// Whether the nodes are the instances that EC2 was asked about at a moment: it is known what changed, none came or went since,
  /// and none came shortly before, when its interfaces may not have been attached yet.
  func areSameInstances(since moment: Timestamp) -> Bool {
    guard let changes, changes.areComplete, let nodes = reading.value else { return false }
    let isSame = changes.all.allSatisfy { change in
      !change.isDeletion && changes.before[change.value.uid]?.instanceID == change.value.instanceID
    }
    return isSame && !nodes.contains { node in node.createdAt.map { moment - $0 < Self.settling } ?? false }
  }

  /// How long after its creation a node is taken to have the interfaces that it begins with, in seconds.
  private static var settling: Int64 { 60 }
}

/// What changed since the collection before.
struct KnownChanges<Object: FollowedObject>: Sendable {
  /// The changes, in order.
  var all: [ObjectChange<Object>]
  /// What the collection before recorded of the objects that changed.
  var before: [UID: Object]
  /// Whether the objects of this collection are those of the one before with these changes, and nothing else.
  var areComplete: Bool

  init(_ changes: [ObjectChange<Object>], to recorded: AppliedChanges<Object>, areComplete: Bool) {
    all = changes
    self.areComplete = areComplete
    before = [:]
    for change in changes { before[change.value.uid] = recorded[change.value.uid] }
  }
}

extension KnownChanges<Pod> {
  /// The pods that changed, came or went; nil where others may have too.
  ///
  /// - Parameter collection: the number of the collection before; nil if it is not known.
  func changed(since collection: Int64?) -> ChangedPods? {
    guard areComplete, let collection else { return nil }
    return ChangedPods(Set(all.map(\.value.uid)), since: collection)
  }
}

/// Reads one resource: what changed of it, where there is something to go on from, else a list.
struct ResourceReader<Object: FollowedObject>: Sendable {
  /// Follows changes from a version to another, or to the present.
  typealias Follow =
    @Sendable (
      _ from: ResourceVersion, _ to: ResourceVersion?,
      _ problem: @Sendable (FollowedChanges<Object>) async -> FollowingProblem?
    ) async throws(FollowingProblem) -> FollowedChanges<Object>

  let source: Source
  let now: Timestamp
  let list: @Sendable () async throws(SourceFailure) -> Listed<Object>
  let follow: Follow

  /// From where the changes can be followed, and why that is not enough, if it is not.
  struct Start: Sendable {
    /// Whether anybody asked to follow.
    var isAsked = true
    var point: ResumePoint?
    /// Why everything is listed all the same; nil if it is not.
    var listsBecause: String?
    /// What is recorded as of the point; nil where it is not to be read.
    var recorded: RecordedPart<Object>?
  }

  func read(_ start: Start) async -> ResourceReading<Object> {
    guard start.isAsked else { return await listed(because: nil) }
    guard let point = start.point, let version = ResourceVersion(number: point.version),
      let recorded = start.recorded
    else { return await listed(because: start.listsBecause ?? "there is no version to go on from") }
    if let reason = start.listsBecause { return await compared(recorded, version, because: reason) }
    var attempts = 0
    let objects = SharedObjects(recorded)
    while true {
      do throws(FollowingProblem) {
        return try await followed(objects, from: version, listedAt: point.listedAt)
      } catch {
        attempts += 1
        // A list would lose what a watch can still tell, and take the same connection.
        guard error.mayPass || error.isCut, attempts < Self.mostAttempts, await Self.pause(attempts) else {
          return await listed(because: "\(source.rawValue): \(error)")
        }
      }
    }
  }

  private static var mostAttempts: Int { 3 }

  /// - Returns: whether there was time for it.
  private static func pause(_ attempts: Int) async -> Bool {
    (try? await Task.sleep(for: .milliseconds(250 * attempts))) != nil
  }

  private func followed(
    _ objects: SharedObjects<Object>, from version: ResourceVersion, listedAt: Timestamp
  ) async throws(FollowingProblem) -> ResourceReading<Object> {
    let followed = try await follow(version, nil) { changes in
      guard let counted = changes.count,
        let count = await objects.count(with: changes.changes.filter { $0.version <= changes.reached })
      else { return nil }
      return count == counted ? nil : .miscounted(count, counted: counted)
    }
    // Those beyond the version that was asked for are not all there are, but what they say is true, and the next
    // collection goes on behind them.
    guard let (changed, changes) = await objects.applying(followed.changes) else {
      return await listed(because: "what is recorded cannot be read")
    }
    return ResourceReading(
      reading: .known(changed), method: .followed,
      resume: ResumePoint(version: followed.latest.number, listedAt: listedAt), changes: changes)
  }

  /// Lists, and compares the list with what following makes of what is recorded at the list's own version.
  private func compared(
    _ recorded: RecordedPart<Object>, _ version: ResourceVersion, because reason: String
  ) async -> ResourceReading<Object> {
    var result = await listed(because: reason)
    guard case .known(let list) = result.reading,
      let reached = result.resume.flatMap({ ResourceVersion(number: $0.version) }),
      let recorded = await recorded.take().map({ AppliedChanges($0) })
    else { return result }
    let comparison = Comparison<Object>()
    do throws(FollowingProblem) {
      // While there are differences, the watch has time to tell of what is missing.
      _ = try await follow(version, reached) { followed in
        let changes = followed.changes.filter { $0.version <= reached }
        // Nothing was told since there were differences.
        if let latest = comparison.latest, latest.changes.count == changes.count { return .unsettled }
        let differences = recorded.differences(from: list, after: changes)
        comparison.note(changes, differences)
        return differences == 0 ? nil : .unsettled
      }
    } catch {
      // What cannot be followed cannot be compared, and the list is complete without that.
      guard error == .unsettled else { return result }
    }
    guard let (changes, differences) = comparison.latest else { return result }
    result.changes = KnownChanges(changes, to: recorded, areComplete: false)
    result.differences = differences
    return result
  }

  private func listed(because reason: String?) async -> ResourceReading<Object> {
    do throws(SourceFailure) {
      let listed = try await list()
      return ResourceReading(
        reading: .known(listed.items), method: .listed, listedBecause: reason,
        resume: listed.version.map { ResumePoint(version: $0.number, listedAt: now) })
    } catch {
      return ResourceReading(reading: .unknown(source, error))
    }
  }
}

/// Objects that changes are counted with and then applied to. One copy of them in a closure would double what a large cluster
/// takes.
private actor SharedObjects<Object: FollowedObject> {
  private let recorded: RecordedPart<Object>
  private var state: AppliedChanges<Object>?

  init(_ recorded: RecordedPart<Object>) {
    self.recorded = recorded
  }

  /// How many there are with changes; nil where what is recorded cannot be read.
  func count(with changes: [ObjectChange<Object>]) async -> Int? {
    await load()
    return state?.count(with: changes)
  }

  /// Applies changes; nil where what is recorded cannot be read.
  ///
  /// - Returns: the objects as they are then, and what the changes say of those before.
  func applying(_ changes: [ObjectChange<Object>]) async -> (objects: [Object], known: KnownChanges<Object>)? {
    await load()
    guard let known = state.map({ KnownChanges(changes, to: $0, areComplete: true) }) else { return nil }
    for change in changes { state?.apply(change) }
    defer { state = nil }
    return state.map { ($0.objects, known) }
  }

  private func load() async {
    if state == nil { state = await recorded.take().map { AppliedChanges($0) } }
  }
}

/// The latest comparison of a list with what was followed up to it.
private final class Comparison<Object: FollowedObject>: Sendable {
  private let state = Mutex<(changes: [ObjectChange<Object>], differences: Int)?>(nil)

  var latest: (changes: [ObjectChange<Object>], differences: Int)? { state.withLock { $0 } }

  func note(_ changes: [ObjectChange<Object>], _ differences: Int) {
    state.withLock { $0 = (changes, differences) }
  }
}
