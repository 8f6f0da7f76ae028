import OutsideText
import Transport

/// The endpoint of one service, and the region that its requests are signed for.
struct ServiceEndpoint: Hashable, Sendable {
  /// Scheme and host, and a port if it is not the scheme's own; no slash at the end, no path.
  var server: String
  /// The path below which a custom endpoint has its API; empty for AWS's own.
  var path = ""
  /// The region in the signature's scope.
  var signingRegion: String
  /// The certificate authorities and proxies to use.
  var endpoint: Endpoint

  /// The server as it may be shown.
  var shownServer: SafeText { .server(server) ?? .withheld }

  /// The URL of a path of the service's API, joined as botocore joins it: `/` alone adds nothing to the endpoint's own.
  func url(_ servicePath: String) -> String {
    if servicePath == "/" { return server + (path.isEmpty ? "/" : path) }
    return server + (path.hasSuffix("/") ? String(path.dropLast()) : path) + servicePath
  }
}

extension AWSSettings {
  /// The endpoint of `service` in `region`.
  ///
  /// Order: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` block, its `endpoint_url`, the
  /// service's own host (FIPS and dual-stack as chosen).
  /// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
  /// - Throws: `AWSError.configuration` if the region or the URL is not valid, a custom endpoint is combined with FIPS or
  ///   dual-stack, or the `services` block is missing.
  func endpoint(of service: AWSService, region: String) throws(AWSError) -> ServiceEndpoint {
    guard AWSRegion(region) != nil else { throw .configuration(.invalidRegion(InputPlace(key: "the region"))) }
    let useFIPS = flag("AWS_USE_FIPS_ENDPOINT", profileKey: "use_fips_endpoint")
    let useDualStack = flag("AWS_USE_DUALSTACK_ENDPOINT", profileKey: "use_dualstack_endpoint")
    if let (place, url) = try customURL(of: service) {
      // botocore ignores FIPS here without a message, but those who have to use it need to know.
      guard !useFIPS, !useDualStack else { throw .configuration(.customEndpointWithVariant(place)) }
      guard let (server, path) = Self.customEndpoint(url) else { throw .configuration(.invalidEndpoint(place)) }
      return ServiceEndpoint(
        server: server, path: path, signingRegion: region, endpoint: transportEndpoint(for: server))
    }
    if service == .sts, !useFIPS, !useDualStack, usesGlobalSTS(region) {
      let server = "https://sts.amazonaws.com"
      return ServiceEndpoint(server: server, signingRegion: "us-east-1", endpoint: transportEndpoint(for: server))
    }
    let server = "https://\(service.host(in: region, useFIPS: useFIPS, useDualStack: useDualStack))"
    return ServiceEndpoint(server: server, signingRegion: region, endpoint: transportEndpoint(for: server))
  }

  /// STS's own host in `region`, for a URL that is signed here and called by others: custom endpoints and the global host
  /// are ignored.
  func presigningHost(region: String) throws(AWSError) -> String {
    guard AWSRegion(region) != nil else { throw .configuration(.invalidRegion(InputPlace(key: "the region"))) }
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

  /// What names another endpoint than the service's own; nil if nothing does.
  func customEndpointPlace(of service: AWSService) throws(AWSError) -> InputPlace? { try customURL(of: service)?.place }

  private func customURL(of service: AWSService) throws(AWSError) -> (place: InputPlace, url: String)? {
    guard !flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", profileKey: "ignore_configured_endpoint_urls") else {
      return nil
    }
    for name in [service.endpointVariable, "AWS_ENDPOINT_URL"] {
      if let url = environment.variable(name.text) { return (.variable(name), url) }
    }
    guard let profile else { return nil }
    if let name = profile.written("services") {
      guard let section = configuration.services[name], !section.values.isEmpty else {
        throw .configuration(.noServices(profile.place(of: "services")))
      }
      let key = service.servicesKey
      if let url = section.values[key.text]?.nested?["endpoint_url"], !url.isEmpty {
        return (section.place(of: key), url)
      }
    }
    return profile["endpoint_url"].map { (profile.place(of: "endpoint_url"), $0) }
  }

  private func usesGlobalSTS(_ region: String) -> Bool {
    value("AWS_STS_REGIONAL_ENDPOINTS", profileKey: "sts_regional_endpoints")?.lowercased() == "legacy"
      && Self.regionsOfGlobalSTS.contains(region)
  }

  /// The regions from before STS had regional hosts; `legacy` does not affect later ones.
  ///
  /// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html
  private static let regionsOfGlobalSTS: Set<String> = [
    "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1",
    "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
  ]

  /// The endpoint at a URL; nil if it has another scheme, credentials, a query or fragment, or a path that libcurl and AWS
  /// might sign differently.
  private static func customEndpoint(_ url: String) -> (server: String, path: String)? {
    guard
      let match = url.wholeMatch(
        of: /(https?:\/\/(?:[A-Za-z0-9._~\-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?)((?:\/[A-Za-z0-9._~\-]+)*\/?)/)
    else { return nil }
    let path = String(match.2)
    guard !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else { return nil }
    return (String(match.1), path == "/" ? "" : path)
  }
}
