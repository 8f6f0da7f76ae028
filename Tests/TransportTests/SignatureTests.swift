import LoopbackServer
import Testing

@testable import Transport

/// AWS Signature Version 4, worked out anew from what a server received, with the `openssl` command for the digests.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct ExpectedSignature {
  var request: LoopbackRequest
  var secret: String
  var region: String
  var service: String
  var signedHeaders: [String]

  func value() throws -> String {
    let date = request.header("X-Amz-Date") ?? ""
    let day = String(date.prefix(8))
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let toSign = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(try Self.digest(canonicalRequest()))"
    var key = Array("AWS4\(secret)".utf8)
    for part in [day, region, service, "aws4_request"] { key = try Self.hmac(key, part) }
    return Self.hex(try Self.hmac(key, toSign))
  }

  private func canonicalRequest() throws -> String {
    let headers = signedHeaders.map { "\($0):\(request.header($0) ?? "")\n" }.joined()
    return [
      request.method, request.path, request.query, headers, signedHeaders.joined(separator: ";"),
      try Self.digest(request.text),
    ].joined(separator: "\n")
  }

  private static func digest(_ text: String) throws -> String {
    hex(try Command.run("openssl", ["dgst", "-sha256", "-binary"], input: Array(text.utf8)))
  }

  private static func hmac(_ key: [UInt8], _ text: String) throws -> [UInt8] {
    let options = ["dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(hex(key))", "-binary"]
    return try Command.run("openssl", options, input: Array(text.utf8))
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

@Suite(
  "AWS Signature Version 4", .enabled(if: Command.exists("openssl"), "needs the openssl command"),
  .timeLimit(.minutes(5)))
struct SignatureTests {
  private func signed(_ region: String, _ service: String, token: String?, body: String) async throws -> LoopbackRequest
  {
    let server = try LoopbackServer { _ in .text("<x/>", type: "text/xml") }
    let request = HTTPRequest(
      method: .post, url: server.url + "/",
      headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: Array(body.utf8), endpoint: direct,
      signature: AWSSignature(
        region: region, service: service, accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+b:PxRf",
        sessionToken: token))
    _ = try await CurlTransport().send(request)
    return try #require(server.requests.first)
  }

  private func check(_ request: LoopbackRequest, _ region: String, _ service: String, headers: [String]) throws {
    let signature = try ExpectedSignature(
      request: request, secret: "wJalrXUtnFEMI/K7MDENG+b:PxRf", region: region, service: service, signedHeaders: headers
    ).value()
    let day = (request.header("X-Amz-Date") ?? "").prefix(8)
    #expect(
      request.header("Authorization")
        == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(day)/\(region)/\(service)/aws4_request, "
        + "SignedHeaders=\(headers.joined(separator: ";")), Signature=\(signature)")
  }

  @Test("A form with a session token is signed over host, date, type and token")
  func form() async throws {
    let body = "Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1%2F2"
    let request = try await signed("ap-northeast-2", "ec2", token: "IQoJb3JpZ2luX2VjEA//==", body: body)
    #expect(request.text == body)
    #expect(request.header("X-Amz-Security-Token") == "IQoJb3JpZ2luX2VjEA//==")
    #expect(request.headers.filter { $0.name.lowercased() == "x-amz-date" }.count == 1)
    try check(
      request, "ap-northeast-2", "ec2", headers: ["content-type", "host", "x-amz-date", "x-amz-security-token"])
  }

  @Test("Long-lived keys send no token, and the scope is the one given, not the host's")
  func noToken() async throws {
    let request = try await signed(
      "us-gov-west-1", "sts", token: nil, body: "Action=GetCallerIdentity&Version=2011-06-15")
    #expect(request.header("X-Amz-Security-Token") == nil)
    try check(request, "us-gov-west-1", "sts", headers: ["content-type", "host", "x-amz-date"])
  }
}
