internal import OutsideText

/// Decides from the environment's variables whether a server is reached through a proxy, and through which.
///
/// Each side follows the program that its users know, and libcurl is told the outcome: what libcurl makes of the same
/// variables differs from both. `ALL_PROXY` is neither's.
public enum ProxyRules: Sendable {
  /// As kubectl, that is Go and client-go: API servers.
  case kubernetes
  /// As the AWS CLI, that is botocore and Python: the AWS APIs.
  case aws

  /// How the server of a URL is reached.
  ///
  /// - Parameters:
  ///   - url: an absolute `http` or `https` URL; for anything else no proxy is chosen.
  ///   - variables: the environment's variables.
  public func proxy(for url: String, in variables: [String: String]) -> Endpoint.Proxy {
    guard let target = TargetURL(url) else { return .none }
    return switch self {
    case .kubernetes: KubernetesProxyRules(variables: variables).proxy(for: target)
    case .aws: AWSProxyRules(variables: variables).proxy(for: target)
    }
  }
}

extension Endpoint.Proxy {
  /// The proxy of a variable's value; nil stands for a value that names none that could be used.
  init(_ url: ProxyURL?, variable: String) {
    self = url.map { .url($0.text) } ?? .unusable(.notAProxy(variable: .word(variable) ?? .withheld))
  }

  /// Scheme, host and port, for messages; nil where there is no proxy.
  var shown: SafeText? {
    guard case .url(let url) = self else { return nil }
    return ProxyURL(url).map(\.shown) ?? .withheld
  }
}
