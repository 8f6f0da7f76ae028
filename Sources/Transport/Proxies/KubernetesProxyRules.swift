/// Proxies as kubectl chooses them.
///
/// Sources: https://pkg.go.dev/golang.org/x/net/http/httpproxy, which Go's HTTP client asks;
/// https://pkg.go.dev/k8s.io/apimachinery/pkg/util/net#NewProxierWithNoProxyCIDR, which client-go puts before it.
struct KubernetesProxyRules {
  let variables: [String: String]

  /// How a server is reached.
  func proxy(for target: TargetURL) -> Endpoint.Proxy {
    let isEncrypted = target.scheme == "https"
    let names = isEncrypted ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"]
    guard let (name, text) = first(of: names), let url = GoURL(proxy: text) else { return .none }
    // A web server's gateway turns the header `Proxy` of a request into HTTP_PROXY.
    if !isEncrypted, first(of: ["REQUEST_METHOD"]) != nil { return .unusable(.gateway) }
    guard !isLocal(target), !noProxy.covers(target) else { return .none }
    return Endpoint.Proxy(url.proxy, variable: name)
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
