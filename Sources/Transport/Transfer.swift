import CCurl
import OutsideText

/// One request under way; used by the event loop's thread only.
final class Transfer {
  let submission: Submission
  let easy: EasyHandle
  private let target: TargetURL
  private let receiver: ResponseReceiver
  private let started = ContinuousClock.now
  private var stall: StallWatch

  /// Prepares an easy handle for the request.
  /// - Throws: `TransportError` of kind `.invalidRequest` if the request cannot be sent as it is.
  init(_ submission: Submission, share: UnsafeMutableRawPointer) throws(TransportError) {
    let request = submission.request
    guard let target = TargetURL(request.url) else {
      throw TransportError(
        kind: .invalidRequest, server: TargetURL.server(of: request.url),
        detail: "not an absolute http or https URL without a user name")
    }
    self.submission = submission
    self.target = target
    receiver = ResponseReceiver(limit: request.limits.bodyBytes)
    stall = StallWatch(limits: request.limits, at: started)
    easy = try EasyHandle(request, to: target, userAgent: submission.userAgent, share: share)
    easy.deliver(to: receiver)
  }

  /// Hands the caller the answer, or why there is none.
  func finish(_ code: CURLcode) {
    submission.continuation.resume(returning: outcome(code))
  }

  private func outcome(_ code: CURLcode) -> Submission.Outcome {
    if let (kind, detail) = receiver.failure { return .failure(error(kind, detail)) }
    guard code == CURLE_OK else {
      let isOutOfTime = ContinuousClock.now - started >= submission.request.limits.total
      return .failure(TransportError(CurlFailure(code, of: easy, to: target, submission.request, isOutOfTime)))
    }
    if let missing = receiver.missingPart { return .failure(error(.interrupted, missing)) }
    return .success(
      HTTPResponse(
        status: easy.status, headers: receiver.headers, body: receiver.finish(), bytesReceived: easy.bodyBytesReceived))
  }

  /// Which limit the transfer has passed; nil if none.
  func overrun(at now: ContinuousClock.Instant) -> (TransportError.Kind, SafeText)? {
    let limits = submission.request.limits
    if now - started >= limits.total {
      return (.timedOut, "no complete answer within \(limits.total.components.seconds) s")
    }
    guard easy.isConnected else {
      stall.restart(at: now)
      return nil
    }
    guard stall.isStalled(at: now, bytes: easy.bytesMoved) else { return nil }
    return (
      .stalled, "fewer than \(limits.stallBytesPerSecond) bytes per second for \(limits.stall.components.seconds) s"
    )
  }

  private func error(_ kind: TransportError.Kind, _ detail: SafeText) -> TransportError {
    TransportError(
      kind: kind, server: target.server, proxy: submission.request.endpoint.proxy.shown, detail: detail)
  }
}

/// Notices that too few bytes moved for too long.
struct StallWatch {
  private let span: Duration
  private let bytesNeeded: Int64
  private var since: ContinuousClock.Instant
  private var bytesThen: Int64 = 0

  /// A transfer stalls when over the time of `limits.stall` it moves less than its rate asks for.
  init(limits: TransferLimits, at now: ContinuousClock.Instant) {
    span = limits.stall
    bytesNeeded = max(1, Int64(span / .seconds(1) * Double(limits.stallBytesPerSecond)))
    since = now
  }

  /// Starts the time anew.
  mutating func restart(at now: ContinuousClock.Instant) {
    since = now
  }

  /// Whether the transfer, which has moved `bytes` in all, has stalled.
  mutating func isStalled(at now: ContinuousClock.Instant, bytes: Int64) -> Bool {
    if bytes - bytesThen >= bytesNeeded {
      since = now
      bytesThen = bytes
    }
    return now - since >= span
  }
}
