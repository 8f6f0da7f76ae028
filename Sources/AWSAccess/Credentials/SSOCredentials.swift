import Capacity
import Crypto
import Foundation
import OutsideText
import TextEncoding
import Transport

/// IAM Identity Center: the token that `aws sso login` has stored is exchanged for the credentials of an account and a role.
///
/// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
struct SSOCredentials: CredentialProvider {
  var provider: CredentialFault.Provider { .sso }
  let settings: AWSSettings
  let profile: SharedConfiguration.Profile?

  func load() async throws(AWSError) -> CredentialProviderResult {
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

  /// The `[sso-session …]` that the profile names; nil for the older form. A key that both have must be the same in both.
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
    let query = PercentEncoding.query([("role_name", role), ("account_id", account)])
    let request = HTTPRequest(
      url: caller.endpoint.url("/federation/credentials?\(query)"),
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

/// A login of IAM Identity Center.
struct SSOSession: Sendable {
  /// What names the cache file: the session's name, or the start URL in the older form.
  var cacheKey: String
  /// The region of the Identity Center.
  var region: String
  /// Whether its token can be renewed: not in the older form.
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

/// The token that `aws sso login` keeps in `~/.aws/sso/cache`.
struct SSOTokenCache {
  let settings: AWSSettings
  let profile: SafeText
  let session: SSOSession

  private var environment: AWSEnvironment { settings.environment }

  /// Seconds before its expiration from which the token is renewed.
  private static let margin: Int64 = 15 * 60

  /// The access token, renewed if it is about to expire and the session allows that.
  /// - Throws: `AWSError.credentials`, with `.loginNeeded` where only a new login helps.
  func accessToken() async throws(AWSError) -> String {
    let cached = try read()
    let left = cached.expiresAt - environment.now()
    guard session.isRenewable, left <= Self.margin, let renewal = cached.renewal(at: environment.now()) else {
      guard left > 0 else { throw fault(.loginNeeded("the token in \(shownPath) has expired")) }
      return cached.accessToken
    }
    do throws(AWSError) {
      return try await renew(cached, renewal)
    } catch {
      // The cached token is valid for a while; the next run tries again.
      guard left <= 0 else { return cached.accessToken }
      throw fault(.loginNeeded("the token in \(shownPath) has expired and could not be renewed"))
    }
  }

  /// The cache file, which is named by the SHA-1 of the session's name or start URL.
  var path: String {
    let digest = Insecure.SHA1.hash(data: Array(session.cacheKey.utf8))
    return environment.expand("~/.aws/sso/cache/\(Hexadecimal.text(digest)).json")
  }

  private var shownPath: SafeText { .path(path) }

  private func read() throws(AWSError) -> SSOToken {
    let contents: [UInt8]
    do {
      contents = try environment.readFile(path)
    } catch {
      guard !error.isMissing else { throw fault(.loginNeeded("there is no \(shownPath)")) }
      throw fault(.unreadableFile(InputPlace(source: shownPath), error))
    }
    guard let token = SSOToken(contents) else { throw fault(.loginNeeded("\(shownPath) holds no token")) }
    return token
  }

  private func renew(_ cached: SSOToken, _ renewal: SSOToken.Renewal) async throws(AWSError) -> String {
    let caller = try AWSCaller(settings, service: .ssoOIDC, region: session.region, action: "CreateToken")
    let request = HTTPRequest(
      method: .post, url: caller.endpoint.url("/token"), shownPath: "/token",
      headers: [HTTPHeader("Content-Type", "application/json")],
      body: renewal.body, endpoint: caller.endpoint.endpoint, limits: TransferLimits(bodyBytes: 1 << 20))
    let response = try await caller.send(request)
    let now = environment.now()
    guard let fresh = response.body.withUnsafeBytes({ cached.renewed(by: $0, at: now) }) else {
      throw .unreadable(caller.call, reason: "the answer holds no token")
    }
    // Where the file cannot be written, the next run renews the token once more.
    try? environment.writeFile(path, fresh.contents)
    return fresh.accessToken
  }

  private func fault(_ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.sso, profile: profile, reason))
  }
}

/// The contents of a file in `~/.aws/sso/cache`. Fields that capdb does not know are kept when it is written back.
struct SSOToken {
  /// The credentials of a renewal.
  struct Renewal {
    fileprivate var clientID: String
    fileprivate var clientSecret: String
    fileprivate var refreshToken: String

    /// The request's body.
    var body: [UInt8] {
      let fields = [
        "grantType": "refresh_token", "clientId": clientID, "clientSecret": clientSecret, "refreshToken": refreshToken,
      ]
      return Array((try? JSONSerialization.data(withJSONObject: fields, options: .sortedKeys)) ?? Data())
    }
  }

  let accessToken: String
  let expiresAt: Timestamp
  private let fields: [String: Any]

  /// Reads a file; nil if it holds no access token with an expiration.
  init?(_ contents: some Sequence<UInt8>) {
    guard let fields = try? JSONSerialization.jsonObject(with: Data(contents)) as? [String: Any] else { return nil }
    self.init(fields: fields)
  }

  private init?(fields: [String: Any]) {
    guard let token = fields["accessToken"] as? String, !token.isEmpty,
      let end = (fields["expiresAt"] as? String).flatMap(Self.time)
    else { return nil }
    accessToken = token
    expiresAt = end
    self.fields = fields
  }

  /// The renewal that is possible at `now`; nil if none is.
  func renewal(at now: Timestamp) -> Renewal? {
    guard let clientID = fields["clientId"] as? String, let clientSecret = fields["clientSecret"] as? String,
      let refreshToken = fields["refreshToken"] as? String
    else { return nil }
    if let end = (fields["registrationExpiresAt"] as? String).flatMap(Self.time), end <= now { return nil }
    return Renewal(clientID: clientID, clientSecret: clientSecret, refreshToken: refreshToken)
  }

  /// The token in an answer of the token service; nil if there is none.
  func renewed(by answer: some Sequence<UInt8>, at now: Timestamp) -> SSOToken? {
    guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(answer)) else { return nil }
    var fields = fields
    fields["accessToken"] = reply.accessToken
    fields["expiresAt"] = (now + reply.expiresIn).description
    if let token = reply.refreshToken { fields["refreshToken"] = token }
    return SSOToken(fields: fields)
  }

  /// The file's contents.
  var contents: [UInt8] {
    Array((try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])) ?? Data())
  }

  /// Older versions of the AWS CLI wrote `UTC` where others write `Z`.
  private static func time(_ text: String) -> Timestamp? {
    Timestamp(rfc3339: text.hasSuffix("UTC") ? text.dropLast(3) + "Z" : text[...])
  }

  private struct Reply: Decodable {
    var accessToken: String
    var expiresIn: Int64
    var refreshToken: String?
  }
}
