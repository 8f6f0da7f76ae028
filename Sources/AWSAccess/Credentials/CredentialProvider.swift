package import Capacity

/// Credentials that renew themselves: one fetch at a time, whoever asks.
///
/// Renewal is tried from 15 minutes before the end on, and must have succeeded 10 minutes before it; until then a failed
/// attempt leaves the old ones in use. Source: botocore's `RefreshableCredentials`.
public actor CredentialProvider {
  private let fetch: @Sendable () async throws(AWSError) -> Credentials
  private let now: @Sendable () -> Timestamp
  private var current: Credentials?
  private var running: Task<Result<Credentials, AWSError>, Never>?
  /// When renewal was last tried.
  private var triedAt: Timestamp?

  /// Seconds before the end from which renewal is tried, and from which it must succeed.
  private static let advisory: Int64 = 15 * 60
  private static let mandatory: Int64 = 10 * 60
  /// Sessions of 15 minutes live in the advisory window from the start: without a pause each call would fetch new ones.
  private static let pause: Int64 = 60

  /// Credentials from `fetch`, which is called when there are none, or they are about to end.
  package init(
    now: @escaping @Sendable () -> Timestamp, fetch: @escaping @Sendable () async throws(AWSError) -> Credentials
  ) {
    self.now = now
    self.fetch = fetch
  }

  /// Credentials to sign with.
  /// - Parameter rejected: credentials that a service called expired; others are fetched, unless that has happened
  ///   since they were given out.
  /// - Throws: `AWSError` if there are none, or theirs cannot be renewed in time.
  public func credentials(insteadOf rejected: Credentials? = nil) async throws(AWSError) -> Credentials {
    guard let current, current != rejected else { return try await renew() }
    guard let expiration = current.expiration else { return current }
    let left = expiration - now()
    if left > Self.advisory { return current }
    if left <= Self.mandatory { return try await renew() }
    if let triedAt, now() - triedAt < Self.pause { return current }
    do throws(AWSError) {
      return try await renew()
    } catch {
      return current
    }
  }

  private func renew() async throws(AWSError) -> Credentials {
    let task: Task<Result<Credentials, AWSError>, Never>
    if let running {
      task = running
    } else {
      triedAt = now()
      task = Task { [fetch] in
        do throws(AWSError) {
          return .success(try await fetch())
        } catch {
          return .failure(error)
        }
      }
      running = task
    }
    let result = await task.value
    if running == task { running = nil }
    let fresh = try result.get()
    current = fresh
    return fresh
  }
}
