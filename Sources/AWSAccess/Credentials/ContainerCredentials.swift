import Capacity
import OutsideText
import Transport

/// The endpoint that ECS and EKS Pod Identity offer to containers.
///
/// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
struct ContainerCredentials: CredentialProvider {
  var provider: CredentialFault.Provider { .container }
  let settings: AWSSettings

  private var environment: AWSEnvironment { settings.environment }

  func load() async throws(AWSError) -> CredentialProviderResult {
    guard let url = try url() else {
      return .notApplicable("AWS_CONTAINER_CREDENTIALS_FULL_URI is not set (ECS, EKS Pod Identity)")
    }
    let headers = try authorization().map { [HTTPHeader("Authorization", $0)] } ?? []
    let request = HTTPRequest(
      url: url, headers: [HTTPHeader("Accept", "application/json")] + headers, endpoint: Endpoint(proxy: .none),
      limits: TransferLimits(connect: .seconds(2), total: .seconds(2), bodyBytes: 1 << 20))
    let response = try await send(request)
    guard response.status == 200 else { throw fault(.status(response.status, code: AWSErrorDocument(response).code)) }
    let document = response.body.withUnsafeBytes { CredentialDocument($0) }
    guard let credentials = document?.credentials else { throw fault(.unreadable("the endpoint's answer")) }
    return .credentials(credentials)
  }

  /// Three attempts, a second apart.
  private func send(_ request: HTTPRequest) async throws(AWSError) -> HTTPResponse {
    var policy = environment.retry
    policy.attempts = 3
    policy.base = .seconds(1)
    policy.cap = .seconds(1)
    policy.jitter = { 1 }
    do {
      return try await environment.transport.send(request, policy: policy)
    } catch {
      throw fault(.unreachable(error))
    }
  }

  private func url() throws(AWSError) -> String? {
    if let path = environment.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      return environment.containerBaseURL + path
    }
    guard let url = environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
    guard let host = Self.host(of: url), url.hasPrefix("https://") || Self.mayLackTLS(host) else {
      throw fault(.hostNotAllowed(.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")))
    }
    return url
  }

  /// The contents of the token file, which is read each time because it is replaced; else the variable's value.
  private func authorization() throws(AWSError) -> String? {
    guard let path = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
      guard let token = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") else { return nil }
      return try checked(token, from: "AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }
    let token: String
    do {
      token = String(decoding: try environment.readFile(path), as: UTF8.self)
    } catch {
      throw fault(.unreadableFile(.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"), error))
    }
    return try checked(token, from: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
  }

  private func checked(_ token: String, from variable: SafeText) throws(AWSError) -> String {
    // A carriage return and a line feed make one Character, so look at the bytes.
    guard !token.utf8.contains(where: { $0 == 10 || $0 == 13 }) else {
      throw fault(.lineBreakInToken(.variable(variable)))
    }
    return token
  }

  /// The host of an `http` or `https` URL, without brackets; nil for anything else or a URL with user information.
  static func host(of url: String) -> String? {
    guard let match = url.prefixMatch(of: /https?:\/\/(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._\-]+))(?=[:\/?#]|$)/) else {
      return nil
    }
    guard !url[match.range.upperBound...].prefix(while: { $0 != "/" }).contains("@") else { return nil }
    return String(match.1 ?? match.2 ?? "")
  }

  /// The loopback addresses and the link-local ones of ECS and EKS.
  static func mayLackTLS(_ host: String) -> Bool {
    if let address = IPv4Address(host) {
      return address.bits >> 24 == 127 || ["169.254.170.2", "169.254.170.23"].contains(host)
    }
    if let address = IPv6Address(host) {
      return [IPv6Address("::1"), IPv6Address("fd00:ec2::23")].contains(address)
    }
    return host.lowercased() == "localhost"
  }

  private func fault(_ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.container, reason))
  }
}
