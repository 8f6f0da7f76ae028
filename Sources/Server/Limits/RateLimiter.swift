import Synchronization

/// How often each client address may do something: so many times at once, and then so many times a second.
final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    var filledAt: ContinuousClock.Instant
  }

  private let perSecond: Double
  private let burst: Double
  private let mostClients: Int
  private let buckets = Mutex<[String: Bucket]>([:])

  /// - Parameter mostClients: of how many addresses it keeps count; beyond that, those that were quiet are forgotten.
  init(perSecond: Double, burst: Int, mostClients: Int = 10_000) {
    self.perSecond = perSecond
    self.burst = Double(burst)
    self.mostClients = mostClients
  }

  /// Counts one more.
  ///
  /// - Returns: nil if it is within the limit, else in how many seconds the next will be.
  func take(_ client: String, now: ContinuousClock.Instant = .now) -> Int? {
    buckets.withLock { buckets in
      let tokens = Self.tokens(buckets[client], perSecond, burst, now)
      guard tokens >= 1 else {
        buckets[client] = Bucket(tokens: tokens, filledAt: now)
        return max(1, Int(((1 - tokens) / perSecond).rounded(.up)))
      }
      if buckets.count >= mostClients, buckets[client] == nil { forgetQuiet(&buckets, now) }
      buckets[client] = Bucket(tokens: tokens - 1, filledAt: now)
      return nil
    }
  }

  /// Whether the next one would be within the limit; counts nothing.
  func allows(_ client: String, now: ContinuousClock.Instant = .now) -> Bool {
    buckets.withLock { Self.tokens($0[client], perSecond, burst, now) >= 1 }
  }

  private static func tokens(
    _ bucket: Bucket?, _ perSecond: Double, _ burst: Double, _ now: ContinuousClock.Instant
  ) -> Double {
    guard let bucket else { return burst }
    return min(burst, bucket.tokens + (now - bucket.filledAt) / .seconds(1) * perSecond)
  }

  private func forgetQuiet(_ buckets: inout [String: Bucket], _ now: ContinuousClock.Instant) {
    buckets = buckets.filter { Self.tokens($0.value, perSecond, burst, now) < burst }
    // All of them are busy: better to forgive them than to grow without bound.
    if buckets.count >= mostClients { buckets.removeAll() }
  }
}
