import CCurl
import Glibc
import OutsideText

/// How often and how long to wait before asking again.
///
/// Exponential backoff with full jitter: before attempt n the wait is random between 0 and base × 2ⁿ⁻¹, at most `cap`.
/// Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
public struct RetryPolicy: Sendable {
  /// Attempts in all, the first one included.
  public var attempts: Int
  /// The base of the exponential wait.
  public var base: Duration
  /// The longest wait that the server has not asked for.
  public var cap: Duration
  /// There is no attempt, and no wait, beyond this moment.
  public var deadline: ContinuousClock.Instant
  /// Waits; tests replace it.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// A random share of a wait, 0 ..< 1; tests replace it.
  public var jitter: @Sendable () -> Double

  /// By default 5 attempts, 0.2 s base, 20 s cap.
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
  /// - Parameter serverWait: the wait that the server asks for (`Retry-After`); it is kept in full, and there is no further
  ///   attempt where it would pass the deadline.
  public func wait(afterAttempt attempt: Int, serverWait: Duration?) -> Duration? {
    guard attempt < attempts else { return nil }
    let exponential = min(cap, base * (1 << min(attempt - 1, 20)))
    let wait = max(exponential * jitter(), serverWait ?? .zero)
    return ContinuousClock.now + wait < deadline ? wait : nil
  }
}

/// Whether to send a request again after an answer.
public enum RetryDecision: Hashable, Sendable {
  /// The answer is final.
  case final
  /// Send the request again, not before `after` has passed if the server names a time.
  case retry(after: Duration?)

  /// Retries 429 and the 5xx codes of a server that is overloaded or restarting; every other answer is final.
  ///
  /// Source: RFC 9110 §15.6 and RFC 6585 §4.
  public static func byStatus(_ response: HTTPResponse) -> RetryDecision {
    switch response.status {
    case 429, 500, 502, 503, 504: .retry(after: response.retryAfter)
    default: .final
    }
  }
}

extension HTTPTransport {
  /// Sends a request, and sends it again after a wait when it fails for a reason that may pass.
  ///
  /// It is sent again after transient `TransportError`s, after answers for which `decide` says so (by default 429, 500, 502,
  /// 503 and 504), and after nothing else. The wait is the policy's, or the server's `Retry-After` where that is longer. The
  /// total limit of each attempt is cut to the time left until the policy's deadline.
  ///
  /// - Parameters:
  ///   - request: what to send, the same each time.
  ///   - policy: how often, how long and until when.
  ///   - decide: whether to send the request again after an answer.
  /// - Returns: the first final answer, or the last answer where the attempts or the time ran out.
  /// - Throws: `TransportError`: the last attempt's; `.timedOut` where the deadline passed; `.cancelled`.
  public func send(
    _ request: HTTPRequest, policy: RetryPolicy,
    decide: @Sendable (HTTPResponse) -> RetryDecision = RetryDecision.byStatus
  ) async throws(TransportError) -> HTTPResponse {
    var attempt = 1
    while true {
      let outcome = await sendOnce(request, until: policy.deadline)
      guard case .retry(let serverWait) = outcome.retryDecision(decide),
        let wait = policy.wait(afterAttempt: attempt, serverWait: serverWait)
      else { return try outcome.get() }
      try await policy.pause(wait, server: TargetURL.server(of: request.url))
      attempt += 1
    }
  }

  /// One attempt, which ends at `deadline` at the latest.
  private func sendOnce(
    _ request: HTTPRequest, until deadline: ContinuousClock.Instant
  ) async -> Result<HTTPResponse, TransportError> {
    let left = ContinuousClock.now.duration(to: deadline)
    guard left > .zero else { return .failure(.deadlinePassed(server: TargetURL.server(of: request.url))) }
    var bounded = request
    bounded.limits.total = min(request.limits.total, left)
    do {
      return .success(try await send(bounded))
    } catch {
      let isDeadline = error.kind == .timedOut && left <= request.limits.total
      return .failure(isDeadline ? .deadlinePassed(server: error.server) : error)
    }
  }
}

extension Result<HTTPResponse, TransportError> {
  /// Whether to try again, by `decide` if there is an answer.
  fileprivate func retryDecision(_ decide: @Sendable (HTTPResponse) -> RetryDecision) -> RetryDecision {
    switch self {
    case .success(let response): decide(response)
    case .failure(let error): error.isTransient ? .retry(after: nil) : .final
    }
  }
}

extension RetryPolicy {
  /// Waits; this fails only if the task is cancelled.
  fileprivate func pause(_ wait: Duration, server: SafeText) async throws(TransportError) {
    do {
      try await sleep(wait)
    } catch {
      throw TransportError(kind: .cancelled, server: server, detail: "cancelled while waiting to try again")
    }
  }
}

extension TransportError {
  /// The time for one cluster is used up.
  fileprivate static func deadlinePassed(server: SafeText) -> TransportError {
    TransportError(kind: .timedOut, server: server, detail: "the deadline for this cluster passed")
  }
}

extension HTTPResponse {
  /// The wait that the server asks for in `Retry-After`, as seconds or as a date; nil if it names none that is valid.
  ///
  /// A date is compared with the answer's own `Date`, so that a wrong clock here does not matter, else with this machine's
  /// clock. The wait is at least 0 and at most a year. Source: RFC 9110 §10.2.3.
  public var retryAfter: Duration? {
    guard let value = header("Retry-After")?.trimmingBlanks, let first = value.utf8.first else { return nil }
    let year = 31_536_000
    if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
      guard value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
      return .seconds(min(Int(value) ?? year, year))
    }
    guard let moment = Self.seconds(ofHTTPDate: value) else { return nil }
    let sent = header("Date").flatMap(Self.seconds(ofHTTPDate:)) ?? Int(time(nil))
    return .seconds(min(max(moment - sent, 0), year))
  }

  /// When the server sent the answer by its own clock, in seconds since the epoch; nil if it does not say.
  public var sentAt: Int64? { header("Date").flatMap(Self.seconds(ofHTTPDate:)).map(Int64.init) }

  /// Seconds since the epoch of an HTTP date in any of the three forms of RFC 9110 §5.6.7; nil for other texts.
  private static func seconds(ofHTTPDate text: String) -> Int? {
    let seconds = Int(curl_getdate(text, nil))
    return seconds == -1 ? nil : seconds
  }
}
