import CCurl
import OutsideText
import Glibc
import Synchronization

/// Hands requests from any thread to the one thread that runs libcurl.
final class EventLoop: Sendable {
  /// What callers left for the thread.
  struct Mail {
    var submissions: [Submission] = []
    var cancelled: [Ticket] = []
    var isStopping = false
  }

  private struct State {
    var mail = Mail()
    /// Set while the thread runs, so that nobody wakes a multi handle that is gone.
    var multi: MultiHandle?
    var waiters: [CheckedContinuation<Void, Never>] = []
    var isStopped = false
  }

  private let state = Mutex(State())

  /// What `ps -L` and debuggers show.
  static let threadName = "capdb-http"

  /// Prepares libcurl and starts the thread, which keeps this object alive until `stop`.
  func start(_ limits: CurlTransport.ConnectionLimits) throws(TransportError) {
    guard CurlLibrary.isReady, let multi = MultiHandle(limits) else { throw .notStarted("libcurl cannot start") }
    state.withLock { $0.multi = multi }
    var thread = pthread_t()
    let own = Unmanaged.passRetained(self)
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, own.toOpaque())
    guard result == 0 else {
      own.release()
      state.withLock { $0.multi = nil }
      multi.free()
      throw .notStarted("no thread: \(FileProblem(code: result).words)")
    }
    pthread_detach(thread)
  }

  /// Queues a request; its continuation is resumed exactly once.
  func submit(_ submission: Submission) {
    let isAccepted = state.withLock { state in
      guard !state.mail.isStopping else { return false }
      state.mail.submissions.append(submission)
      state.multi?.wake()
      return true
    }
    if !isAccepted { submission.fail(.cancelled, Self.shutDown) }
  }

  /// Ends the transfer that `ticket` stands for, if it is not over yet.
  func cancel(_ ticket: Ticket) {
    ticket.cancel()
    state.withLock { state in
      state.mail.cancelled.append(ticket)
      state.multi?.wake()
    }
  }

  /// Tells the thread to end; does not wait for it.
  func stop() {
    state.withLock { state in
      state.mail.isStopping = true
      state.multi?.wake()
    }
  }

  /// Tells the thread to end and waits until it has closed everything.
  func stopAndWait() async {
    stop()
    await withCheckedContinuation { continuation in
      let isStopped = state.withLock { state in
        if !state.isStopped { state.waiters.append(continuation) }
        return state.isStopped
      }
      if isStopped { continuation.resume() }
    }
  }

  private func run() {
    Self.blockSignals()
    ccurl_name_thread(Self.threadName)
    guard let multi = state.withLock({ $0.multi }) else { return }
    let transfers = TransferSet(multi: multi)
    while true {
      let mail = takeMail()
      transfers.accept(mail)
      if mail.isStopping { break }
      transfers.advance()
    }
    transfers.failAll(.cancelled, Self.shutDown)
    close(multi)
  }

  private func takeMail() -> Mail {
    state.withLock { state in
      let mail = state.mail
      state.mail = Mail(isStopping: mail.isStopping)
      return mail
    }
  }

  private func close(_ multi: MultiHandle) {
    state.withLock { $0.multi = nil }
    multi.free()
    let waiters = state.withLock { state in
      state.isStopped = true
      return state.waiters
    }
    waiters.forEach { $0.resume() }
  }

  /// OpenSSL writes to sockets without `MSG_NOSIGNAL`: a peer that is gone would end the process by SIGPIPE. All other
  /// signals are left to the program's own threads.
  private static func blockSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
  }

  private static let shutDown: SafeText = "the transport was shut down"
}

extension TransportError {
  fileprivate static func notStarted(_ detail: SafeText) -> TransportError {
    TransportError(kind: .other, server: "", detail: detail)
  }
}

/// libcurl's state for the whole process.
enum CurlLibrary {
  /// Prepares libcurl at the first call; whether that worked.
  static let isReady = ccurl_global_init() == CURLE_OK
}
