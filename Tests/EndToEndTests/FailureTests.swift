import CapdbRunner
import Capacity
import ClusterSimulator
import Foundation
import Testing

/// What a user sees when something goes wrong, and that nothing recorded before is lost by it.
@Suite(.serialized)
struct FailureTests {
  /// A fault and what the user is told of it.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var fault: Fault
    /// What stderr must say.
    var message: [String]
    /// The sources that are unknown for it.
    var unknown: [String]

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "a wrong token", fault: Fault("/api/v1/nodes", .unauthorized),
      message: ["myeks: nodes", "401"], unknown: ["nodes"]),
    Case(
      name: "a missing right on one resource", fault: Fault("/api/v1/pods", .forbidden),
      message: ["myeks: pods", "cannot list resource \"pods\""], unknown: ["pods"]),
    Case(
      name: "a connection cut in mid-body", fault: Fault("/api/v1/pods", .cutBody(share: 0.5)),
      message: ["myeks: pods"], unknown: ["pods"]),
    Case(
      name: "truncated protobuf", fault: Fault("/api/v1/pods", .truncatedBody(share: 0.7)),
      message: ["myeks: pods", "page 1"], unknown: ["pods"]),
    Case(
      name: "garbage for protobuf", fault: Fault("/api/v1/nodes", .garbage),
      message: ["myeks: nodes", "page 1"], unknown: ["nodes"]),
    Case(
      name: "JSON that is none",
      fault: Fault("/api/v1/events", .response(status: 200, contentType: "application/json", body: #"{"items":[{"#)),
      message: ["myeks: events"], unknown: ["events"]),
    Case(
      name: "EC2 denied", fault: Fault("DescribeNetworkInterfaces", .forbidden),
      message: ["myeks: network-interfaces", "ec2:DescribeNetworkInterfaces"], unknown: ["network-interfaces"]),
    Case(
      name: "truncated XML", fault: Fault("DescribeSubnets", .truncatedBody(share: 0.5)),
      message: ["myeks: subnets"], unknown: ["subnets"]),
    Case(
      name: "garbage for XML", fault: Fault("DescribeInstances", .garbage),
      message: ["instances"], unknown: ["instances"]),
    Case(
      name: "a proxy's page",
      fault: Fault(
        "DescribeVpcs", .response(status: 502, contentType: "text/html", body: "<html>Bad Gateway</html>")),
      message: ["myeks: vpcs", "502"], unknown: ["vpcs"]),
  ]

  @Test(arguments: cases)
  func oneSourceFailsAloneAndTheHistoryStaysAndGrows(_ failure: Case) async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let before = try environment.rowCounts()

      environment.server.inject(failure.fault)
      let failed = try await environment.capdb("collect", "--deadline", "15s")
      #expect(failed.exitCode == 1)
      for words in failure.message { #expect(failed.errors.contains(words), "stderr: \(failed.errors)") }
      #expect(!failed.errors.contains(environment.server.token))
      let during = try environment.rowCounts()
      #expect(during["pod"] == before["pod"])
      #expect(during["node_state"] == before["node_state"])
      #expect(during["collection"] == (before["collection"] ?? 0) + 1)
      let collection = try await environment.capdb("report", "collections", "--format", "json").rows()
      #expect(collection.contains { $0["status"] == .text("partial") })

      environment.server.clearFaults()
      try environment.scale(to: 8)
      #expect(try await environment.capdb("collect").exitCode == 0)
      let after = try environment.rowCounts()
      #expect((after["pod"] ?? 0) == (before["pod"] ?? 0) + 6)
    }
  }

  @Test func throttlingIsWaitedOut() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      environment.server.inject(Fault("DescribeSubnets", .tooManyRequests(retryAfterSeconds: 1), times: 2))
      environment.server.inject(Fault("/api/v1/pods", .tooManyRequests(retryAfterSeconds: 1), times: 1))
      let outcome = try await environment.capdb("collect")
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test func throttlingThatDoesNotEndFailsThatSourceByItsName() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      environment.server.inject(Fault("DescribeSubnets", .tooManyRequests(retryAfterSeconds: 1)))
      let outcome = try await environment.capdb("collect", "--deadline", "10s")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("subnets"))
      #expect(outcome.errors.contains("RequestLimitExceeded"))
    }
  }

  @Test func anExpiredContinueTokenRestartsTheListAndLosesNothing() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      try environment.server.update { cluster throws(SimulatorError) in
        try cluster.scale(SimulatedCluster.nginxDeployment, to: 1200)
        cluster.advance(by: 60)
      }
      environment.server.inject(Fault("/api/v1/pods", .expiredContinueToken, skipping: 1, times: 1))
      let outcome = try await environment.capdb("collect")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
      let pods = try await environment.capdb("report", "pods", "--format", "json").rows()
      #expect(pods.count == environment.server.cluster.pods.count)
    }
  }

  @Test func aListThatExpiresTwiceGoesOnAndSaysSo() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      try environment.server.update { cluster throws(SimulatorError) in
        try cluster.scale(SimulatedCluster.nginxDeployment, to: 1200)
        cluster.advance(by: 60)
      }
      environment.server.inject(Fault("/api/v1/pods", .expiredContinueToken, skipping: 1, times: 1))
      environment.server.inject(Fault("/api/v1/pods", .expiredContinueToken, skipping: 1, times: 1))
      let outcome = try await environment.capdb("collect")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
      #expect(outcome.errors.contains("expired twice"))
    }
  }

  @Test func anUnreachableServerLeavesAFailedCollection() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let kubeconfig = environment.directory.appending(path: "kubeconfig")
      let text = try String(contentsOf: kubeconfig, encoding: .utf8)
      let broken = text.replacing(environment.server.kubernetesURL, with: "https://127.0.0.1:1")
      try broken.write(to: kubeconfig, atomically: true, encoding: .utf8)
      let outcome = try await environment.capdb("collect", "--no-ec2", "--deadline", "5s")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("https://127.0.0.1:1"))
      let collections = try await environment.capdb("report", "collections", "--format", "json").rows()
      #expect(collections.map { $0["status"]?.text }.filter { $0 == "failed" }.count == 1)
    }
  }
}
