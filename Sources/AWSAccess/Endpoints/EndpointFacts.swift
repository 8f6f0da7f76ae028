public import OutsideText
import Transport

/// How a session reaches a service.
public struct EndpointFacts: Hashable, Sendable {
  /// Scheme, host and port.
  public var server: SafeText
  /// What names the endpoint; nil for AWS's own.
  public var place: InputPlace?
  /// Scheme, host and port of the proxy; nil if there is none.
  public var proxy: SafeText?
  /// The variable that names a proxy, whether or not it is used for this server; nil if none is set.
  public var proxyVariable: SafeText?
  /// Whether a variable or profile replaces the system's certificate authorities.
  public var hasOwnAuthorities: Bool
}

extension AWSSession {
  /// How this session reaches a service.
  ///
  /// - Throws: `AWSError.configuration` if the endpoint settings cannot be used.
  public func endpointFacts(of service: AWSService) throws(AWSError) -> EndpointFacts {
    let endpoint = try settings.endpoint(of: service, region: region)
    return EndpointFacts(
      server: endpoint.shownServer, place: try settings.customEndpointPlace(of: service),
      proxy: endpoint.endpoint.proxy.shown,
      proxyVariable: ProxyRules.aws.variable(for: endpoint.server, in: settings.environment.variables),
      hasOwnAuthorities: endpoint.endpoint.trust != .system)
  }
}
