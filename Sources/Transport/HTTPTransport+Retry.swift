import OutsideText

extension HTTPTransport {
  /// Sends a request, and again after a wait where the failure is one that passes.
  ///
  /// Tried again are: transient `TransportError`s, and answers of which `judge` says so (by default 429, 500, 502, 503
  /// and 504). Nothing else is. The wait is the policy's, or the server's `Retry-After` where that is longer. The total
  /// limit of each attempt is cut to what is left until the policy's deadline.
  ///
  /// - Parameters:
  ///   - request: what to send, the same each time.
  ///   - policy: how often, how long, until when.
  ///   - judge: whether an answer is final. Services that name throttling in the body wrap `RetryVerdict.byStatus`.
  ///   - onRetry: told before each wait, for logs.
  /// - Returns: the first final answer, or the last answer where the attempts or the time ran out.
  /// - Throws: `TransportError`: the last attempt's; `.timedOut` where the deadline passed; `.cancelled`.
  public func send(
    _ request: HTTPRequest, policy: RetryPolicy,
    judge: @Sendable (HTTPResponse) -> RetryVerdict = RetryVerdict.byStatus,
    onRetry: @Sendable (RetryNotice) -> Void = { _ in }
  ) async throws(TransportError) -> HTTPResponse {
    var attempt = 1
    while true {
      let outcome = await sendOnce(request, until: policy.deadline)
      guard let (reason, serverWait) = outcome.retryReason(judge),
        let wait = policy.wait(afterAttempt: attempt, serverWait: serverWait)
      else { return try outcome.get() }
      onRetry(RetryNotice(server: TargetURL.server(of: request.url), attempt: attempt, wait: wait, reason: reason))
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
  /// Why to try again and what wait the server asked for; nil if this outcome is final.
  fileprivate func retryReason(
    _ judge: @Sendable (HTTPResponse) -> RetryVerdict
  ) -> (reason: RetryNotice.Reason, serverWait: Duration?)? {
    switch self {
    case .success(let response):
      guard case .retry(let wait) = judge(response) else { return nil }
      return (.status(response.status), wait)
    case .failure(let error):
      return error.isTransient ? (.error(error), nil) : nil
    }
  }
}

extension RetryPolicy {
  /// Waits by the policy's own `sleep`; its only reason to fail is that the task was cancelled.
  fileprivate func pause(_ wait: Duration, server: SafeText) async throws(TransportError) {
    do {
      try await sleep(wait)
    } catch {
      throw TransportError(kind: .cancelled, server: server, detail: "cancelled while waiting to try again")
    }
  }
}

extension TransportError {
  /// The time set for everything of one cluster is used up.
  fileprivate static func deadlinePassed(server: SafeText) -> TransportError {
    TransportError(kind: .timedOut, server: server, detail: "the deadline for this cluster passed")
  }
}
