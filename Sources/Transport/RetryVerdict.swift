public import OutsideText

/// Whether an answer is to be asked for again.
public enum RetryVerdict: Hashable, Sendable {
  /// The answer stands.
  case final
  /// Ask again, and not before `after` has passed if the server named a time.
  case retry(after: Duration?)

  /// Retries 429 and the 5xx codes of a server that is overloaded or restarting; every other answer is final.
  ///
  /// Source: RFC 9110 §15.6 and RFC 6585 §4.
  public static func byStatus(_ response: HTTPResponse) -> RetryVerdict {
    switch response.status {
    case 429, 500, 502, 503, 504: .retry(after: response.retryAfter)
    default: .final
    }
  }
}

/// What happened before a wait, for logs.
public struct RetryNotice: Sendable {
  /// Why a request is sent again.
  public enum Reason: Equatable, Sendable {
    /// There was no complete answer.
    case error(TransportError)
    /// The answer had this status.
    case status(Int)
  }

  /// Scheme, host and port that were asked.
  public var server: SafeText
  /// The attempt that failed; 1 for the first.
  public var attempt: Int
  /// The wait before the next one.
  public var wait: Duration
  /// Why the attempt counts as failed.
  public var reason: Reason

  /// Makes a notice.
  public init(server: SafeText, attempt: Int, wait: Duration, reason: Reason) {
    self.server = server
    self.attempt = attempt
    self.wait = wait
    self.reason = reason
  }
}
