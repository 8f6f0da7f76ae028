import AWSAccess
import Capacity
import LoopbackServer
import Testing

@testable import EC2API

/// `IncludeManagedResources` of DescribeInstances and DescribeNetworkInterfaces, which
/// https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/4730 needed first.
@Suite("Managed resources")
struct ManagedResourcesTests {
  @Test("are asked for")
  func asked() async throws {
    let server = try LoopbackServer { _ in xml(interfacesPage(ids: 0..<1, addressesEach: 1)) }
    _ = try await client(server).describeNetworkInterfaces(vpcIDs: ["vpc-1"])
    #expect(server.requests.map { $0.formParameters["IncludeManagedResources"] } == ["true"])
  }

  @Test(
    "are not asked for where the endpoint does not know the parameter",
    arguments: ["UnknownParameter", "InvalidParameter"])
  func unknownParameter(code: String) async throws {
    let server = try LoopbackServer { request in
      request.formParameters["IncludeManagedResources"] == nil
        ? xml(interfacesPage(ids: 0..<2, addressesEach: 1)) : ec2Error(code)
    }
    #expect(try await client(server).describeNetworkInterfaces(vpcIDs: ["vpc-1"]).count == 2)
    #expect(server.requests.count == 2)
  }

  @Test("a refusal for another reason stays one")
  func refused() async throws {
    let server = try LoopbackServer { _ in ec2Error("UnauthorizedOperation", status: 403) }
    await #expect(throws: AWSError.self) { try await client(server).describeInstances(ids: ["i-1"]) }
    #expect(server.requests.count == 1)
  }

  @Test("an instance belongs to the account of its reservation, and a subnet to its owner")
  func owners() throws {
    func item(_ id: String) -> String {
      "<item><instanceId>\(id)</instanceId><instanceType>m5.large</instanceType>"
        + "<instanceState><code>16</code><name>running</name></instanceState></item>"
    }
    let reply = """
      <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet>
      <item><ownerId>111122223333</ownerId><instancesSet>\(item("i-1"))\(item("i-2"))</instancesSet></item>
      <item><instancesSet>\(item("i-3"))</instancesSet></item>
      <item><instancesSet>\(item("i-4"))</instancesSet><ownerId>444455556666</ownerId></item>
      </reservationSet></DescribeInstancesResponse>
      """
    let instances = try decode(InstancesDecoder(), Array(reply.utf8))
    #expect(instances.map(\.id) == ["i-1", "i-2", "i-3", "i-4"])
    #expect(instances.map(\.ownerID) == ["111122223333", "111122223333", nil, "444455556666"])
    let subnets = """
      <DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><subnetSet><item>
      <subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><ownerId>444455556666</ownerId>
      <availableIpAddressCount>96</availableIpAddressCount></item></subnetSet></DescribeSubnetsResponse>
      """
    #expect(try decode(SubnetsDecoder(), Array(subnets.utf8)).first?.ownerID == "444455556666")
  }
}
