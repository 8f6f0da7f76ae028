public import OutsideText

/// Decides from the environment's variables whether a server is reached through a proxy, and through which one.
///
/// Each case follows the program that its users know. libcurl's own reading of these variables differs from both and is not
/// used. Neither program reads `ALL_PROXY`.
public enum ProxyRules: Sendable {
  /// For API servers: as kubectl, that is Go and client-go.
  case kubernetes
  /// For AWS APIs: as the AWS CLI, that is botocore and Python.
  case aws

  /// How the server of a URL is reached.
  ///
  /// - Parameters:
  ///   - url: an absolute `http` or `https` URL; there is no proxy for other texts.
  ///   - variables: the environment's variables.
  public func proxy(for url: String, in variables: [String: String]) -> Endpoint.Proxy {
    guard let target = TargetURL(url) else { return .none }
    return switch self {
    case .kubernetes: KubernetesProxyRules(variables: variables).proxy(for: target)
    case .aws: AWSProxyRules(variables: variables).proxy(for: target)
    }
  }

  /// The variable that names the proxy of a URL's scheme, whether or not it is used for this server; nil if none is set.
  public func variable(for url: String, in variables: [String: String]) -> SafeText? {
    guard let target = TargetURL(url) else { return nil }
    let name =
      switch self {
      case .kubernetes: KubernetesProxyRules(variables: variables).variable(target.scheme)
      case .aws: AWSProxyRules(variables: variables).setting(target.scheme)?.name
      }
    return name.flatMap { .word($0) }
  }
}

extension Endpoint.Proxy {
  /// The proxy of a variable, from its value; nil if the value is not the URL of a proxy that can be used.
  init(_ url: ProxyURL?, variable: String) {
    self = url.map { .url($0.text) } ?? .unusable(.notAProxy(variable: .word(variable) ?? .withheld))
  }

  /// Scheme, host and port, for messages; nil if there is no proxy.
  public var shown: SafeText? {
    guard case .url(let url) = self else { return nil }
    return ProxyURL(url).map(\.shown) ?? .withheld
  }
}

/// Proxies as kubectl chooses them.
///
/// Sources: https://pkg.go.dev/golang.org/x/net/http/httpproxy, which Go's HTTP client asks;
/// https://pkg.go.dev/k8s.io/apimachinery/pkg/util/net#NewProxierWithNoProxyCIDR, which client-go asks before that.
struct KubernetesProxyRules {
  let variables: [String: String]

  /// How a server is reached.
  func proxy(for target: TargetURL) -> Endpoint.Proxy {
    guard let (name, text) = first(of: Self.names(target.scheme)), let url = GoURL(proxy: text) else { return .none }
    // A web server's gateway turns the header `Proxy` of a request into HTTP_PROXY.
    if target.scheme == "http", first(of: ["REQUEST_METHOD"]) != nil { return .unusable(.gateway) }
    guard !isLocal(target), !noProxy.covers(target) else { return .none }
    return Endpoint.Proxy(url.proxy, variable: name)
  }

  /// The variable that is set for a scheme.
  func variable(_ scheme: String) -> String? { first(of: Self.names(scheme))?.name }

  private static func names(_ scheme: String) -> [String] {
    scheme == "https" ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"]
  }

  /// The first of these variables that is not empty.
  private func first(of names: [String]) -> (name: String, value: String)? {
    names.lazy.compactMap { name in variables[name].map { (name, $0) } }.first { !$0.1.isEmpty }
  }

  /// The name in lower case only, and every loopback address.
  private func isLocal(_ target: TargetURL) -> Bool {
    target.host == "localhost" || AddressBytes(TargetURL.bare(target.host))?.isLoopback == true
  }

  private var noProxy: NoProxyList {
    NoProxyList(first(of: ["NO_PROXY", "no_proxy"])?.value ?? "")
  }
}

/// Proxies as the AWS CLI chooses them.
///
/// Sources: https://docs.python.org/3/library/urllib.request.html#urllib.request.getproxies for the variables and
/// `NO_PROXY`; botocore's `httpsession.ProxyConfiguration` for the proxy's URL.
struct AWSProxyRules {
  let variables: [String: String]

  /// How a server is reached.
  func proxy(for target: TargetURL) -> Endpoint.Proxy {
    guard let (name, text) = setting(target.scheme), !isExcluded(target) else { return .none }
    return Endpoint.Proxy(Self.url(text), variable: name)
  }

  /// The variable `<scheme>_proxy` in any case; one that ends in lower case has priority, and hides the others even if it is
  /// empty.
  func setting(_ scheme: String) -> (name: String, value: String)? {
    let named = variables.filter { $0.key.lowercased() == "\(scheme)_proxy" }.sorted { $0.key < $1.key }
    if let (name, value) = named.last(where: { $0.key.hasSuffix("_proxy") }) {
      return value.isEmpty ? nil : (name, value)
    }
    // A web server's gateway turns the header `Proxy` of a request into HTTP_PROXY.
    if scheme == "http", variables["REQUEST_METHOD"] != nil { return nil }
    return named.last { !$0.value.isEmpty }.map { ($0.key, $0.value) }
  }

  /// Whether `NO_PROXY` covers a server: a list of ends of host names, with or without the URL's port, or a single `*`.
  private func isExcluded(_ target: TargetURL) -> Bool {
    guard let list = setting("no")?.value else { return false }
    if list == "*" { return true }
    let hosts = [target.host, target.authority].map { $0.lowercased() }
    return list.lowercased().split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }.contains { entry in
      let name = entry.drop { $0 == "." }
      return hosts.contains { $0 == name || $0.hasSuffix("." + name) }
    }
  }

  /// The proxy that a variable's value names; nil if it names none.
  ///
  /// botocore does not support SOCKS and connects to a host called `socks5` instead; capdb uses such a proxy.
  private static func url(_ text: String) -> ProxyURL? {
    if text.hasPrefix("socks5://") || text.hasPrefix("socks5h://") { return ProxyURL(text)?.resolvingRemotely }
    let isWhole = text.hasPrefix("http:") || text.hasPrefix("https:")
    var url = ProxyURL(isWhole ? text : text.hasPrefix("//") ? "http:" + text : "http://" + text)
    if url?.user?.name.isEmpty == true || url?.user?.password.isEmpty == true { url?.user = nil }
    return url
  }
}
