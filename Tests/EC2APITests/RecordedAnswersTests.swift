import Capacity
@testable import EC2API
import Testing

@Suite("Recorded answers")
struct RecordedAnswersTests {
  static let steps = ["02", "08", "15", "30", "50"]

  private func recorded(_ step: String, _ action: String) throws -> [UInt8] {
    try fixture("eks-pod-limit/replicas-\(step)/\(action).xml")
  }

  /// The texts of all elements of this name, found without an XML parser.
  private func texts(_ element: String, in bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "<\(element)>").dropFirst()
      .map { String($0.prefix { $0 != "<" }) }
  }

  @Test("every network interface and address is read", arguments: steps)
  func networkInterfaces(step: String) throws {
    let bytes = try recorded(step, "DescribeNetworkInterfaces")
    let interfaces = try decode(NetworkInterfacesDecoder(), bytes)
    #expect(interfaces.map(\.id) == texts("networkInterfaceId", in: bytes))
    #expect(interfaces.map(\.subnetID) == texts("subnetId", in: bytes))
    #expect(interfaces.map(\.description) == texts("description", in: bytes))
    let primaries = texts("primary", in: bytes).count { $0 == "true" }
    // The primary address stands in the list and beside it.
    let addresses = texts("privateIpAddress", in: bytes)
    #expect(interfaces.map(\.ipv4Addresses.count).reduce(0, +) == addresses.count - primaries)
    #expect(Set(interfaces.flatMap { $0.ipv4Addresses.map(\.description) }) == Set(addresses))
    #expect(interfaces.allSatisfy { $0.attachment?.instanceID != nil && $0.status == "in-use" })
  }

  @Test("every instance is read", arguments: steps)
  func instances(step: String) throws {
    let bytes = try recorded(step, "DescribeInstances")
    let instances = try decode(InstancesDecoder(), bytes)
    #expect(instances.count == 3)
    #expect(Set(instances.map(\.id)) == Set(texts("instanceId", in: bytes)))
    #expect(instances.allSatisfy { $0.instanceType == "t3.medium" && $0.state == "running" && !$0.isSpot })
    #expect(instances.compactMap(\.launchedAt?.description).sorted() == launchTimes(bytes))
    #expect(instances.map(\.privateIP).allSatisfy { $0 != nil })
    #expect(Set(instances.map(\.zone)).isSubset(of: ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]))
    let interfaces = try decode(NetworkInterfacesDecoder(), try recorded(step, "DescribeNetworkInterfaces"))
    for instance in instances {
      let primary = interfaces.first { $0.attachment?.instanceID == instance.id && $0.attachment?.deviceIndex == 0 }
      #expect(primary?.ipv4Addresses.first == instance.privateIP)
      #expect(primary?.subnetID == instance.subnetID)
    }
  }

  private func launchTimes(_ bytes: [UInt8]) -> [String] {
    texts("launchTime", in: bytes).map { $0.replacing(".000Z", with: "Z") }.sorted()
  }

  @Test("every subnet and VPC is read", arguments: steps)
  func subnetsAndVPCs(step: String) throws {
    let subnetBytes = try recorded(step, "DescribeSubnets")
    let subnets = try decode(SubnetsDecoder(), subnetBytes)
    #expect(subnets.map(\.id) == texts("subnetId", in: subnetBytes))
    #expect(subnets.map { "\($0.availableIPv4Count)" } == texts("availableIpAddressCount", in: subnetBytes))
    #expect(subnets.compactMap(\.cidr?.description) == texts("cidrBlock", in: subnetBytes))
    let vpcBytes = try recorded(step, "DescribeVpcs")
    let vpcs = try decode(VPCsDecoder(), vpcBytes)
    #expect(vpcs.map(\.id) == texts("vpcId", in: vpcBytes))
    #expect(vpcs.flatMap(\.cidrs).map(\.description) == ["172.31.0.0/16", "192.168.0.0/16"])
    #expect(Set(subnets.map(\.vpcID)) == Set(vpcs.map(\.id)))
  }

  @Test("the addresses that are not reserved are those assigned and those available")
  func subnetsAddUp() throws {
    for step in Self.steps {
      let interfaces = try decode(NetworkInterfacesDecoder(), try recorded(step, "DescribeNetworkInterfaces"))
      for subnet in try decode(SubnetsDecoder(), try recorded(step, "DescribeSubnets")) {
        let assigned = interfaces.filter { $0.subnetID == subnet.id }.map(\.ipv4AssignedCount).reduce(0, +)
        #expect(subnet.usableIPv4Count == assigned + subnet.availableIPv4Count)
      }
    }
  }

  @Test("the instance type carries 17 pods", arguments: steps)
  func instanceTypes(step: String) throws {
    let types = try decode(InstanceTypesDecoder(), try recorded(step, "DescribeInstanceTypes"))
    #expect(types.map(\.name) == ["t3.medium"])
    #expect(types.map(MaxPods.byInstance) == [17])
  }
}
