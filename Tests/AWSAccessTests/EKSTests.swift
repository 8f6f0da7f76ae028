@testable import AWSAccess
import Capacity
import LoopbackServer
import Testing

@Suite("EKS")
struct EKSTests {
  private static let keys = [
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  ]

  private func session(_ variables: [String: String] = [:]) async throws -> AWSSession {
    let environment = try TestHome().environment(Self.keys.merging(variables) { $1 })
    return try await AWSSession(environment, options: AWSOptions(region: "ap-northeast-2"))
  }

  /// The fixtures were made by botocore's signer from the same keys at `testTime`.
  @Test(
    "a bearer token is what botocore's signer makes",
    arguments: [("lasting", nil), ("session", "IQoJb3JpZ2luX2VjEXAMPLE/+=token")] as [(String, String?)])
  func bearerToken(fixtureName: String, sessionToken: String?) async throws {
    let expected = try fixture("aws-eks-token/\(fixtureName).txt")
    let token = try await session(sessionToken.map { ["AWS_SESSION_TOKEN": $0] } ?? [:])
      .bearerToken(forCluster: "prod")
    #expect(token.value + "\n" == expected)
    #expect(token.expiration == testTime + 14 * 60)
    #expect("\(token) \(String(reflecting: token))".contains("k8s-aws-v1") == false)
  }

  @Test("custom endpoints do not reach into the token, FIPS hosts do")
  func tokenHost() async throws {
    let plain = try await session().bearerToken(forCluster: "prod").value
    let custom = try await session(["AWS_ENDPOINT_URL": "http://h:1"]).bearerToken(forCluster: "prod").value
    let fips = try await session(["AWS_USE_FIPS_ENDPOINT": "true"]).bearerToken(forCluster: "prod").value
    #expect(plain == custom)
    #expect(plain != fips)
  }

  private func client(_ reply: LoopbackReply) async throws -> (EKSClient, LoopbackServer) {
    let server = try LoopbackServer { _ in reply }
    return (EKSClient(try await session(["AWS_ENDPOINT_URL_EKS": server.url])), server)
  }

  @Test("a cluster is described by a signed GET")
  func describe() async throws {
    let (client, server) = try await client(
      .text(
        #"{"cluster": {"name": "prod", "arn": "arn:aws:eks:ap-northeast-2:1:cluster/prod", "status": "ACTIVE", "#
          + #""version": "1.33", "endpoint": "https://X.eks.amazonaws.com", "certificateAuthority": {"data": "UEVN"}}}"#
      ))
    let cluster = try await client.describeCluster("prod")
    #expect(cluster.endpoint == "https://X.eks.amazonaws.com")
    #expect(cluster.name == "prod")
    #expect(cluster.certificateAuthorityPEM == Array("PEM".utf8))
    let request = try #require(server.requests.first)
    #expect(request.method == "GET")
    #expect(request.target == "/clusters/prod")
    #expect(request.header("Authorization")?.contains("/ap-northeast-2/eks/aws4_request") == true)
  }

  @Test("a name that no cluster can have is not asked for", arguments: ["", "-a", "a/b", "a b", "../x", "ä", "a\n"])
  func names(name: String) async throws {
    let (client, server) = try await client(.text("{}"))
    await #expect(throws: AWSError.configuration(.invalidClusterName)) { try await client.describeCluster(name) }
    #expect(server.requests.isEmpty)
  }

  @Test("a cluster that does not exist and a missing right are told apart")
  func refusals() async throws {
    func error(_ kind: String, _ status: Int) async throws -> AWSError? {
      let reply = LoopbackReply.response(
        status: status, headers: [("x-amzn-ErrorType", kind), ("x-amzn-RequestId", "r-9")],
        body: Array(#"{"message": "No cluster found for name: prod."}"#.utf8))
      let (client, server) = try await client(reply)
      defer { server.stop() }
      return await #expect(throws: AWSError.self) { try await client.describeCluster("prod") }
    }
    let missing = try #require(try await error("ResourceNotFoundException:http://x", 404))
    #expect(missing.description.contains("ResourceNotFoundException (HTTP 404)"))
    #expect(missing.description.contains("r-9"))
    let denied = try #require(try await error("AccessDeniedException", 403))
    #expect(denied.description.contains("Allow the action eks:DescribeCluster"))
    guard case .refused(let refusal) = denied else {
      Issue.record("\(denied)")
      return
    }
    #expect(refusal.isMissingPermission)
  }

  @Test(
    "an answer without an API server in it is an error",
    arguments: [
      (#"{"cluster": {"name": "prod", "status": "CREATING"}}"#, "CREATING"), ("<html>", "not JSON"), ("{}", "not JSON"),
    ])
  func incomplete(body: String, words: String) async throws {
    let (client, server) = try await client(.text(body))
    defer { server.stop() }
    let error = await #expect(throws: AWSError.self) { try await client.describeCluster("prod") }
    #expect(error?.description.contains(words) == true)
  }
}
