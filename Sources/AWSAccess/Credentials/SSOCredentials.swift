import Capacity
import Foundation
import OutsideText
import Transport

/// IAM Identity Center: `aws sso login` has left a token behind, which buys credentials for an account and a role.
///
/// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
struct SSOCredentials: CredentialSource {
  let settings: AWSSettings
  let profile: SharedConfiguration.Profile?

  func offer() async throws(AWSError) -> CredentialOffer {
    guard let profile, profile.has("sso_account_id") || profile.has("sso_role_name") else {
      return .notApplicable("profile \(profile?.shownName ?? "default") has no sso_account_id and no sso_role_name")
    }
    let section = try section(profile)
    let account = try required("sso_account_id", profile, section)
    let role = try required("sso_role_name", profile, section)
    let session = try session(profile, section)
    let cache = SSOTokenCache(settings: settings, profile: profile.shownName, session: session)
    let token = try await cache.accessToken()
    return .credentials(try await roleCredentials(account: account, role: role, session: session, token: token))
  }

  /// The `[sso-session …]` that the profile names; nil for the older form. Where both say something, they must agree.
  private func section(_ profile: SharedConfiguration.Profile) throws(AWSError) -> SharedConfiguration.Section? {
    guard let name = profile.written("sso_session") else { return nil }
    guard let section = settings.configuration.ssoSessions[name] else {
      throw fault(.missingSection("sso-session", profile.place(of: "sso_session")))
    }
    for (key, value) in section.values.sorted(by: { $0.key < $1.key })
    where (profile.written(key) ?? value.text) != value.text {
      let key = SafeText.word(key) ?? .withheld
      throw fault(.inconsistentSettings(profile.place(of: key), section.place(of: key)))
    }
    return section
  }

  private func session(
    _ profile: SharedConfiguration.Profile, _ section: SharedConfiguration.Section?
  ) throws(AWSError) -> SSOSession {
    let startURL = try required("sso_start_url", profile, section)
    let region = try required("sso_region", profile, section)
    guard AWSRegion(region) != nil else {
      throw .configuration(.invalidRegion(section?.place(of: "sso_region") ?? profile.place(of: "sso_region")))
    }
    return SSOSession(
      cacheKey: profile.written("sso_session") ?? startURL, region: region, isRenewable: section != nil)
  }

  private func roleCredentials(
    account: String, role: String, session: SSOSession, token: String
  ) async throws(AWSError) -> Credentials {
    let caller = try AWSCaller(settings, service: .sso, region: session.region, action: "GetRoleCredentials")
    let query = [("role_name", role), ("account_id", account)].map { name, value in
      "\(name)=\(PercentEncoding.encode(value))"
    }
    let request = HTTPRequest(
      url: caller.endpoint.url("/federation/credentials?\(query.joined(separator: "&"))"),
      shownPath: "/federation/credentials",
      headers: [HTTPHeader("x-amz-sso_bearer_token", token)], endpoint: caller.endpoint.endpoint,
      limits: TransferLimits(bodyBytes: 1 << 20))
    let response = try await send(request, caller)
    let bytes = response.body.withUnsafeBytes { Data($0) }
    guard let reply = try? JSONDecoder().decode(RoleCredentialsReply.self, from: bytes) else {
      throw .unreadable(caller.call, reason: "the answer holds no complete credentials")
    }
    return reply.roleCredentials.credentials
  }

  private func send(
    _ request: HTTPRequest, _ caller: AWSCaller
  ) async throws(AWSError) -> HTTPResponse {
    do throws(AWSError) {
      return try await caller.send(request)
    } catch {
      guard case .refused(let refusal) = error, refusal.status == 401 else { throw error }
      throw fault(.loginNeeded("the token is no longer accepted"))
    }
  }

  private func required(
    _ key: SafeText, _ profile: SharedConfiguration.Profile, _ section: SharedConfiguration.Section?
  ) throws(AWSError) -> String {
    guard let value = section?[key.text] ?? profile.written(key.text), !value.isEmpty else {
      throw fault(.missingSetting(section?.place(of: key) ?? profile.place(of: key)))
    }
    return value
  }

  private func fault(_ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.sso, profile: profile?.shownName, reason))
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
