import CCurl
import Glibc
import OutsideText
import Synchronization

/// Passes requests of any thread to the one thread that runs libcurl.
final class EventLoop: Sendable {
  /// What callers have left for the thread.
  struct Mail {
    var submissions: [Submission] = []
    var cancelled: [Ticket] = []
    var isStopping = false
  }

  private struct State {
    var mail = Mail()
    /// Set while the thread runs, so that no multi handle is woken that has been freed.
    var multi: MultiHandle?
  }

  private let state = Mutex(State())

  /// The thread's name in `ps -L` and debuggers.
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
    state.withLock { state in
      state.mail.submissions.append(submission)
      state.multi?.wake()
    }
  }

  /// Ends the transfer of `ticket`, if it is not over yet.
  func cancel(_ ticket: Ticket) {
    ticket.cancel()
    state.withLock { state in
      state.mail.cancelled.append(ticket)
      state.multi?.wake()
    }
  }

  /// Has the thread end, and does not wait for it. No call of `send` is under way.
  func stop() {
    state.withLock { state in
      state.mail.isStopping = true
      state.multi?.wake()
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
    state.withLock { $0.multi = nil }
    multi.free()
  }

  private func takeMail() -> Mail {
    state.withLock { state in
      defer { state.mail = Mail() }
      return state.mail
    }
  }

  /// Blocks all signals: OpenSSL writes to sockets without `MSG_NOSIGNAL`, so that a closed connection would end the
  /// process by SIGPIPE; the other signals are left to the program's own threads.
  private static func blockSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
  }
}

extension TransportError {
  fileprivate static func notStarted(_ detail: SafeText) -> TransportError {
    TransportError(kind: .other, server: "", detail: detail)
  }
}

/// libcurl's state for the whole process.
enum CurlLibrary {
  /// Prepares libcurl at the first call; whether that succeeded.
  static let isReady = ccurl_global_init() == CURLE_OK
}

/// libcurl's multi handle with the TLS sessions that its transfers share.
///
/// It is unchecked because libcurl's handles are plain pointers: only the event loop's thread uses them, except for `wake`,
/// which libcurl allows from any thread and which the loop calls under its lock while the handle exists.
struct MultiHandle: @unchecked Sendable {
  private let multi: UnsafeMutableRawPointer
  /// The share handle of all easy handles.
  let share: UnsafeMutableRawPointer

  /// Nil without memory.
  init?(_ limits: CurlTransport.ConnectionLimits) {
    guard let multi = curl_multi_init() else { return nil }
    guard let share = curl_share_init() else {
      curl_multi_cleanup(multi)
      return nil
    }
    ccurl_share(share, CURL_LOCK_DATA_SSL_SESSION)
    ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, limits.perHost)
    ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, limits.total)
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limits.total)
    self.multi = multi
    self.share = share
  }

  /// Closes all connections. No easy handle may be left.
  func free() {
    curl_multi_cleanup(multi)
    curl_share_cleanup(share)
  }

  /// Ends a `wait`, now or the next one.
  func wake() {
    curl_multi_wakeup(multi)
  }

  /// Waits for sockets and timers, at most this long.
  func wait(milliseconds: Int32) {
    ccurl_multi_wait(multi, milliseconds)
  }

  /// Advances all transfers as far as possible.
  func perform() {
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
  }

  /// Starts a transfer.
  func add(_ easy: UnsafeMutableRawPointer) -> CURLMcode {
    curl_multi_add_handle(multi, easy)
  }

  /// Removes a transfer, whether it is over or not.
  func remove(_ easy: UnsafeMutableRawPointer) {
    curl_multi_remove_handle(multi, easy)
  }

  /// The next transfer that is over and its result; nil if there is none.
  func nextDone() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
    var code = CURLE_OK
    return ccurl_multi_next_done(multi, &code).map { ($0, code) }
  }
}
