public import Capacity

/// Whether a collection may follow what changed in place of listing everything.
public struct FollowingPolicy: Sendable {
  /// Lists everything, and compares it with what following makes of it.
  public var isFull: Bool
  /// The longest time between two full lists, in seconds.
  public var fullEvery: Int64
  /// Reads what is recorded; nil where there is nothing to go on from.
  public var recorded: (@Sendable () async throws -> RecordedObjects)?

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
