public import Capacity

/// Whether a collection may follow what changed in place of listing everything.
public struct FollowingPolicy: Sendable {
  /// Lists everything, and compares it with what following makes of it.
  public var isFull: Bool
  /// The longest time between two full lists, in seconds.
  public var fullEvery: Int64
  /// Reads what is recorded; nil where there is nothing to go on from.
  public var recorded: (@Sendable () async throws -> RecordedObjects)?

  /// Where EC2 is not asked each time; nil where it is.
  public var network: NetworkPolicy?

  /// A day.
  public static let usualFullEvery: Int64 = 86_400

  /// By default everything is listed, since nothing is recorded.
  public init(
    isFull: Bool = false, fullEvery: Int64 = usualFullEvery,
    recorded: (@Sendable () async throws -> RecordedObjects)? = nil
  ) {
    self.isFull = isFull
    self.fullEvery = fullEvery
    self.recorded = recorded
  }
}

/// Whether a collection may go on with what EC2 answered an earlier one.
public struct NetworkPolicy: Sendable {
  /// How often EC2 is asked, in seconds.
  public var every: Int64
  /// Reads what EC2 last answered; nil if there is nothing.
  public var recorded: @Sendable () async throws -> Snapshot?

  /// Makes a policy.
  public init(every: Int64, recorded: @escaping @Sendable () async throws -> Snapshot?) {
    self.every = every
    self.recorded = recorded
  }

  /// Whether an answer still counts. Runs from cron begin seconds apart from their time, so a tenth is taken off.
  func isRecent(_ answeredAt: Timestamp, at now: Timestamp) -> Bool {
    now >= answeredAt && (now - answeredAt) * 10 < every * 9
  }
}
