/// How often and how long to wait before asking again.
///
/// Exponential backoff with full jitter: before attempt n the wait is random between 0 and base × 2ⁿ⁻¹, at most `cap`.
/// Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
public struct RetryPolicy: Sendable {
  /// Attempts in all, the first one included.
  public var attempts: Int
  /// The base of the exponential wait.
  public var base: Duration
  /// The longest wait of one's own choosing.
  public var cap: Duration
  /// Nothing is tried, and nobody waits, beyond this moment.
  public var deadline: ContinuousClock.Instant
  /// Waits; tests put their own in its place.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// A random share of a wait, 0 ..< 1; tests put their own in its place.
  public var jitter: @Sendable () -> Double

  /// Makes a policy; by default 5 attempts, 0.2 s base, 20 s cap.
  public init(
    attempts: Int = 5, base: Duration = .milliseconds(200), cap: Duration = .seconds(20),
    deadline: ContinuousClock.Instant,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.attempts = attempts
    self.base = base
    self.cap = cap
    self.deadline = deadline
    self.sleep = sleep
    self.jitter = jitter
  }

  /// The wait after `attempt` (1 for the first) failed; nil if there is to be no further attempt.
  ///
  /// - Parameter serverWait: what the server asked for (`Retry-After`); it is honoured in full, or not at all where
  ///   it would pass the deadline.
  public func wait(afterAttempt attempt: Int, serverWait: Duration?) -> Duration? {
    guard attempt < attempts else { return nil }
    let exponential = min(cap, base * (1 << min(attempt - 1, 20)))
    let wait = max(exponential * jitter(), serverWait ?? .zero)
    return ContinuousClock.now + wait < deadline ? wait : nil
  }
}
