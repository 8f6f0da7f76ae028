public import Transport

/// Where one service is called, and the region its requests are signed for.
public struct ServiceEndpoint: Hashable, Sendable {
  /// Scheme and host, and a port if it is not the scheme's own; no slash at the end, no path.
  public var url: String
  /// The region in the signature's scope.
  public var signingRegion: String
  /// The certificate authorities and proxies to use.
  public var endpoint: Endpoint

  /// The URL's host, with its port if one is named.
  public var host: String {
    guard let slash = url.lastIndex(of: "/") else { return url }
    return String(url[url.index(after: slash)...])
  }
}

extension AWSSettings {
  /// Where `service` is called in `region`.
  ///
  /// Order: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` block, its `endpoint_url`, the
  /// service's own host (FIPS and dual-stack as chosen).
  /// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
  /// - Throws: `AWSError.configuration` if the region or the URL is not one, or a custom endpoint meets FIPS or dual-stack.
  package func endpoint(of service: AWSService, region: String) throws(AWSError) -> ServiceEndpoint {
    guard Self.isRegionName(region) else { throw .configuration(.invalidRegion(region)) }
    let useFIPS = flag("AWS_USE_FIPS_ENDPOINT", profileKey: "use_fips_endpoint")
    let useDualStack = flag("AWS_USE_DUALSTACK_ENDPOINT", profileKey: "use_dualstack_endpoint")
    if let (setting, url) = customURL(of: service) {
      guard !useFIPS, !useDualStack else { throw .configuration(.customEndpointWithVariant(setting: setting)) }
      guard let base = Self.baseURL(url) else { throw .configuration(.invalidEndpoint(setting: setting, value: url)) }
      return ServiceEndpoint(url: base, signingRegion: region, endpoint: transportEndpoint(for: base))
    }
    if service == .sts, !useFIPS, !useDualStack, usesGlobalSTS(region) {
      let url = "https://sts.amazonaws.com"
      return ServiceEndpoint(url: url, signingRegion: "us-east-1", endpoint: transportEndpoint(for: url))
    }
    let url = "https://\(service.host(in: region, useFIPS: useFIPS, useDualStack: useDualStack))"
    return ServiceEndpoint(url: url, signingRegion: region, endpoint: transportEndpoint(for: url))
  }

  /// STS's own host in `region`, for a URL that is signed here and asked elsewhere: custom endpoints and the global host
  /// do not count.
  func presigningHost(region: String) throws(AWSError) -> String {
    guard Self.isRegionName(region) else { throw .configuration(.invalidRegion(region)) }
    return AWSService.sts.host(
      in: region, useFIPS: flag("AWS_USE_FIPS_ENDPOINT", profileKey: "use_fips_endpoint"),
      useDualStack: flag("AWS_USE_DUALSTACK_ENDPOINT", profileKey: "use_dualstack_endpoint"))
  }

  /// `AWS_CA_BUNDLE`, else the profile's `ca_bundle`, replaces the system's certificate authorities; the environment's
  /// variables name the proxy.
  private func transportEndpoint(for url: String) -> Endpoint {
    let proxy = ProxyRules.aws.proxy(for: url, in: environment.variables)
    let bundle = value("AWS_CA_BUNDLE", profileKey: "ca_bundle")
    return Endpoint(trust: bundle.map { .onlyFile(environment.expand($0)) } ?? .system, proxy: proxy)
  }

  private func customURL(of service: AWSService) -> (setting: String, url: String)? {
    guard !flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", profileKey: "ignore_configured_endpoint_urls") else {
      return nil
    }
    for name in ["AWS_ENDPOINT_URL_\(service.settingName)", "AWS_ENDPOINT_URL"] {
      if let url = environment.variable(name) { return (name, url) }
    }
    if let name = profile?["services"],
      let url = configuration.services[name]?.nested[service.settingName.lowercased()]?["endpoint_url"]
    {
      return ("services \(name)", url)
    }
    return profile?["endpoint_url"].map { ("endpoint_url", $0) }
  }

  private func usesGlobalSTS(_ region: String) -> Bool {
    value("AWS_STS_REGIONAL_ENDPOINTS", profileKey: "sts_regional_endpoints")?.lowercased() == "legacy"
      && Self.regionsOfGlobalSTS.contains(region)
  }

  /// Regions that shared STS's one global host before it became regional; later ones never did.
  ///
  /// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html
  private static let regionsOfGlobalSTS: Set<String> = [
    "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1",
    "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
  ]

  /// A region becomes part of a host name, so it may hold nothing but what a label holds.
  private static func isRegionName(_ region: String) -> Bool {
    !region.isEmpty && region.utf8.count <= 63 && !region.hasPrefix("-") && !region.hasSuffix("-")
      && region.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
  }

  /// Scheme and authority of an endpoint URL; nil if it has another scheme, credentials, a path, query or fragment.
  private static func baseURL(_ text: String) -> String? {
    let url = text.hasSuffix("/") ? String(text.dropLast()) : text
    guard let match = url.wholeMatch(of: /https?:\/\/([A-Za-z0-9._~\-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/) else {
      return nil
    }
    return String(match.0)
  }
}
