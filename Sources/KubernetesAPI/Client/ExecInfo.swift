import Foundation
internal import YAMLDocument

/// What an exec plugin is told in `KUBERNETES_EXEC_INFO`.
///
/// Source: https://kubernetes.io/docs/reference/config-api/client-authentication.v1/#client-authentication-k8s-io-v1-ExecCredential
struct ExecInfo: Encodable {
  /// Where the cluster is and how it is trusted; without credentials.
  struct Cluster: Encodable, Equatable, Sendable {
    var server: String
    var tlsServerName: String?
    var isInsecure: Bool
    var certificateAuthority: [UInt8]?
    var proxyURL: String?
    var disablesCompression: Bool
    var config: YAMLValue?

    private enum CodingKeys: String, CodingKey {
      case server, config
      case tlsServerName = "tls-server-name"
      case isInsecure = "insecure-skip-tls-verify"
      case certificateAuthority = "certificate-authority-data"
      case proxyURL = "proxy-url"
      case disablesCompression = "disable-compression"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(server, forKey: .server)
      try container.encodeIfPresent(tlsServerName, forKey: .tlsServerName)
      if isInsecure { try container.encode(true, forKey: .isInsecure) }
      try container.encodeIfPresent(
        certificateAuthority.map { Data($0).base64EncodedString() }, forKey: .certificateAuthority)
      try container.encodeIfPresent(proxyURL, forKey: .proxyURL)
      if disablesCompression { try container.encode(true, forKey: .disablesCompression) }
      try container.encodeIfPresent(config, forKey: .config)
    }
  }

  private struct Spec: Encodable {
    var interactive: Bool
    var cluster: Cluster?
  }

  private let kind = "ExecCredential"
  private let apiVersion: String
  private let spec: Spec

  init(apiVersion: String, isInteractive: Bool, cluster: Cluster?) {
    self.apiVersion = apiVersion
    spec = Spec(interactive: isInteractive, cluster: cluster)
  }

  private enum CodingKeys: String, CodingKey {
    case kind, apiVersion, spec
  }

  /// The document as text.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

extension ExecInfo.Cluster {
  init(_ entry: ClusterEntry) {
    self.init(
      server: entry.server, tlsServerName: entry.tlsServerName, isInsecure: entry.isInsecure,
      certificateAuthority: entry.certificateAuthority, proxyURL: entry.proxyURL,
      disablesCompression: entry.disablesCompression, config: entry.execConfig)
  }
}
