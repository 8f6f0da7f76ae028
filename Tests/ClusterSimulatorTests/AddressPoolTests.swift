import Capacity
import Testing

@testable import ClusterSimulator

@Suite("The VPC CNI's pool")
struct AddressPoolTests {
  private func cluster(_ type: InstanceType, pods: Int, cni: [String: String?] = [:], cidr: String = "10.0.1.0/24")
    throws -> SimulatedCluster
  {
    var cluster = try bareCluster(type: type, cidrs: [cidr], cni: cni)
    cluster.apply(SimulatedWorkload(.deployment, name: "web", replicas: pods))
    cluster.advance(by: 120)
    checkInvariants(cluster)
    return cluster
  }

  @Test(
    "keeps a whole ENI free: a t3.small has 3 secondary addresses without pods and 9 with five",
    arguments: [(pods: 0, secondary: 3), (pods: 1, secondary: 6), (pods: 3, secondary: 6), (pods: 5, secondary: 9)])
  func warmENI(pods: Int, secondary: Int) throws {
    let cluster = try cluster(.t3Small, pods: pods)
    #expect(cluster.interfaces.reduce(0) { $0 + $1.value.ipv4Addresses.count - 1 } == secondary)
  }

  @Test("keeps as many single addresses free as WARM_IP_TARGET says, and MINIMUM_IP_TARGET in all")
  func warmIPs() throws {
    let some = try cluster(.m5Large, pods: 5, cni: ["WARM_IP_TARGET": "2"])
    #expect(some.interfaces.reduce(0) { $0 + $1.value.ipv4Addresses.count - 1 } == 7)
    let minimum = try cluster(.m5Large, pods: 1, cni: ["MINIMUM_IP_TARGET": "6"])
    #expect(minimum.interfaces.reduce(0) { $0 + $1.value.ipv4Addresses.count - 1 } == 6)
  }

  @Test("delegates prefixes of 16, and the node may run 110 pods")
  func prefixes() throws {
    let cluster = try cluster(.t3Medium, pods: 40, cni: ["ENABLE_PREFIX_DELEGATION": "true"])
    #expect(cluster.nodes[0].slots == 110)
    #expect(cluster.interfaces.count == 1)
    let prefixes = cluster.interfaces.flatMap(\.value.ipv4Prefixes)
    // 40 pods need three prefixes, and a whole one stays free.
    #expect(prefixes.count == 4)
    #expect(prefixes.allSatisfy { $0.prefixLength == 28 })
    #expect(cluster.subnets[0].availableCount == 251 - 1 - 64)
    #expect(cluster.pods.count { $0.phase == .running } == 42)
  }

  @Test("a node launched before the switch to prefixes keeps its slots and its addresses")
  func switchOfMode() throws {
    var cluster = try cluster(.t3Medium, pods: 2)
    let before = cluster.interfaces.flatMap(\.value.ipv4Addresses)
    cluster.configureCNI(["ENABLE_PREFIX_DELEGATION": "true"])
    try cluster.launchNode(inGroup: "ng1", subnetID: cluster.subnets[0].id)
    #expect(cluster.nodes.map(\.slots) == [17, 110])
    #expect(Set(before).isSubset(of: Set(cluster.interfaces.flatMap(\.value.ipv4Addresses))))
    checkInvariants(cluster)
  }

  @Test("leaves pods without an address when the subnet is full, and the kubelet says so")
  func exhaustion() throws {
    let cluster = try cluster(.t3Medium, pods: 12, cidr: "10.0.1.0/28")
    // 11 usable addresses: the primary, 5 secondary ones, and too few for a second ENI of 6.
    #expect(cluster.pods.count { $0.phase == .running && !$0.isHostNetwork } == 5)
    let stuck = cluster.pods.filter { $0.phase == .pending }
    #expect(stuck.count == 7)
    #expect(stuck.allSatisfy { $0.node != nil && $0.ip == nil })
    #expect(cluster.nodes[0].lastAddressError == "InsufficientFreeAddressesInSubnet")
    let events = cluster.events.filter { $0.reason == "FailedCreatePodSandBox" }
    #expect(Set(events.compactMap(\.involved.uid)) == Set(stuck.map(\.uid)))
    #expect(events.allSatisfy { $0.message.hasSuffix("failed to assign an IP address to container") })
  }

  @Test("hands a released address out again only after 30 seconds")
  func cooling() throws {
    var cluster = try cluster(.t3Medium, pods: 15)
    let pod = try #require(cluster.pods.first { $0.workload == "default/web" })
    let address = try #require(pod.ip)
    cluster.deletePod(pod.uid)
    while cluster.pod(pod.uid) != nil { cluster.advance(by: 1) }
    #expect(cluster.nodes[0].addressesCooling.contains(address))
    cluster.advance(by: 20)
    #expect(!cluster.pods.contains { $0.ip == address })
    cluster.advance(by: 30)
    #expect(cluster.pods.contains { $0.ip == address })
    checkInvariants(cluster)
  }

  @Test("takes prefixes from their reservation and single addresses from elsewhere")
  func reservations() throws {
    var cluster = try bareCluster(type: .t3Medium)
    let subnet = cluster.subnets[0].id
    let free = cluster.subnets[0].freePrefixes
    try cluster.reserve(cidr: "10.0.1.128/25", ofSubnet: subnet, forPrefixes: true)
    cluster.configureCNI(["ENABLE_PREFIX_DELEGATION": "true"])
    try cluster.launchNode(inGroup: "ng1", subnetID: subnet)
    let prefix = try #require(cluster.interfaces.flatMap(\.value.ipv4Prefixes).first)
    #expect(prefix.base.bits & 255 >= 128)
    #expect(free <= 14)
    checkInvariants(cluster)
  }

  @Test("a removed node gives everything back, or leaves its secondary ENIs behind")
  func removal() throws {
    var cluster = try cluster(.t3Medium, pods: 6)
    var leaking = cluster
    try cluster.removeNode(named: cluster.nodes[0].name)
    #expect(cluster.interfaces.isEmpty)
    #expect(cluster.subnets[0].availableCount == 251)
    try leaking.removeNode(named: leaking.nodes[0].name, leavingInterfaces: true)
    #expect(leaking.interfaces.count == 2)
    #expect(leaking.interfaces.allSatisfy { $0.value.status == "available" && $0.value.attachment == nil })
    checkInvariants(leaking)
  }
}
