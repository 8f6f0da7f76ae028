import Capacity
@testable import EC2API
import Testing

@Suite("Details of answers")
struct DetailsTests {
  @Test("an interface keeps its addresses, prefixes, attachment and telling tags")
  func nodeInterface() throws {
    let bytes = try fixture("ec2-details/every-kind/DescribeNetworkInterfaces.xml")
    let interface = try #require(try decode(NetworkInterfacesDecoder(), bytes).first)
    #expect(interface.description == "aws-K8S-i-1 & “co” <x>")
    #expect(interface.ipv4Addresses.map(\.description) == ["10.0.0.100", "10.0.0.9", "10.0.0.200"])
    #expect(interface.ipv4Prefixes.map(\.description) == ["10.0.1.0/28", "10.0.1.16/28"])
    #expect(interface.ipv4AssignedCount == 35)
    #expect(interface.ipv6Addresses.map(\.description) == ["2001:db8::1"])
    #expect(interface.ipv6Prefixes.map(\.description) == ["2001:db8:0:1::/80"])
    #expect(interface.publicIP?.description == "203.0.113.9")
    #expect(interface.attachment == .init(instanceID: "i-1", deviceIndex: 2, networkCardIndex: 1))
    #expect(!interface.isRequesterManaged)
    #expect(
      interface.tags == [
        Tag(key: "Name", value: ""), Tag(key: "eks:eni:owner", value: "amazon-vpc-cni"),
        Tag(key: "node.k8s.amazonaws.com/instance_id", value: "i-1"),
      ])
  }

  @Test("interfaces of other kinds are read, and nothing carries over from one to the next")
  func otherInterfaces() throws {
    let bytes = try fixture("ec2-details/every-kind/DescribeNetworkInterfaces.xml")
    let interfaces = try decode(NetworkInterfacesDecoder(), bytes)
    try #require(interfaces.map(\.id) == ["eni-node", "eni-branch", "eni-nat", "eni-auto-mode"])
    let branch = NetworkInterface(
      id: "eni-branch", vpcID: "vpc-1", subnetID: "subnet-1", status: "associated", interfaceType: "branch",
      description: "aws-k8s-branch-eni", ipv4Addresses: [IPv4Address(bits: 0x0A00_000B)],
      tags: [Tag(key: "vpcresources.k8s.aws/vlan-id", value: "7")])
    #expect(interfaces[1] == branch)
    let gateway = NetworkInterface(
      id: "eni-nat", vpcID: "vpc-1", subnetID: "subnet-2", interfaceType: "natGateway",
      description: "Interface for NAT Gateway nat-1", requesterID: "123456789012", isRequesterManaged: true,
      attachment: .init(instanceID: nil, deviceIndex: 1), ipv4Addresses: [IPv4Address(bits: 0x0A00_0205)],
      publicIP: IPv4Address("203.0.113.10"))
    #expect(interfaces[2] == gateway)
    let autoMode = NetworkInterface(
      id: "eni-auto-mode", vpcID: "vpc-1", subnetID: "subnet-2", status: "available", isRequesterManaged: true,
      ipv6Addresses: [try #require(IPv6Address("2001:db8::2"))])
    #expect(interfaces[3] == autoMode)
  }

  @Test("a terminated instance lacks much and breaks nothing")
  func terminatedInstance() throws {
    let text = """
      <DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>
      <instanceType>m5.large</instanceType><instanceState><code>48</code><name>terminated</name></instanceState>
      <placement><availabilityZone>eu-west-1a</availabilityZone></placement>
      <launchTime>2026-11-23T04:39:15.000Z</launchTime></item></instancesSet></item><item><instancesSet><item>
      <instanceId>i-2</instanceId><instanceType>m5.large</instanceType><instanceState><name>running</name>
      </instanceState><ipAddress>203.0.113.1</ipAddress><privateIpAddress>10.0.0.4</privateIpAddress>
      <instanceLifecycle>spot</instanceLifecycle><networkInterfaceSet><item><privateIpAddress>10.9.9.9
      </privateIpAddress><subnetId>subnet-other</subnetId></item></networkInterfaceSet></item></instancesSet></item>
      </reservationSet></DescribeInstancesResponse>
      """
    let instances = try decode(InstancesDecoder(), Array(text.utf8))
    #expect(
      instances == [
        Instance(
          id: "i-1", instanceType: "m5.large", state: "terminated", zone: "eu-west-1a",
          launchedAt: Timestamp(rfc3339: "2026-11-23T04:39:15Z")),
        Instance(
          id: "i-2", instanceType: "m5.large", privateIP: IPv4Address("10.0.0.4"), publicIP: IPv4Address("203.0.113.1"),
          isSpot: true),
      ])
  }

  @Test("a subnet keeps IPv6 ranges that are associated and the tags of Kubernetes")
  func subnet() throws {
    let text = """
      <DescribeSubnetsResponse><subnetSet><item><subnetId>subnet-6</subnetId><vpcId>vpc-1</vpcId>
      <availabilityZone>eu-west-1a</availabilityZone><availableIpAddressCount>0</availableIpAddressCount>
      <ipv6CidrBlockAssociationSet><item><ipv6CidrBlock>2001:db8:1::/64</ipv6CidrBlock><ipv6CidrBlockState>
      <state>associated</state></ipv6CidrBlockState></item><item><ipv6CidrBlock>2001:db8:2::/64</ipv6CidrBlock>
      <ipv6CidrBlockState><state>disassociated</state></ipv6CidrBlockState></item></ipv6CidrBlockAssociationSet>
      <tagSet><item><key>kubernetes.io/role/cni</key><value>1</value></item><item><key>cost</key><value>9</value></item>
      <item><key>cni.networking.k8s.aws/cluster/prod</key><value>1</value></item></tagSet></item></subnetSet>
      </DescribeSubnetsResponse>
      """
    let expected = Subnet(
      id: "subnet-6", vpcID: "vpc-1", zone: "eu-west-1a", ipv6CIDRs: [try #require(IPv6Block("2001:db8:1::/64"))],
      tags: [
        Tag(key: "cni.networking.k8s.aws/cluster/prod", value: "1"), Tag(key: "kubernetes.io/role/cni", value: "1"),
      ])
    #expect(try decode(SubnetsDecoder(), Array(text.utf8)) == [expected])
  }

  @Test("a VPC has its first range first and only those that are associated")
  func vpc() throws {
    let block = { (cidr: String, state: String) in
      "<item><cidrBlock>\(cidr)</cidrBlock><cidrBlockState><state>\(state)</state></cidrBlockState></item>"
    }
    let text = """
      <DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId><cidrBlockAssociationSet>
      \(block("100.64.0.0/16", "associated"))\(block("10.1.0.0/16", "disassociated"))
      \(block("10.0.0.0/16", "associated"))</cidrBlockAssociationSet><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>
      </DescribeVpcsResponse>
      """
    let vpcs = try decode(VPCsDecoder(), Array(text.utf8))
    #expect(vpcs.map(\.id) == ["vpc-1"])
    #expect(vpcs.first?.cidrs.map(\.description) == ["10.0.0.0/16", "100.64.0.0/16"])
  }
}
