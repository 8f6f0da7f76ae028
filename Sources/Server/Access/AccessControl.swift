import Capacity

/// Decides who may read.
struct AccessControl: Sendable {
  private let token: AccessToken?
  private let wrongTokens: RateLimiter

  /// The cookie that stands for the token.
  static let cookie = "capdb_session"
  /// How long it does: a working day and what comes after it.
  static let sessionSeconds: Int64 = 12 * 3600

  /// - Parameter token: what clients have to know; nil lets everybody read who reaches the server.
  init(token: AccessToken?, limits: ServerLimits) {
    self.token = token
    wrongTokens = RateLimiter(perSecond: limits.wrongTokensPerSecond, burst: 10)
  }

  /// Whether clients need a token.
  var needsToken: Bool { token != nil }

  /// Lets a request pass that carries the token or the cookie.
  ///
  /// - Throws: `Problem.noToken`, `.wrongToken`, `.tooManyRequests`.
  func check(_ request: ReceivedRequest, now: Timestamp) throws(Problem) {
    guard let token else { return }
    if let session = request.cookie(Self.cookie), token.isSession(session, now: now.seconds) { return }
    guard let authorization = request.header("Authorization") else { throw .noToken }
    guard let sent = Self.bearer(authorization) else { throw .noToken }
    try compare(sent, of: request.client, with: token)
  }

  /// Exchanges a token that a form sent for the value of a cookie.
  ///
  /// - Throws: `Problem.wrongToken`, `.tooManyRequests`; `.noSuchPage` where no token is needed.
  func session(for sent: String, client: String, now: Timestamp) throws(Problem) -> String {
    guard let token else { throw .noSuchPage }
    try compare(sent, of: client, with: token)
    return token.session(until: now.seconds + Self.sessionSeconds)
  }

  /// A client that guesses has to wait longer and longer between two guesses.
  private func compare(_ sent: String, of client: String, with token: AccessToken) throws(Problem) {
    guard wrongTokens.allows(client) else { throw .tooManyRequests(seconds: 2) }
    guard token.isEqual(to: sent) else {
      _ = wrongTokens.take(client)
      throw .wrongToken
    }
  }

  /// Source: RFC 6750 section 2.1; the name of a scheme is case-insensitive (RFC 9110 section 11.1).
  private static func bearer(_ authorization: String) -> String? {
    authorization.wholeMatch(of: /(?i:bearer) +([\x21-\x7e]+) */).map { String($0.1) }
  }
}
