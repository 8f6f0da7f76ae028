import Foundation
internal import OutsideText
internal import Transport
internal import YAMLDocument

/// A cluster entry of a kubeconfig, checked and resolved.
///
/// Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#Cluster
struct ClusterEntry: Equatable, Sendable {
  var server: String
  var certificateAuthority: [UInt8]?
  var isInsecure: Bool
  var tlsServerName: String?
  /// As the entry gives it.
  var proxyURL: String?
  var disablesCompression: Bool
  /// What exec plugins get with the cluster's address: an extension of the entry.
  var execConfig: YAMLValue?

  /// - Parameter hasClientCertificate: whether the user shows one: a server without a scheme then means https.
  /// - Throws: `KubeconfigError` if the entry cannot be used.
  init(_ entry: Kubeconfig.Entry, hasClientCertificate: Bool) throws(KubeconfigError) {
    let fields = EntryFields(kind: "cluster", entry: entry)
    isInsecure = fields.bool("insecure-skip-tls-verify")
    certificateAuthority = try fields.contents("certificate-authority")
    if isInsecure, certificateAuthority != nil {
      throw fields.fault(.conflict("certificate-authority", "insecure-skip-tls-verify"))
    }
    let prefersTLS = certificateAuthority != nil || isInsecure || hasClientCertificate
    server = try Self.server(fields, scheme: prefersTLS ? "https" : "http")
    let name = fields.text("tls-server-name")
    tlsServerName = name.isEmpty ? nil : name
    proxyURL = try Self.proxyURL(fields)
    disablesCompression = fields.bool("disable-compression")
    execConfig = Self.execConfig(entry.value)
  }

  /// How to reach the server: through the entry's proxy, else the one that the environment's variables name.
  func endpoint(environment: [String: String]) -> Endpoint {
    let trust: Endpoint.Trust = isInsecure ? .anything : certificateAuthority.map { .onlyPEM($0) } ?? .system
    let proxy =
      proxyURL.map { .url(Self.forCurl($0)) } ?? ProxyRules.kubernetes.proxy(for: server, in: environment)
    return Endpoint(trust: trust, tlsServerName: tlsServerName, proxy: proxy)
  }

  /// The server's URL: its path is kept, query and fragment are not; without a scheme it gets the given one.
  private static func server(_ fields: EntryFields, scheme: String) throws(KubeconfigError) -> String {
    let text = fields.text("server")
    guard !text.isEmpty else { throw fields.fault(.missing(field: "server")) }
    let invalid = fields.fault(.value(field: "server", expected: "a URL such as https://host:6443"))
    guard let parts = URLComponents(string: text.contains("://") ? text : "\(scheme)://\(text)"),
      let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let host = parts.encodedHost, !host.isEmpty
    else { throw invalid }
    var path = parts.percentEncodedPath
    while path.last == "/" { path.removeLast() }
    return "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")\(path)"
  }

  private static func proxyURL(_ fields: EntryFields) throws(KubeconfigError) -> String? {
    let text = fields.text("proxy-url")
    guard !text.isEmpty else { return nil }
    guard let parts = URLComponents(string: text), let scheme = parts.scheme,
      ["http", "https", "socks5"].contains(scheme), parts.host?.isEmpty == false
    else {
      throw fields.fault(.value(field: "proxy-url", expected: "a URL with the scheme http, https or socks5"))
    }
    return text
  }

  /// Go hands host names to a SOCKS proxy unresolved, which curl calls `socks5h`.
  private static func forCurl(_ url: String) -> String {
    url.hasPrefix("socks5://") ? "socks5h" + url.dropFirst("socks5".count) : url
  }

  private static func execConfig(_ cluster: YAMLValue) -> YAMLValue? {
    let extensions = cluster["extensions"].elements ?? []
    return extensions.first { $0["name"].string == "client.authentication.k8s.io/exec" }.map { $0["extension"] }
  }
}

extension URLComponents {
  /// The host as it stands in the URL: an IPv6 address in brackets.
  var encodedHost: String? {
    guard let host = percentEncodedHost else { return nil }
    return host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
  }
}

/// The fields of a cluster or user entry, with the rules that both kinds share. Their types have been checked.
struct EntryFields {
  let kind: SafeText
  let entry: Kubeconfig.Entry

  /// The error for a fault of this entry.
  func fault(_ fault: KubeconfigError.Fault) -> KubeconfigError {
    .invalid(kind: kind, name: entry.safeName, file: entry.origin.file, fault)
  }

  /// The text of a field; empty if it is absent.
  func text(_ field: String) -> String { text(field, of: entry.value) }

  /// The text of a field of a nested map; empty if it is absent.
  func text(_ field: String, of map: YAMLValue) -> String { map[field].string ?? "" }

  /// The texts of a list; none if it is absent. One that is `null` is empty.
  func texts(_ field: String, of map: YAMLValue) -> [String] {
    (map[field].elements ?? []).map { $0.string ?? "" }
  }

  /// A switch; false if it is absent.
  func bool(_ field: String) -> Bool { bool(field, of: entry.value) }

  /// A switch of a nested map; false if it is absent.
  func bool(_ field: String, of map: YAMLValue) -> Bool { map[field].content == .bool(true) }

  /// A path, resolved against the folder of the file that holds the entry; nil if it is absent.
  func path(_ field: String) -> String? {
    let path = text(field)
    return path.isEmpty ? nil : Self.resolve(path, in: entry.origin.directory)
  }

  /// The contents that are given either as base64 (`<field>-data`) or as a file (`<field>`); nil if neither is.
  ///
  /// - Throws: `KubeconfigError` if both are given, or the one that is cannot be read.
  func contents(_ field: SafeText) throws(KubeconfigError) -> [UInt8]? {
    let encoded = text("\(field)-data")
    let path = path(field.text)
    if !encoded.isEmpty, path != nil { throw fault(.conflict(field, "\(field)-data")) }
    if !encoded.isEmpty { return Base64.decode(encoded) }
    guard let path else { return nil }
    do {
      return try entry.origin.files.read(path)
    } catch {
      throw fault(.file(field: field, error))
    }
  }

  static func resolve(_ path: String, in directory: String) -> String {
    path.hasPrefix("/") ? path : URL(fileURLWithPath: "\(directory)/\(path)").standardizedFileURL.path
  }
}
