public import OutsideText

/// Why there is no complete answer. Holds facts; the executable words them.
public struct TransportError: Error, Equatable, Sendable {
  /// What went wrong.
  public enum Kind: Hashable, Sendable {
    /// The URL, a header, a certificate or a proxy setting cannot be used.
    case invalidRequest
    /// The host's name has no address.
    case nameNotResolved
    /// No connection (refused, unreachable, or no answer in time).
    case notConnected
    /// The proxy could not be reached or refused.
    case proxyFailed
    /// The server's certificate is not trusted, or names somebody else.
    case certificateRejected
    /// The handshake failed otherwise.
    case tlsFailed
    /// The transfer broke off: reset, truncated, or not HTTP.
    case interrupted
    /// Nothing arrived for `TransferLimits.stall`.
    case stalled
    /// `TransferLimits.total` passed.
    case timedOut
    /// The body is larger than `TransferLimits.bodyBytes`.
    case bodyTooLarge
    /// The content encoding cannot be undone.
    case badEncoding
    /// The task was cancelled.
    case cancelled
    /// Anything else libcurl reports.
    case other
  }

  /// What went wrong.
  public var kind: Kind
  /// Scheme, host and port that were asked; never path, query or credentials.
  public var server: SafeText
  /// Scheme, host and port of the proxy that the request went through; nil if it went through none.
  public var proxy: SafeText?
  /// More of it, in words of libcurl's and this program's own.
  public var detail: SafeText

  /// Makes an error.
  public init(kind: Kind, server: SafeText, proxy: SafeText? = nil, detail: SafeText) {
    self.kind = kind
    self.server = server
    self.proxy = proxy
    self.detail = detail
  }

  /// Whether the same request may succeed a moment later.
  public var isTransient: Bool {
    switch kind {
    case .nameNotResolved, .notConnected, .proxyFailed, .interrupted, .stalled, .timedOut: true
    case .invalidRequest, .certificateRejected, .tlsFailed, .bodyTooLarge, .badEncoding, .cancelled, .other: false
    }
  }
}
