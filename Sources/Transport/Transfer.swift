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
    receiver = ResponseReceiver(limit: request.limits.bodyBytes, sink: submission.sink)
    stall = StallWatch(limits: request.limits, at: started)
    easy = try EasyHandle(request, to: target, userAgent: submission.userAgent, share: share)
    easy.deliver(to: receiver)
  }

  /// Gives the caller the answer, or the reason why there is none.
  func finish(_ code: CURLcode) {
    submission.continuation.resume(returning: outcome(code))
  }

  private func outcome(_ code: CURLcode) -> Submission.Outcome {
    if let (kind, detail) = receiver.failure { return .failure(error(kind, detail)) }
    guard code == CURLE_OK || receiver.hasEnough else {
      let isOutOfTime = ContinuousClock.now - started >= submission.request.limits.total
      return .failure(TransportError(CurlFailure(code, of: easy, to: target, submission.request, isOutOfTime)))
    }
    if !receiver.hasEnough, let missing = receiver.missingPart { return .failure(error(.interrupted, missing)) }
    var response = HTTPResponse(
      status: easy.status, headers: receiver.headers, body: receiver.finish(), bytesReceived: easy.bodyBytesReceived)
    if submission.request.asksForCertificate { response.certificate = easy.certificate }
    return .success(response)
  }

  /// The limit that the transfer has passed; nil if none.
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

  /// A transfer stalls when within `limits.stall` it moves fewer bytes than `stallBytesPerSecond` requires.
  init(limits: TransferLimits, at now: ContinuousClock.Instant) {
    span = limits.stall
    bytesNeeded = max(1, Int64(span / .seconds(1) * Double(limits.stallBytesPerSecond)))
    since = now
  }

  /// Starts the measurement again.
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

/// The transfers under way; used by the event loop's thread only.
final class TransferSet {
  private let multi: MultiHandle
  private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
  private var lastLimitCheck = ContinuousClock.now

  /// How often limits are checked while transfers run.
  private static let limitCheckInterval = Duration.milliseconds(100)

  init(multi: MultiHandle) {
    self.multi = multi
  }

  /// Starts what was submitted and ends what was cancelled.
  func accept(_ mail: EventLoop.Mail) {
    mail.submissions.forEach(start)
    guard !mail.cancelled.isEmpty else { return }
    let cancelled = transfers.values.filter { $0.submission.ticket.isCancelled }
    cancelled.forEach { end($0, .cancelled, "the task was cancelled") }
  }

  /// Waits for the network, advances the transfers and ends those that are over.
  func advance() {
    multi.wait(milliseconds: transfers.isEmpty ? 60_000 : 100)
    multi.perform()
    while let (easy, code) = multi.nextDone() {
      guard let transfer = take(easy) else { continue }
      transfer.finish(code)
    }
    endOverrunTransfers()
  }

  private func start(_ submission: Submission) {
    guard !submission.ticket.isCancelled else { return submission.fail(.cancelled, "the task was cancelled") }
    do {
      let transfer = try Transfer(submission, share: multi.share)
      guard multi.add(transfer.easy.pointer) == CURLM_OK else {
        return submission.fail(.other, "libcurl takes no more transfers")
      }
      transfers[transfer.easy.pointer] = transfer
    } catch {
      submission.continuation.resume(returning: .failure(error))
    }
  }

  /// Ends the transfers that are out of time or stalled. libcurl's own stall detection takes whole seconds over an average
  /// of five, and its total limit does not run while a transfer waits for a connection.
  private func endOverrunTransfers() {
    let now = ContinuousClock.now
    guard now - lastLimitCheck >= Self.limitCheckInterval else { return }
    lastLimitCheck = now
    for transfer in transfers.values {
      guard let (kind, detail) = transfer.overrun(at: now) else { continue }
      end(transfer, kind, detail)
    }
  }

  private func end(_ transfer: Transfer, _ kind: TransportError.Kind, _ detail: SafeText) {
    _ = take(transfer.easy.pointer)
    transfer.submission.fail(kind, detail)
  }

  private func take(_ easy: UnsafeMutableRawPointer) -> Transfer? {
    multi.remove(easy)
    return transfers.removeValue(forKey: easy)
  }
}
