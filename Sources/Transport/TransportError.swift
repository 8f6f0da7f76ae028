public import OutsideText

/// Why there is no complete answer.
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
    /// The server's certificate is not trusted, or is for another name.
    case certificateRejected
    /// The handshake failed otherwise.
    case tlsFailed
    /// The connection was reset, the answer is truncated, or it is not HTTP.
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
  /// Details, in libcurl's and this program's words.
  public var detail: SafeText

  /// An error without a proxy by default.
  public init(kind: Kind, server: SafeText, proxy: SafeText? = nil, detail: SafeText) {
    self.kind = kind
    self.server = server
    self.proxy = proxy
    self.detail = detail
  }

  /// Whether there was no connection that could be used: name, network, proxy or TLS are the reason, and not the answer.
  public var concernsAccess: Bool {
    switch kind {
    case .invalidRequest, .nameNotResolved, .notConnected, .proxyFailed, .certificateRejected, .tlsFailed: true
    case .interrupted, .stalled, .timedOut, .bodyTooLarge, .badEncoding, .cancelled, .other: false
    }
  }

  /// Whether the same request may succeed a moment later.
  public var isTransient: Bool {
    switch kind {
    case .nameNotResolved, .notConnected, .proxyFailed, .interrupted, .stalled, .timedOut: true
    case .invalidRequest, .certificateRejected, .tlsFailed, .bodyTooLarge, .badEncoding, .cancelled, .other: false
    }
  }
}

extension TransportError: CustomStringConvertible {
  /// What failed, at which server, with libcurl's words, and on the next line what to do.
  public var description: String {
    let place = server.text.isEmpty ? "" : "\(server): "
    let words = detail.text.isEmpty ? "" : " (\(detail))"
    return "\(place)\(summary)\(words)" + (remedy.map { "\n\($0)" } ?? "")
  }

  /// What went wrong, in one clause, and through which proxy.
  public var summary: String {
    guard let proxy else { return clause }
    return kind == .proxyFailed ? "the proxy \(proxy) could not be reached or refused" : "\(clause), through \(proxy)"
  }

  private var clause: String {
    switch kind {
    case .invalidRequest: "the request cannot be sent"
    case .nameNotResolved: "the host's name has no address"
    case .notConnected: "no connection"
    case .proxyFailed: "the proxy could not be reached or refused"
    case .certificateRejected: "the server's certificate was rejected"
    case .tlsFailed: "the TLS handshake failed"
    case .interrupted: "the transfer broke off"
    case .stalled: "the transfer stalled"
    case .timedOut: "no complete answer in time"
    case .bodyTooLarge: "the answer is too large"
    case .badEncoding: "the answer cannot be decompressed"
    case .cancelled: "cancelled"
    case .other: "the transfer failed"
    }
  }

  /// What the user can do about it; nil where nothing needs doing.
  public var remedy: String? {
    switch kind {
    case .invalidRequest:
      "Check the server's URL, the certificates and the proxy in the kubeconfig, and HTTPS_PROXY, AWS_ENDPOINT_URL "
        + "and AWS_CA_BUNDLE."
    case .nameNotResolved:
      "Check the host's name and this machine's DNS; a private endpoint's name may resolve only inside its VPC."
    case .notConnected:
      "Check that the server runs and that security groups, routes and firewalls let this machine reach it, or set "
        + "HTTPS_PROXY (or the kubeconfig's proxy-url)."
    case .proxyFailed:
      "Check HTTPS_PROXY and NO_PROXY or the kubeconfig's proxy-url, and the proxy's user name and password."
    case .certificateRejected:
      "Check certificate-authority-data and tls-server-name in the kubeconfig; for AWS endpoints behind an inspecting "
        + "proxy, set AWS_CA_BUNDLE to its certificate authority."
    case .tlsFailed:
      "Check that the port speaks TLS 1.2 or later, and that the client certificate is the one the server asks for."
    case .interrupted, .stalled:
      "Try again; if it keeps happening, check the load balancer, proxy or NAT gateway on the way."
    case .timedOut:
      "Check the server's load and the network, or allow more time for each cluster."
    case .bodyTooLarge, .badEncoding:
      "Check that the URL leads to the API itself and not to a proxy's page."
    case .cancelled, .other:
      nil
    }
  }
}
