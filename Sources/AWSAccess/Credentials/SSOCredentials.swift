import Capacity
import Foundation
import Transport

/// IAM Identity Center: `aws sso login` has left a token behind, which buys credentials for an account and a role.
///
/// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
struct SSOCredentials: CredentialSource {
  let settings: AWSSettings
  let profile: SharedConfiguration.Profile?

  func offer() async throws(AWSError) -> CredentialOffer {
    guard let profile, profile["sso_session"] != nil || profile["sso_start_url"] != nil else {
      return .notApplicable("profile \(profile?.name ?? "default") has no sso_session")
    }
    let account = try required("sso_account_id", profile)
    let role = try required("sso_role_name", profile)
    let session = try session(profile)
    let token = try await SSOTokenCache(settings: settings, profile: profile.name, session: session).accessToken()
    return .credentials(try await roleCredentials(account: account, role: role, session: session, token: token))
  }

  private func session(_ profile: SharedConfiguration.Profile) throws(AWSError) -> SSOSession {
    guard let name = profile["sso_session"] else {
      let startURL = try required("sso_start_url", profile)
      return SSOSession(cacheKey: startURL, region: try required("sso_region", profile), isRenewable: false)
    }
    guard let section = settings.configuration.ssoSessions[name]?.values, section["sso_start_url"] != nil,
      let region = section["sso_region"]
    else { throw fault(.missingSetting("[sso-session \(name)] with sso_start_url and sso_region")) }
    return SSOSession(cacheKey: name, region: region, isRenewable: true)
  }

  private func roleCredentials(
    account: String, role: String, session: SSOSession, token: String
  ) async throws(AWSError) -> Credentials {
    let caller = try AWSCaller(settings, service: .sso, region: session.region, action: "GetRoleCredentials")
    let query = [("role_name", role), ("account_id", account)].map { name, value in
      "\(name)=\(PercentEncoding.encode(value))"
    }
    let request = HTTPRequest(
      url: "\(caller.endpoint.url)/federation/credentials?\(query.joined(separator: "&"))",
      headers: [HTTPHeader("x-amz-sso_bearer_token", token)], endpoint: caller.endpoint.endpoint,
      limits: TransferLimits(bodyBytes: 1 << 20))
    let response = try await send(request, caller, secrets: [token])
    let bytes = response.body.withUnsafeBytes { Data($0) }
    guard let reply = try? JSONDecoder().decode(RoleCredentialsReply.self, from: bytes) else {
      throw .unreadable(caller.call, reason: "the answer holds no complete credentials")
    }
    return reply.roleCredentials.credentials
  }

  private func send(
    _ request: HTTPRequest, _ caller: AWSCaller, secrets: [String]
  ) async throws(AWSError) -> HTTPResponse {
    do throws(AWSError) {
      return try await caller.send(request, secrets: secrets)
    } catch {
      guard case .refused(let refusal) = error, refusal.status == 401 else { throw error }
      throw fault(.loginNeeded("the token is no longer accepted"))
    }
  }

  private func required(_ key: String, _ profile: SharedConfiguration.Profile) throws(AWSError) -> String {
    guard let value = profile[key] else { throw fault(.missingSetting(key)) }
    return value
  }

  private func fault(_ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.sso, profile: profile?.name, reason))
  }
}

/// Whose token is meant.
struct SSOSession: Sendable {
  /// What names the cache file: the session's name, or the start URL in the older form.
  var cacheKey: String
  /// The region of the Identity Center.
  var region: String
  /// The older form has no means to renew its token.
  var isRenewable: Bool
}

private struct RoleCredentialsReply: Decodable {
  struct Keys: Decodable {
    var accessKeyId: String
    var secretAccessKey: String
    var sessionToken: String
    /// Milliseconds since the epoch.
    var expiration: Int64

    var credentials: Credentials {
      Credentials(
        accessKeyID: accessKeyId, secretAccessKey: secretAccessKey, sessionToken: sessionToken,
        expiration: Timestamp(seconds: expiration / 1000))
    }
  }

  var roleCredentials: Keys
}
