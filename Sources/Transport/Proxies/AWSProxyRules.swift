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

  /// The variable `<scheme>_proxy`, whatever its case; one that ends in lower case goes before, and takes the others
  /// away where it is empty.
  private func setting(_ scheme: String) -> (name: String, value: String)? {
    let named = variables.filter { $0.key.lowercased() == "\(scheme)_proxy" }.sorted { $0.key < $1.key }
    if let (name, value) = named.last(where: { $0.key.hasSuffix("_proxy") }) {
      return value.isEmpty ? nil : (name, value)
    }
    // A web server's gateway turns the header `Proxy` of a request into HTTP_PROXY.
    if scheme == "http", variables["REQUEST_METHOD"] != nil { return nil }
    return named.last { !$0.value.isEmpty }.map { ($0.key, $0.value) }
  }

  /// `NO_PROXY`: the ends of host names, with or without the URL's port, or `*` and nothing else.
  private func isExcluded(_ target: TargetURL) -> Bool {
    guard let list = setting("no")?.value else { return false }
    if list == "*" { return true }
    let hosts = [target.host, target.authority].map { $0.lowercased() }
    return list.lowercased().split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }.contains { entry in
      let name = entry.drop { $0 == "." }
      return hosts.contains { $0 == name || $0.hasSuffix("." + name) }
    }
  }

  /// The proxy of a variable's value; nil if it names none.
  ///
  /// botocore knows no SOCKS and asks a host called `socks5` instead; here such a proxy is used.
  private static func url(_ text: String) -> ProxyURL? {
    if text.hasPrefix("socks5://") || text.hasPrefix("socks5h://") { return ProxyURL(text)?.resolvingThere }
    let isWhole = text.hasPrefix("http:") || text.hasPrefix("https:")
    var url = ProxyURL(isWhole ? text : text.hasPrefix("//") ? "http:" + text : "http://" + text)
    if url?.user?.name.isEmpty == true || url?.user?.password.isEmpty == true { url?.user = nil }
    return url
  }
}
