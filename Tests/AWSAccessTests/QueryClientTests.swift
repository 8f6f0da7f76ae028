@testable import AWSAccess
import LoopbackServer
import Synchronization
import Testing
import Transport

@Suite("Signed query calls")
struct QueryClientTests {
  private static let keys = ["AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "very-secret"]

  private func client(
    _ server: LoopbackServer, _ variables: [String: String] = [:]
  ) async throws -> AWSQueryClient {
    let all = Self.keys.merging(["AWS_ENDPOINT_URL_EC2": server.url]) { $1 }.merging(variables) { $1 }
    let environment = try TestHome().environment(all)
    let session = try await AWSSession(environment, options: AWSOptions(region: "ap-northeast-2"))
    return AWSQueryClient(session, service: .ec2, version: "2016-11-15")
  }

  private func ec2Error(_ code: String, _ message: String, status: Int) -> LoopbackReply {
    .text(
      "<?xml version=\"1.0\"?><Response><Errors><Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
        + "</Errors><RequestID>req-1</RequestID></Response>", status: status, type: "text/xml")
  }

  /// A server that gives these replies one after the other, then the last one for ever.
  private func server(_ replies: [LoopbackReply]) throws -> LoopbackServer {
    let count = Mutex(0)
    return try LoopbackServer { _ in
      count.withLock { index in
        defer { index += 1 }
        return replies[min(index, replies.count - 1)]
      }
    }
  }

  private func error(_ server: LoopbackServer, _ variables: [String: String] = [:]) async throws -> AWSError {
    let client = try await client(server, variables)
    return try #require(await #expect(throws: AWSError.self) { try await client.call("DescribeSubnets") })
  }

  @Test("a call is a signed form to /, every byte encoded as AWS wants it")
  func form() async throws {
    let server = try server([.text("<r/>", type: "text/xml")])
    let client = try await client(server, ["AWS_SESSION_TOKEN": "session/+="])
    _ = try await client.call("DescribeSubnets", [("Filter.1.Name", "tag:a b"), ("Filter.1.Value.1", "ü*~-_.\n")])
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.target == "/")
    #expect(
      request.text
        == "Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=tag%3Aa%20b&Filter.1.Value.1=%C3%BC%2A~-_.%0A")
    #expect(request.header("Content-Type") == "application/x-www-form-urlencoded; charset=utf-8")
    #expect(request.header("X-Amz-Security-Token") == "session/+=")
    let authorization = try #require(request.header("Authorization"))
    #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIDTEST/"))
    #expect(authorization.contains("/ap-northeast-2/ec2/aws4_request"))
    #expect(authorization.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token"))
  }

  @Test(
    "throttling and passing troubles are waited out",
    arguments: [("RequestLimitExceeded", 503), ("Throttling", 400), ("", 502), ("RequestTimeout", 400), ("", 429)])
  func retries(code: String, status: Int) async throws {
    let trouble: LoopbackReply =
      code.isEmpty ? .text("<html>", status: status, type: "text/html") : ec2Error(code, "slow down", status: status)
    let server = try server([trouble, trouble, .text("<r/>", type: "text/xml")])
    #expect(try await client(server).call("DescribeSubnets").status == 200)
    #expect(server.requests.count == 3)
  }

  @Test("AWS_MAX_ATTEMPTS bounds the attempts, and the last error is thrown")
  func attempts() async throws {
    let server = try server([ec2Error("RequestLimitExceeded", "Request limit exceeded.", status: 503)])
    let error = try await error(server, ["AWS_MAX_ATTEMPTS": "2"])
    #expect(server.requests.count == 2)
    #expect(error.description.contains("RequestLimitExceeded (HTTP 503)"))
    #expect(error.description.contains("throttling"))
  }

  @Test("expired credentials are replaced once")
  func expired() async throws {
    let home = try TestHome(credentials: "[default]\naws_access_key_id = AKIDOLD\naws_secret_access_key = s\n")
    let server = try LoopbackServer { request in
      if Credentials.keyID(of: request) == "AKIDNEW" { return .text("<r/>", type: "text/xml") }
      _ = try? home.write("[default]\naws_access_key_id = AKIDNEW\naws_secret_access_key = s\n", to: ".aws/credentials")
      return ec2Error("RequestExpired", "Request has expired.", status: 400)
    }
    let environment = try home.environment(["AWS_ENDPOINT_URL": server.url])
    let session = try await AWSSession(environment, options: AWSOptions(region: "eu-west-1"))
    let client = AWSQueryClient(session, service: .ec2, version: "2016-11-15")
    #expect(try await client.call("DescribeVpcs").status == 200)
    #expect(server.requests.map { Credentials.keyID(of: $0) } == ["AKIDOLD", "AKIDNEW"])
  }

  @Test("lasting keys that are called expired are not sent again")
  func expiredForGood() async throws {
    let server = try server([ec2Error("ExpiredToken", "The security token is expired", status: 400)])
    let error = try await error(server)
    #expect(server.requests.count == 1)
    #expect(error.description.contains("have expired"))
  }

  @Test(
    "what cannot be cured is asked once, and the error says what to do",
    arguments: [
      ("UnauthorizedOperation", 403, "ec2:DescribeSubnets to this identity; Config/aws"),
      ("AuthFailure", 401, "clock"), ("SignatureDoesNotMatch", 403, "clock"), ("OptInRequired", 401, "enable it"),
      ("InvalidClientTokenId", 403, "access key"), ("InvalidParameterCombination", 400, "InvalidParameterCombination"),
    ])
  func final(code: String, status: Int, remedy: String) async throws {
    let server = try server([ec2Error(code, "words of EC2", status: status)])
    let error = try await error(server)
    #expect(server.requests.count == 1)
    #expect(!error.description.contains("words of EC2"))
    for words in [code, "HTTP \(status)", "req-1", "ec2:DescribeSubnets in ap-northeast-2", remedy] {
      #expect(error.description.contains(words), "\(words) in \(error)")
    }
  }

  @Test("for a page that is no AWS error, status and type are shown")
  func foreignPage() async throws {
    let error = try await error(try server([.text("<html>proxy</html>", status: 500, type: "text/html")]))
    #expect(error.description.contains("HTTP status 500, and not by an AWS error document (text/html)"))
  }

  @Test("a service that repeats secrets does not bring them into the error")
  func secrets() async throws {
    let message = "key very-secret. The Canonical String for this request should have been x-amz-security-token:hush"
    let error = try await error(
      try server([ec2Error("SignatureDoesNotMatch", message, status: 403)]), ["AWS_SESSION_TOKEN": "hush"])
    for secret in ["very-secret", "hush"] {
      #expect(!String(reflecting: error).contains(secret) && !error.description.contains(secret))
    }
  }

  @Test(
    "of a service's words the identity and the kind of policy are shown",
    arguments: [
      (
        "User: arn:aws:iam::111122223333:user/me is not authorized to perform: ec2:DescribeSubnets with an explicit deny in "
          + "a service control policy",
        "The identity is arn:aws:iam::111122223333:user/me. A service control policy denies it explicitly [request"
      ),
      (
        "You are not authorized. User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: "
          + "ec2:DescribeSubnets because no identity-based policy allows the ec2:DescribeSubnets action",
        "The identity is arn:aws:sts::111122223333:assumed-role/r/s. No identity-based policy allows it [request"
      ), ("Encoded authorization failure message: hush", "(HTTP 403) [request"),
    ])
  func policies(message: String, words: String) async throws {
    let error = try await error(try server([ec2Error("UnauthorizedOperation", message, status: 403)]))
    #expect(error.description.contains(words), "\(error)")
    #expect(!error.description.contains("hush"))
  }

  @Test("a server that is not there is named")
  func unreachable() async throws {
    let server = try server([.closed])
    let error = try await error(server, ["AWS_ENDPOINT_URL_EC2": "http://127.0.0.1:9"])
    #expect(error.description.contains("127.0.0.1:9"))
    guard case .unreachable(_, let cause) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(cause.kind == .notConnected)
  }
}
