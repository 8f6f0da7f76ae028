@testable import AWSAccess
import Capacity
import LoopbackServer
import Synchronization
import OutsideText
import Testing

private let pemlessKeys = """
  {"AccessKeyId": "ASIAPOD", "SecretAccessKey": "s", "Token": "t", "Expiration": "2026-11-23T10:00:00Z"}
  """

@Suite("Container endpoint")
struct ContainerTests {
  @Test("the token's file is read for each request and sent as it is")
  func podIdentity() async throws {
    let server = try LoopbackServer { _ in .text(pemlessKeys) }
    let home = try TestHome()
    let path = try home.write("first", to: "token")
    let session = try await AWSSession(
      try home.environment([
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url + "/v1/credentials",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": path, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "other",
        "http_proxy": "http://127.0.0.1:9",
      ]), options: AWSOptions(region: "eu-west-1"))
    let keys = try await session.credentials.credentials()
    #expect(keys.accessKeyID == "ASIAPOD")
    #expect(keys.sessionToken == "t")
    try home.write("second", to: "token")
    _ = try await session.credentials.credentials(insteadOf: keys)
    #expect(server.requests.map { $0.header("Authorization") } == ["first", "second"])
    #expect(server.requests.allSatisfy { $0.path == "/v1/credentials" })
  }

  @Test("a relative path goes to the task's endpoint")
  func relativePath() async throws {
    let server = try LoopbackServer { _ in .text(pemlessKeys) }
    var environment = try TestHome().environment([
      "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "plain",
    ])
    environment.containerBaseURL = server.url
    let session = try await AWSSession(environment, options: AWSOptions(region: "eu-west-1"))
    #expect(try await session.credentials.credentials().accessKeyID == "ASIAPOD")
    #expect(server.requests.first?.path == "/v2/credentials/x")
    #expect(server.requests.first?.header("Authorization") == "plain")
  }

  @Test("a line break in the token is an error", arguments: ["a\nb", "a\n", "a\r", "a\r\n"])
  func lineBreak(token: String) async throws {
    let home = try TestHome()
    let path = try home.write(token, to: "token")
    let error = try await home.fault([
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": path,
    ])
    #expect(
      error
        == .credentials(
          CredentialFault(.container, .lineBreakInToken(.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")))))
  }

  @Test(
    "credentials are not asked of other hosts without TLS",
    arguments: [
      "http://example.com/", "http://169.254.169.254/", "http://128.0.0.1/", "http://127.0.0.1@evil/", "http://[::2]/",
      "ftp://127.0.0.1/", "http://127.0.0.1.evil.com/", "http://0x7f.1/",
    ])
  func hosts(url: String) async throws {
    let error = try await TestHome().fault(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
    guard case .credentials(let fault) = error, case .hostNotAllowed = fault.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("an endpoint in trouble is asked three times, and its failure is an error")
  func failure() async throws {
    let server = try LoopbackServer { _ in .text(#"{"__type":"Busy","message":"hush"}"#, status: 500) }
    let error = try await TestHome().fault(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])
    #expect(error == .credentials(CredentialFault(.container, .status(500, code: "Busy"))))
    #expect(server.requests.count == 3)
  }
}

@Suite("Instance metadata")
struct InstanceMetadataTests {
  /// A metadata service; `tokenStatus` other than 200 plays version 1.
  private func server(
    tokenStatus: Int = 200, keys: String = pemlessKeys, isTokenNeeded: Bool = true
  ) throws -> LoopbackServer {
    try LoopbackServer { request in
      let isAllowed = !isTokenNeeded || request.header("x-aws-ec2-metadata-token") == "t-1"
      switch (request.method, request.path) {
      case ("PUT", "/latest/api/token"):
        guard tokenStatus == 200, request.header("x-aws-ec2-metadata-token-ttl-seconds") == "21600" else {
          return .response(status: tokenStatus)
        }
        return .text("t-1", type: "text/plain")
      case ("GET", "/latest/meta-data/iam/security-credentials/") where isAllowed:
        return .text("node-role\n", type: "text/plain")
      case ("GET", "/latest/meta-data/iam/security-credentials/node-role") where isAllowed: return .text(keys)
      default: return .response(status: isAllowed ? 404 : 401)
      }
    }
  }

  private func variables(_ server: LoopbackServer) -> [String: String] {
    ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url, "http_proxy": "http://127.0.0.1:9"]
  }

  @Test("the instance's role gives keys, by a token")
  func keys() async throws {
    let server = try server()
    let keys = try await TestHome().credentials(variables(server))
    #expect(keys.accessKeyID == "ASIAPOD")
    #expect(keys.expiration?.description == "2026-11-23T10:00:00Z")
  }

  @Test("a service without tokens is asked the old way, unless that is off", arguments: [403, 404, 405])
  func versionOne(status: Int) async throws {
    let server = try server(tokenStatus: status, isTokenNeeded: false)
    let home = try TestHome()
    #expect(try await home.credentials(variables(server)).accessKeyID == "ASIAPOD")
    let off = variables(server).merging(["AWS_EC2_METADATA_V1_DISABLED": "true"]) { $1 }
    #expect(try await home.fault(off)?.description.contains("version 1 is switched off") == true)
  }

  @Test("a refusal of the token that means something else is not worked around")
  func refusedToken() async throws {
    let server = try server(tokenStatus: 400, isTokenNeeded: false)
    #expect(try await TestHome().fault(variables(server))?.description.contains("HTTP status 400") == true)
    #expect(server.requests.count == 1)
  }

  @Test("switched off, it is not asked")
  func disabled() async throws {
    let server = try server()
    let off = variables(server).merging(["AWS_EC2_METADATA_DISABLED": "True"]) { $1 }
    #expect(try await TestHome().fault(off)?.description.contains("AWS_EC2_METADATA_DISABLED") == true)
    #expect(server.requests.isEmpty)
  }

  @Test("a token that never comes ends after the timeout, for version 1 to be tried")
  func hopLimit() async throws {
    let server = try LoopbackServer { request in
      if request.method == "PUT" { return .stalled }
      return request.path.hasSuffix("node-role")
        ? .text(pemlessKeys) : .text("node-role", type: "text/plain")
    }
    #expect(try await TestHome().credentials(variables(server)).accessKeyID == "ASIAPOD")
  }

  @Test("keys that have ended are used on while the service has no others")
  func staticStability() async throws {
    let server = try server(keys: pemlessKeys.replacing("2026-11-23T10", with: "2026-11-23T04"))
    let keys = try await TestHome().credentials(variables(server))
    #expect(keys.accessKeyID == "ASIAPOD")
    #expect(keys.expiration == testTime + 25 * 60)
  }

  @Test("an answer that says it failed gives no keys although its status is 200")
  func failureInAnswer() async throws {
    let server = try server(keys: #"{"Code": "AssumeRoleUnauthorizedAccess", "Message": "no"}"#)
    let error = try await TestHome().fault(variables(server))
    #expect(error?.description.contains("AssumeRoleUnauthorizedAccess") == true)
  }
}
