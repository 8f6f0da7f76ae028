import CCurl

/// libcurl's multi handle with the TLS sessions that its transfers share.
///
/// Unchecked, because libcurl's handles are plain pointers: only the event loop's thread uses them, except for `wake`,
/// which libcurl allows from any thread and which the loop calls under its lock while the handle exists.
struct MultiHandle: @unchecked Sendable {
  private let multi: UnsafeMutableRawPointer
  /// The share handle that every easy handle is given.
  let share: UnsafeMutableRawPointer

  /// Makes the handles; nil without memory.
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

  /// Closes every connection. No easy handle may be left in it.
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

  /// Moves every transfer on as far as it goes.
  func perform() {
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
  }

  /// Starts a transfer.
  func add(_ easy: UnsafeMutableRawPointer) -> CURLMcode {
    curl_multi_add_handle(multi, easy)
  }

  /// Takes a transfer out, whether it is over or not.
  func remove(_ easy: UnsafeMutableRawPointer) {
    curl_multi_remove_handle(multi, easy)
  }

  /// The next transfer that is over and its result; nil if there is none.
  func nextDone() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
    var code = CURLE_OK
    return ccurl_multi_next_done(multi, &code).map { ($0, code) }
  }
}
