@testable import AWSAccess
import Capacity
import Foundation
import LoopbackServer
import Testing

@Suite("IAM Identity Center")
struct SSOTests {
  private static let config = """
    [default]
    sso_session = corp
    sso_account_id = 123456789012
    sso_role_name = Read Only
    [profile old]
    sso_start_url = https://corp.awsapps.com/start
    sso_region = us-east-1
    sso_account_id = 123456789012
    sso_role_name = Admin
    [sso-session corp]
    sso_start_url = https://corp.awsapps.com/start
    sso_region = eu-west-1
    """
  private func server() throws -> LoopbackServer {
    try LoopbackServer { request in
      switch (request.method, request.path) {
      case ("POST", "/token"):
        .text(#"{"accessToken": "fresh", "expiresIn": 28800, "refreshToken": "next", "tokenType": "Bearer"}"#)
      case ("GET", "/federation/credentials") where request.header("x-amz-sso_bearer_token") != "revoked":
        .text(
          #"{"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "s", "sessionToken": "t", "#
            + #""expiration": 1795412355999}}"#)
      default: .text(#"{"message": "Session token not found or invalid"}"#, status: 401)
      }
    }
  }

  private func token(_ token: String, expiresAt: String, isRenewable: Bool = true) -> String {
    let renewal =
      #", "refreshToken": "again", "clientId": "id", "clientSecret": "cs", "#
      + #""registrationExpiresAt": "2027-01-01T00:00:00Z", "own": 1"#
    return #"{"accessToken": "\#(token)", "expiresAt": "\#(expiresAt)"\#(isRenewable ? renewal : "")}"#
  }

  private func variables(_ server: LoopbackServer) -> [String: String] {
    ["AWS_ENDPOINT_URL_SSO": server.url, "AWS_ENDPOINT_URL_SSO_OIDC": server.url]
  }

  /// A home whose token lies where the AWS CLI puts it.
  private func home(_ contents: String?, name: String = "corp") throws -> (home: TestHome, path: String) {
    let home = try TestHome(config: Self.config)
    let path = ".aws/sso/cache/\(try Self.hash(of: name)).json"
    if let contents { try home.write(contents, to: path) }
    return (home, path)
  }

  /// Known SHA-1 digests, from `printf corp | sha1sum`.
  private static func hash(of name: String) throws -> String {
    let known = [
      "corp": "ee0bfd2552fbd840c02cc48b6e823320543c450f",
      "https://corp.awsapps.com/start": "a51746d4aa793ae07b25e90c3a5db96fc7832bd7",
    ]
    return try #require(known[name])
  }

  @Test("a valid token buys keys for the account and the role")
  func validToken() async throws {
    let server = try server()
    let (home, _) = try home(token("valid", expiresAt: "2026-11-23T12:00:00Z"))
    let keys = try await home.credentials(variables(server))
    #expect(keys.accessKeyID == "ASIASSO")
    #expect(keys.expiration?.seconds == 1_795_412_355)
    let request = try #require(server.requests.first)
    #expect(server.requests.count == 1)
    #expect(request.header("x-amz-sso_bearer_token") == "valid")
    #expect(request.target == "/federation/credentials?role_name=Read%20Only&account_id=123456789012")
  }

  @Test("a token near its end is renewed and written back, other fields kept")
  func renewal() async throws {
    let server = try server()
    let (home, path) = try home(token("stale", expiresAt: "2026-11-23T04:50:00Z"))
    _ = try await home.credentials(variables(server))
    #expect(server.requests.last?.header("x-amz-sso_bearer_token") == "fresh")
    let sent = try #require(server.requests.first?.body)
    let fields = try JSONDecoder().decode([String: String].self, from: Data(sent))
    #expect(
      fields == ["grantType": "refresh_token", "clientId": "id", "clientSecret": "cs", "refreshToken": "again"])
    let written = try home.read(path)
    for words in [#""accessToken":"fresh""#, #""refreshToken":"next""#, #""own":1"#, "2026-11-23T12:39:15Z"] {
      #expect(written.contains(words))
    }
    let mode = try FileManager.default.attributesOfItem(atPath: "\(home.path)/\(path)")[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test("the older form knows its file by the start URL, reads UTC for Z, and cannot renew")
  func olderForm() async throws {
    let server = try server()
    let options = AWSOptions(profile: "old", region: "eu-west-1")
    let name = "https://corp.awsapps.com/start"
    let (valid, _) = try home(token("valid", expiresAt: "2026-11-23T04:45:00UTC"), name: name)
    #expect(try await valid.credentials(variables(server), options: options).accessKeyID == "ASIASSO")
    let (ended, _) = try home(token("ended", expiresAt: "2026-11-23T04:00:00Z"), name: name)
    #expect(try await ended.fault(variables(server), options: options)?.description.contains("aws sso login") == true)
  }

  @Test("without a token, with a dead one or a revoked one the user is told to log in")
  func loginNeeded() async throws {
    let server = try server()
    let cases = [
      nil, "{}", token("ended", expiresAt: "2026-11-23T04:00:00Z", isRenewable: false),
      token("revoked", expiresAt: "2026-11-23T12:00:00Z"),
      token("ended", expiresAt: "2026-11-23T04:00:00Z").replacing("2027", with: "2025"),
    ]
    for contents in cases {
      let (home, _) = try home(contents)
      let error = try #require(try await home.fault(variables(server)))
      #expect(error.description.contains("aws sso login"), "\(error)")
      #expect(!error.description.contains("revoked"))
    }
  }

  @Test("a missing part of the profile is named")
  func missingParts() async throws {
    let home = try TestHome(config: "[default]\nsso_session = nowhere\nsso_account_id = 1\nsso_role_name = r\n")
    #expect(try await home.fault()?.description.contains("sso_session of [default] in") == true)
    let noRole = try TestHome(config: "[default]\nsso_session = corp\nsso_account_id = 1\n")
    #expect(try await noRole.fault()?.description.contains("sso_session") == true)
    let session = "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://a\n"
    let role = try TestHome(config: session + "[default]\nsso_session = corp\nsso_account_id = 1\n")
    #expect(try await role.fault()?.description.contains("sso_role_name") == true)
  }

  @Test(
    "a session or a start URL alone is no wish for SSO: the chain goes on",
    arguments: ["sso_session = corp", "sso_start_url = https://a\nsso_region = eu-west-1"])
  func sessionAlone(lines: String) async throws {
    let home = try TestHome(
      config: "[default]\n\(lines)\naws_access_key_id = AKIDCONFIG\naws_secret_access_key = s\n")
    #expect(try await home.credentials().accessKeyID == "AKIDCONFIG")
  }

  @Test("what the profile and its session say must agree")
  func inconsistent() async throws {
    let session = "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://a\n"
    let profile = "[default]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\nsso_region = eu-west-2\n"
    let error = try #require(try await TestHome(config: session + profile).fault())
    #expect(error.description.contains("sso_region of [default]"), "\(error)")
    #expect(error.description.contains("sso_region of [sso-session corp]"), "\(error)")
  }
}
