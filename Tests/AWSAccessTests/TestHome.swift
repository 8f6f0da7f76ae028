@testable import AWSAccess
import Capacity
import Foundation
import LoopbackServer
import Synchronization
import Transport

/// A home directory with AWS files in it, which ends with the test, and environments that know nothing else.
final class TestHome: Sendable {
  let path: String

  init(config: String? = nil, credentials: String? = nil) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("aws-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if let config { try write(config, to: ".aws/config") }
    if let credentials { try write(credentials, to: ".aws/credentials") }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file below the home directory; returns its whole path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  /// An environment of these variables, with a clock that stands still and retries that do not wait.
  func environment(
    _ variables: [String: String] = [:], now: Timestamp = testTime, clock: TestClock? = nil,
    transport: (any HTTPTransport)? = nil
  ) throws -> AWSEnvironment {
    let waitless = RetryPolicy(
      attempts: 3, deadline: .now + .seconds(600), sleep: { _ in try Task.checkCancellation() }, jitter: { 0.5 })
    // Port 9 of the loopback interface: the metadata service of nobody.
    let base = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9", "PATH": "/usr/bin:/bin"]
    return AWSEnvironment(
      variables: base.merging(variables) { $1 }, homeDirectory: path, now: { clock?.time ?? now },
      transport: try transport ?? CurlTransport(), retry: waitless)
  }
}

/// 2026-11-23T04:39:15Z.
let testTime = Timestamp(seconds: 1_795_408_755)

/// A clock that the test moves.
final class TestClock: Sendable {
  private let seconds: Mutex<Int64>

  init(_ time: Timestamp = testTime) {
    seconds = Mutex(time.seconds)
  }

  var time: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }

  func advance(by interval: Int64) {
    seconds.withLock { $0 += interval }
  }
}

extension TestHome {
  /// The credentials that the whole chain gives.
  func credentials(
    _ variables: [String: String] = [:], options: AWSOptions = AWSOptions(region: "ap-northeast-2")
  ) async throws -> Credentials {
    try await AWSSession(try environment(variables), options: options).credentials.credentials()
  }

  /// The fault with which the chain ends.
  func fault(
    _ variables: [String: String] = [:], options: AWSOptions = AWSOptions(region: "ap-northeast-2")
  ) async throws -> AWSError? {
    do {
      _ = try await credentials(variables, options: options)
      return nil
    } catch let error as AWSError {
      return error
    }
  }
}

/// A security token service that hands out keys named after what was asked.
func stsServer() throws -> LoopbackServer {
  try LoopbackServer { request in
    let form = request.formParameters
    let action = form["Action"] ?? ""
    guard action.hasPrefix("AssumeRole"), let role = form["RoleArn"]?.split(separator: "/").last else {
      return .text(
        "<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>", status: 400, type: "text/xml")
    }
    return .text(assumeRoleReply(action: action, key: "ASIA-\(role)"), type: "text/xml")
  }
}

/// An answer of `AssumeRole` or `AssumeRoleWithWebIdentity` with keys that last an hour from `testTime`.
func assumeRoleReply(action: String, key: String, expiration: String = "2026-11-23T05:39:15Z") -> String {
  """
  <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
    <\(action)Result>
      <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/x/y</Arn></AssumedRoleUser>
      <Credentials>
        <AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
        <SessionToken>token-of-\(key)</SessionToken><Expiration>\(expiration)</Expiration>
      </Credentials>
    </\(action)Result>
    <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>
  </\(action)Response>
  """
}

/// Text that a fixture holds.
func fixture(_ name: String, file: String = #filePath) throws -> String {
  let tests = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
  return try String(contentsOf: tests.appendingPathComponent("Fixtures/\(name)"), encoding: .utf8)
}

extension Credentials {
  /// The id of the access key that a request was signed with.
  static func keyID(of request: LoopbackRequest) -> String? {
    request.header("Authorization")?.firstMatch(of: /Credential=([^\/]+)\//).map { String($0.1) }
  }
}
