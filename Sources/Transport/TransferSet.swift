import CCurl
import OutsideText

/// The transfers under way; used by the event loop's thread only.
final class TransferSet {
  private let multi: MultiHandle
  private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
  private var lastSweep = ContinuousClock.now

  /// How often limits are looked at while transfers run.
  private static let sweepInterval = Duration.milliseconds(100)

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

  /// Waits for the network, moves the transfers on and ends those that are over.
  func advance() {
    multi.wait(milliseconds: transfers.isEmpty ? 60_000 : 100)
    multi.perform()
    while let (easy, code) = multi.nextDone() {
      guard let transfer = take(easy) else { continue }
      transfer.finish(code)
    }
    sweep()
  }

  /// Ends every transfer without an answer.
  func failAll(_ kind: TransportError.Kind, _ detail: SafeText) {
    transfers.values.forEach { end($0, kind, detail) }
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

  /// Ends the transfers that are out of time or stalled. libcurl's own stall detection counts whole seconds over an
  /// average of five, and its total limit does not run for a transfer that still waits for a connection.
  private func sweep() {
    let now = ContinuousClock.now
    guard now - lastSweep >= Self.sweepInterval else { return }
    lastSweep = now
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
