internal import OutsideText
public import Transport

/// How a cluster's API server is reached and by whom.
public struct ClusterConnection: Sendable {
  /// The name to show: that of the kubeconfig's cluster entry, or what the caller chose.
  public var name: String
  /// The server's URL, without a slash at its end; a path in it is kept.
  public var server: String
  /// Under which TLS rules the server is reached.
  public var endpoint: Endpoint
  /// Headers of every request: impersonation.
  public var headers: [HTTPHeader]
  /// Supplies what identifies the caller.
  public var credential: any KubernetesCredential
  /// Offer gzip.
  public var acceptsCompression: Bool

  /// Makes a connection of its parts.
  public init(
    name: String, server: String, endpoint: Endpoint = Endpoint(), headers: [HTTPHeader] = [],
    credential: any KubernetesCredential, acceptsCompression: Bool = true
  ) {
    self.name = name
    self.server = server
    self.endpoint = endpoint
    self.headers = headers
    self.credential = credential
    self.acceptsCompression = acceptsCompression
  }

  /// Makes a connection without a kubeconfig, for example to an EKS cluster.
  ///
  /// - Parameters:
  ///   - name: the name to show.
  ///   - server: the server's URL.
  ///   - certificateAuthorityPEM: the only certificate authorities to trust; nil trusts the system's.
  ///   - environment: the variables that name proxies.
  ///   - token: gives a bearer token that is valid; `forceRefresh` says that the server refused the latest one.
  public init(
    name: String, server: String, certificateAuthorityPEM: [UInt8]?, environment: [String: String],
    token: @escaping @Sendable (_ forceRefresh: Bool) async throws -> String
  ) {
    self.init(
      name: name, server: server.last == "/" ? String(server.dropLast()) : server,
      endpoint: Endpoint(
        trust: certificateAuthorityPEM.map { .onlyPEM($0) } ?? .system,
        proxy: ProxyRules.kubernetes.proxy(for: server, in: environment)),
      credential: SuppliedCredential(supply: token))
  }

  /// Whether the connection is encrypted; credentials are sent over no other.
  public var isEncrypted: Bool { server.hasPrefix("https://") }

  /// What every run must warn of, in words for the user.
  public var warnings: [String] {
    let name = SafeText.name(name)
    let server = SafeText.server(server) ?? .withheld
    var warnings: [String] = []
    if endpoint.trust == .anything {
      warnings.append(
        "\(name): insecure-skip-tls-verify is set: whoever answers for \(server) is believed, and gets the token")
    }
    if !isEncrypted {
      warnings.append(
        "\(name): \(server) is not encrypted: no credentials are sent, and anyone on the way can read along")
    }
    return warnings
  }
}
