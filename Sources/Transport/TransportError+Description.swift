import OutsideText

extension TransportError: CustomStringConvertible {
  /// What failed, at which server, in libcurl's words, and on the next line what to do.
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
