import Synchronization

/// Notes whether sources failed because the cluster or AWS could not be reached, or did not let the caller in.
///
/// The snapshot has each failure's words only; this is for those who say what to do next.
public final class AccessFailures: Sendable {
  @TaskLocal static var current: AccessFailures?

  private let found = Atomic(false)

  /// Makes a note that is empty.
  public init() {}

  /// Whether there was such a failure.
  public var isEmpty: Bool { !found.load(ordering: .relaxed) }

  /// Does `work`, and notes the failures of the sources that are read in it.
  public func noting<Value: Sendable>(_ work: @Sendable () async -> Value) async -> Value {
    await Self.$current.withValue(self) { await work() }
  }

  func add(_ failure: SourceFailure) {
    if failure.concernsAccess { found.store(true, ordering: .relaxed) }
  }
}
