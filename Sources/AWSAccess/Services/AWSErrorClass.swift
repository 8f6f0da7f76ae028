import OutsideText
import Transport

/// What an error code of an AWS service asks of the caller.
///
/// Source: botocore's retry rules, https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
enum AWSErrorClass: Equatable {
  /// Too many calls: wait, then ask again.
  case throttled
  /// A passing trouble of the service: ask again.
  case transient
  /// The credentials have ended, or the clock is wrong: ask once more with others.
  case expired
  /// Asking again is no use.
  case final

  init(code: String) {
    self =
      if Self.throttling.contains(code) { .throttled } else if Self.passing.contains(code) {
        .transient
      } else if Self.expiry.contains(code) { .expired } else { .final }
  }

  /// Whether an answer is to be asked for again, by the code of its error document, else by its status.
  static func verdict(_ response: HTTPResponse) -> RetryVerdict {
    guard response.status >= 400 else { return .final }
    switch AWSErrorClass(code: AWSErrorDocument(response).code?.text ?? "") {
    case .throttled: return .retry(after: max(serverWait(response) ?? .zero, throttlePause))
    case .transient: return .retry(after: serverWait(response))
    case .expired: return .final
    case .final:
      guard [429, 500, 502, 503, 504, 509].contains(response.status) else { return .final }
      return .retry(after: serverWait(response))
    }
  }

  /// EC2's token buckets refill slowly, and other callers of the account draw on them too.
  private static let throttlePause = Duration.milliseconds(500)

  private static func serverWait(_ response: HTTPResponse) -> Duration? {
    if let text = response.header("x-amz-retry-after"), let milliseconds = Int(text), milliseconds >= 0 {
      return .milliseconds(min(milliseconds, 5000))
    }
    return response.retryAfter
  }

  private static let throttling: Set<String> = [
    "RequestLimitExceeded", "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
    "RequestThrottledException", "TooManyRequestsException", "EC2ThrottledException", "BandwidthLimitExceeded",
    "LimitExceededException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
    "PriorRequestNotComplete", "SlowDown",
  ]
  private static let passing: Set<String> = ["RequestTimeout", "RequestTimeoutException", "IDPCommunicationError"]
  private static let expiry: Set<String> = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"]
}
