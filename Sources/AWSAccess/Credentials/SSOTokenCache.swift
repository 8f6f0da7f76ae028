import Capacity
import Crypto
import Foundation
import OutsideText
import Transport

/// The token that `aws sso login` keeps in `~/.aws/sso/cache`.
struct SSOTokenCache {
  let settings: AWSSettings
  let profile: SafeText
  let session: SSOSession

  private var environment: AWSEnvironment { settings.environment }

  /// Seconds before its end from which the token is renewed.
  private static let margin: Int64 = 15 * 60

  /// The access token, renewed if it is about to end and the session allows that.
  /// - Throws: `AWSError.credentials` with `.loginNeeded` where only the user can help.
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
      // What is cached still works for a while; the next run tries again.
      guard left <= 0 else { return cached.accessToken }
      throw fault(.loginNeeded("the token in \(shownPath) has expired and could not be renewed"))
    }
  }

  /// The cache file: named by the SHA-1 of the session's name or start URL.
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
    // Without the file the next run renews once more: no reason to fail this one.
    try? environment.writeFile(path, fresh.contents)
    return fresh.accessToken
  }

  private func fault(_ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.sso, profile: profile, reason))
  }
}
