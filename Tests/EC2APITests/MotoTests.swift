@testable import AWSAccess
import Capacity
@testable import EC2API
import Foundation
import Testing
import Transport

/// The URL of a running moto server, for tests against an EC2 of somebody else's making; `Scripts/test` starts one.
private let motoURL = ProcessInfo.processInfo.environment["CAPDB_TEST_MOTO_URL"]

@Suite("Against moto", .enabled(if: motoURL != nil, "CAPDB_TEST_MOTO_URL names no moto server"))
struct MotoTests {
  private func session(role: AWSRole? = nil) async throws -> AWSSession {
    let environment = AWSEnvironment(
      variables: [
        "AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL": motoURL ?? "",
      ], homeDirectory: "/nonexistent", transport: try CurlTransport(),
      retry: RetryPolicy(deadline: .now + .seconds(600)))
    return try await AWSSession(environment, options: AWSOptions(region: "ap-northeast-2", role: role))
  }

  @Test("the default VPC and its subnets are found, and an unknown one is not")
  func network() async throws {
    let client = EC2Client(try await session())
    #expect(try await client.describeVPCs(ids: ["vpc-00000000"]).isEmpty)
    let query = AWSQueryClient(try await session(), service: .ec2, version: "2016-11-15")
    var decoder = VPCsDecoder()
    try decoder.decode(try await query.call("DescribeVpcs").body)
    let vpc = try #require(decoder.values.first)
    #expect(try await client.describeVPCs(ids: [vpc.id]) == [vpc])
    let subnets = try await client.describeSubnets(vpcIDs: [vpc.id])
    #expect(!subnets.isEmpty && subnets.allSatisfy { $0.vpcID == vpc.id && $0.usableIPv4Count > 0 })
    #expect(try await client.getSubnetCIDRReservations(subnetIDs: subnets.map(\.id)).isEmpty)
    _ = try await client.describeNetworkInterfaces(vpcIDs: [vpc.id])
    #expect(try await client.describeInstances(ids: ["i-00000000000000000"]).isEmpty)
  }

  @Test("unknown instance types are left out, and max pods are those that AWS publishes")
  func instanceTypes() async throws {
    let client = EC2Client(try await session())
    let types = try await client.describeInstanceTypes(names: ["t3.small", "zz9.plural", "m5.large", "p4d.24xlarge"])
    #expect(types.map(\.name).sorted() == ["m5.large", "p4d.24xlarge", "t3.small"])
    #expect(types.sorted { $0.name < $1.name }.map(MaxPods.byInstance) == [29, 737, 11])
  }

  @Test("a role is taken on")
  func role() async throws {
    let role = AWSRole(arn: "arn:aws:iam::123456789012:role/reader")
    let credentials = try await session(role: role).credentials.credentials()
    #expect(credentials.sessionToken != nil && credentials.expiration != nil)
  }
}
