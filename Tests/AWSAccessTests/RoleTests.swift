@testable import AWSAccess
import Capacity
import LoopbackServer
import Glibc
import OutsideText
import Testing

@Suite("Roles")
struct RoleTests {
  private static let config = """
    [profile base]
    aws_access_key_id = AKIDBASE
    aws_secret_access_key = s
    [profile middle]
    role_arn = arn:aws:iam::123456789012:role/middle
    source_profile = base
    [profile top]
    role_arn = arn:aws:iam::123456789012:role/top
    source_profile = middle
    external_id = x&y
    role_session_name = me
    duration_seconds = 1800
    [profile self]
    aws_access_key_id = AKIDSELF
    aws_secret_access_key = s
    role_arn = arn:aws:iam::123456789012:role/self
    source_profile = self
    [profile loop-a]
    role_arn = arn:aws:iam::123456789012:role/a
    source_profile = loop-b
    [profile loop-b]
    role_arn = arn:aws:iam::123456789012:role/b
    source_profile = loop-a
    [profile from-environment]
    role_arn = arn:aws:iam::123456789012:role/env
    credential_source = Environment
    [profile both]
    role_arn = arn:aws:iam::123456789012:role/x
    credential_source = Environment
    source_profile = base
    [profile mfa]
    role_arn = arn:aws:iam::123456789012:role/x
    source_profile = base
    mfa_serial = arn:aws:iam::123456789012:mfa/me
    [profile lost]
    role_arn = arn:aws:iam::123456789012:role/x
    source_profile = nowhere
    """

  private func options(_ profile: String) -> AWSOptions { AWSOptions(profile: profile, region: "ap-northeast-2") }

  @Test("a chain of profiles takes on one role after the other")
  func chain() async throws {
    let server = try stsServer()
    let home = try TestHome(config: Self.config)
    let credentials = try await home.credentials(["AWS_ENDPOINT_URL_STS": server.url], options: options("top"))
    #expect(credentials.accessKeyID == "ASIA-top")
    #expect(credentials.expiration?.description == "2026-11-23T05:39:15Z")
    let requests = server.requests
    #expect(requests.map { Credentials.keyID(of: $0) } == ["AKIDBASE", "ASIA-middle"])
    #expect(requests[1].header("X-Amz-Security-Token") == "token-of-ASIA-middle")
    #expect(requests[0].formParameters["RoleSessionName"] == "capdb-\(testTime.seconds)")
    let form = requests[1].formParameters
    #expect(form["ExternalId"] == "x&y")
    #expect(form["RoleSessionName"] == "me")
    #expect(form["DurationSeconds"] == "1800")
    #expect(form["Version"] == "2011-06-15")
  }

  @Test("AWS_PROFILE leaves the environment's keys in front, which the role of a profile then does not see")
  func environmentBeforeRole() async throws {
    let server = try stsServer()
    let home = try TestHome(config: Self.config)
    let variables = [
      "AWS_ENDPOINT_URL_STS": server.url, "AWS_PROFILE": "middle", "AWS_ACCESS_KEY_ID": "AKIDENV",
      "AWS_SECRET_ACCESS_KEY": "s",
    ]
    #expect(try await home.credentials(variables).accessKeyID == "AKIDENV")
    #expect(server.requests.isEmpty)
  }

  @Test("a profile may be its own source where it holds keys")
  func ownSource() async throws {
    let server = try stsServer()
    let home = try TestHome(config: Self.config)
    let credentials = try await home.credentials(["AWS_ENDPOINT_URL_STS": server.url], options: options("self"))
    #expect(credentials.accessKeyID == "ASIA-self")
    #expect(server.requests.map { Credentials.keyID(of: $0) } == ["AKIDSELF"])
  }

  @Test("credential_source Environment takes the environment's keys although the profile is explicit")
  func environmentSource() async throws {
    let server = try stsServer()
    let home = try TestHome(config: Self.config)
    let variables = [
      "AWS_ENDPOINT_URL_STS": server.url, "AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "s",
    ]
    #expect(try await home.credentials(variables, options: options("from-environment")).accessKeyID == "ASIA-env")
    #expect(server.requests.map { Credentials.keyID(of: $0) } == ["AKIDENV"])
  }

  @Test(
    "a role that cannot be taken on is an error",
    arguments: [
      ("loop-a", .profileLoop(["loop-a", "loop-b", "loop-a"])),
      ("both", .conflictingSettings("source_profile or credential_source")), ("mfa", .needsMFA),
    ] as [(String, CredentialFault.Reason)])
  func faults(profile: String, reason: CredentialFault.Reason) async throws {
    let error = try await TestHome(config: Self.config).fault(options: options(profile))
    guard case .credentials(let fault) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fault.reason == reason)
    #expect(fault.provider == .assumeRole)
  }

  @Test("a source profile that does not exist is named by its place")
  func lostSource() async throws {
    let home = try TestHome(config: Self.config)
    let error = try #require(try await home.fault(options: options("lost")))
    let line = Self.config.split(separator: "\n", omittingEmptySubsequences: false).count
    #expect(
      error.description.contains(
        "source_profile of [profile lost] in \(home.path)/.aws/config, line \(line) names a profile that does not exist"
      ))
  }

  @Test("a source profile with keys is used as it is: the role that it could take on is left alone")
  func sourceWithKeys() async throws {
    let server = try stsServer()
    let config = """
      [default]
      role_arn = arn:aws:iam::123456789012:role/x
      source_profile = b
      [profile b]
      role_arn = arn:aws:iam::123456789012:role/y
      source_profile = b
      aws_access_key_id = AKIDB
      aws_secret_access_key = s
      """
    let home = try TestHome(config: config)
    #expect(try await home.credentials(["AWS_ENDPOINT_URL_STS": server.url]).accessKeyID == "ASIA-x")
    #expect(server.requests.map { Credentials.keyID(of: $0) } == ["AKIDB"])
  }

  @Test("a duration that is no number counts as not there, and STS judges any other")
  func durations() async throws {
    let server = try stsServer()
    for (text, sent) in [("long", nil), ("60", "60"), ("3600", "3600")] {
      let home = try TestHome(
        config: Self.config.replacing("duration_seconds = 1800", with: "duration_seconds = \(text)"))
      _ = try await home.credentials(["AWS_ENDPOINT_URL_STS": server.url], options: options("top"))
      #expect(server.requests.last?.formParameters["DurationSeconds"] == sent)
    }
  }

  @Test("an empty role_arn asks for a role all the same, and the name of a credential_source is exact")
  func emptyRole() async throws {
    let empty = try TestHome(config: "[default]\nrole_arn =\naws_access_key_id = AKID\naws_secret_access_key = s\n")
    #expect(
      try await empty.fault()
        == .credentials(
          CredentialFault(
            .assumeRole, profile: "default", .conflictingSettings("source_profile or credential_source"))))
    let lowercase = try TestHome(config: "[default]\nrole_arn = arn\ncredential_source = environment\n")
    #expect(try await lowercase.fault()?.description.contains("credential_source of [default]") == true)
  }

  @Test("a refusal names the role's trust policy")
  func refusal() async throws {
    let server = try LoopbackServer { _ in
      .text(
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: u is not authorized"
          + "</Message></Error><RequestId>r-7</RequestId></ErrorResponse>", status: 403, type: "text/xml")
    }
    let home = try TestHome(config: Self.config)
    let error = try #require(
      try await home.fault(["AWS_ENDPOINT_URL_STS": server.url], options: options("middle")))
    for words in ["sts:AssumeRole in ap-northeast-2", "AccessDenied", "r-7", "trust policy"] {
      #expect(error.description.contains(words))
    }
    #expect(server.requests.count == 1)
  }

  @Test("a cluster's role is taken on on top of whatever there is")
  func roleOfCluster() async throws {
    let server = try stsServer()
    let role = AWSRole(arn: "arn:aws:iam::210987654321:role/reader", externalID: "e")
    let options = AWSOptions(profile: "middle", region: "ap-northeast-2", role: role)
    let home = try TestHome(config: Self.config)
    let credentials = try await home.credentials(["AWS_ENDPOINT_URL_STS": server.url], options: options)
    #expect(credentials.accessKeyID == "ASIA-reader")
    #expect(server.requests.map { Credentials.keyID(of: $0) } == ["AKIDBASE", "ASIA-middle"])
    #expect(server.requests.last?.formParameters["ExternalId"] == "e")
  }
}

@Suite("Web identity")
struct WebIdentityTests {
  @Test("the token's file is read again at each refresh, and the call is not signed")
  func rotation() async throws {
    let server = try stsServer()
    let home = try TestHome()
    let path = try home.write("first\n", to: "token")
    let clock = TestClock()
    let environment = try home.environment(
      [
        "AWS_ENDPOINT_URL_STS": server.url, "AWS_WEB_IDENTITY_TOKEN_FILE": path,
        "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/irsa", "AWS_ROLE_SESSION_NAME": "pod",
      ], clock: clock)
    let session = try await AWSSession(environment, options: AWSOptions(region: "ap-northeast-2"))
    #expect(try await session.credentials.credentials().accessKeyID == "ASIA-irsa")
    try home.write("second", to: "token")
    clock.advance(by: 51 * 60)
    _ = try await session.credentials.credentials()
    #expect(server.requests.map { $0.formParameters["WebIdentityToken"] } == ["first", "second"])
    #expect(server.requests.allSatisfy { $0.header("Authorization") == nil })
    #expect(server.requests.first?.formParameters["RoleSessionName"] == "pod")
  }

  @Test("it goes before the credentials file, and an explicit profile switches the environment's off")
  func precedence() async throws {
    let server = try stsServer()
    let home = try TestHome(credentials: "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = s\n")
    let variables = [
      "AWS_ENDPOINT_URL_STS": server.url, "AWS_WEB_IDENTITY_TOKEN_FILE": try home.write("t", to: "token"),
      "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/irsa",
    ]
    #expect(try await home.credentials(variables).accessKeyID == "ASIA-irsa")
    let options = AWSOptions(profile: "default", region: "eu-west-1")
    #expect(try await home.credentials(variables, options: options).accessKeyID == "AKIDFILE")
  }

  @Test("a missing file or role is an error, not a fall-through")
  func faults() async throws {
    let home = try TestHome(credentials: "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = s\n")
    let noRole = try await home.fault(["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere"])
    #expect(noRole?.description.contains("AWS_ROLE_ARN") == true)
    let noFile = try await home.fault(["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_ROLE_ARN": "arn"])
    #expect(
      noFile
        == .credentials(
          CredentialFault(
            .webIdentity, profile: "default",
            .unreadableFile(.variable("AWS_WEB_IDENTITY_TOKEN_FILE"), FileProblem(code: ENOENT)))))
  }

  @Test("a variable that is set hides the profile's token, also where it is empty")
  func emptyVariable() async throws {
    let home = try TestHome(
      config: "[default]\nweb_identity_token_file = /nowhere\nrole_arn = arn\n",
      credentials: "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = s\n")
    #expect(try await home.credentials(["AWS_WEB_IDENTITY_TOKEN_FILE": ""]).accessKeyID == "AKIDFILE")
    #expect(try await home.fault()?.description.contains("web_identity_token_file of [default] in") == true)
  }

  @Test("a token that the service repeats does not reach the error")
  func noTokenInErrors() async throws {
    let server = try LoopbackServer { request in
      let token = request.formParameters["WebIdentityToken"] ?? ""
      return .text(
        "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>bad \(token)</Message></Error></ErrorResponse>",
        status: 400, type: "text/xml")
    }
    let home = try TestHome()
    let variables = [
      "AWS_ENDPOINT_URL_STS": server.url, "AWS_WEB_IDENTITY_TOKEN_FILE": try home.write("hush.hush", to: "token"),
      "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/irsa",
    ]
    let error = try #require(try await home.fault(variables))
    #expect(error.description.contains("InvalidIdentityToken"))
    #expect(!String(reflecting: error).contains("hush"))
  }
}
