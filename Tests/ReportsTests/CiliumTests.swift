import Capacity
import Testing

@testable import Reports

/// Cilium in ENI mode has rules of its own.
///
/// Sources: pkg/aws/eni/node.go of https://github.com/cilium/cilium and
/// https://docs.cilium.io/en/stable/network/concepts/ipam/eni/; the numbers of the first test are those of
/// https://github.com/Smana/cloud-native-ref/pull/1726.
@Suite("Cilium in ENI mode")
struct CiliumTests {
  private static let type = InstanceType(name: "m5.xlarge", vcpus: 4, enisMax: 4, ipv4PerENI: 15)

  /// A node whose primary ENI carries no pods and whose second one holds 14 addresses, of which pods hold `held`.
  private func state(
    _ cilium: Reading<[CiliumNode]>, cni: Reading<CNISettings?> = .known(nil), held: Int = 0, slots: Int64 = 58,
    type: InstanceType = type, second: NetworkInterface? = nil, subnets: [Subnet] = [subnet(free: 200)]
  ) -> RecordedState {
    let pods = pods(holding: Array(addresses(31, 14).prefix(held)))
    var snapshot = snapshot(
      node: node(type: type.name, pods: slots), pods: pods,
      interfaces: [eni(0, ["10.0.0.10"]), second ?? eni(1, addresses(30, 15))], subnets: subnets, type: type)
    snapshot.cni = cni
    snapshot.ciliumNodes = cilium
    return recorded(snapshot)
  }

  private func audit(_ state: RecordedState) throws -> AuditRow {
    try #require(AuditRow.rows(of: state, past: AuditPast(of: state, in: FakeHistory(state))).first)
  }

  private func capacity(_ state: RecordedState) throws -> NodeCapacity {
    let index = StateIndex(state)
    let node = try #require(state.snapshot.nodes.value?.first)
    return NodeCapacity(of: node, in: index, freeAddresses: index.freeAddresses())
  }

  @Test("58 slots are offered and 42 addresses can be had, as the primary ENI is left out")
  func firstInterfaceIndex() throws {
    let state = state(.known([CiliumNode(name: "n1", firstInterfaceIndex: 1)]), held: 4)
    let row = try audit(state)
    #expect(row.mode == .ciliumENI && row.finding == .tooHigh)
    #expect(row.ipsAddressable == 42 && row.maxPodsExpected == 44)
    #expect(
      row.remedy?.hasPrefix("Cilium uses 3 of the node's ENIs (first-interface-index 1): set maxPods to at most 44")
        == true)
    let free = try capacity(state).effective
    #expect(free.free == 38 && free.limit == .nodeAddresses)
  }

  @Test("addresses that Cilium uses itself are no pod's")
  func ownAddresses() throws {
    let own = ["10.0.0.43", "10.0.0.44"].map(address)
    let state = state(.known([CiliumNode(name: "n1", firstInterfaceIndex: 1, ownAddresses: own)]), held: 4)
    #expect(try audit(state).maxPodsExpected == 42)
    #expect(try capacity(state).effective.free == 36)
  }

  @Test("a node with fewer slots than addresses is in order")
  func inOrder() throws {
    let state = state(.known([CiliumNode(name: "n1", firstInterfaceIndex: 1)]), slots: 44)
    #expect(try audit(state).finding == .ok)
    #expect(try audit(state).remedy == nil)
  }

  @Test("max-allocate limits what is assigned")
  func maxAllocate() throws {
    let state = state(.known([CiliumNode(name: "n1", firstInterfaceIndex: 1, maxAllocate: 20)]), held: 4)
    #expect(try audit(state).ipsAddressable == 20)
    #expect(try audit(state).remedy?.hasPrefix("Cilium assigns no more than 20 addresses (max-allocate)") == true)
    #expect(try capacity(state).effective.free == 16)
  }

  @Test("prefixes on an ENI multiply its places; single addresses on one keep the node without prefixes")
  func prefixes() throws {
    let withPrefix = eni(1, ["10.0.0.30"], prefixes: ["10.0.0.64/28"])
    let node = CiliumNode(name: "n1", firstInterfaceIndex: 1)
    #expect(try audit(state(.known([node]), second: withPrefix)).ipsAddressable == 3 * 14 * 16)
    var disabled = node
    disabled.disablesPrefixDelegation = true
    #expect(try audit(state(.known([disabled]), second: withPrefix)).ipsAddressable == 42)
    var xen = Self.type
    xen.hypervisor = "xen"
    #expect(try audit(state(.known([node]), type: xen, second: withPrefix)).ipsAddressable == 42)
    var mixed = state(.known([node]), second: withPrefix)
    mixed.snapshot.networkInterfaces = .known(
      (mixed.snapshot.networkInterfaces.value ?? []) + [eni(2, addresses(100, 5))])
    #expect(try audit(mixed).ipsAddressable == 42)
  }

  @Test("with use-primary-address the primary addresses count, and what is free is unknown")
  func primaryAddresses() throws {
    let state = state(.known([CiliumNode(name: "n1", firstInterfaceIndex: 1, usesPrimaryAddress: true)]))
    #expect(try audit(state).ipsAddressable == 45)
    #expect(try capacity(state).effective.free == nil)
  }

  @Test("ENIs are left out by tags where these are recorded; else nothing is said")
  func excludedTags() throws {
    let name = [Tag(key: "Name", value: "storage")]
    let storage = eni(1, ["10.0.0.30"], tags: name)
    let known = CiliumNode(name: "n1", excludedInterfaceTags: name)
    #expect(try audit(state(.known([known]), second: storage)).ipsAddressable == 3 * 14)
    let unknown = CiliumNode(name: "n1", excludedInterfaceTags: [Tag(key: "team", value: "storage")])
    let row = try audit(state(.known([unknown]), second: storage))
    #expect(row.finding == .unknown && row.ipsAddressable == nil)
    #expect(row.remedy?.hasPrefix("Cilium leaves out ENIs by tags") == true)
  }

  @Test("a new ENI is made in the subnets that are named, else in those with the tags, else in any of the zone")
  func subnets() throws {
    let pods = subnet("subnet-2", free: 5, cidr: "10.0.1.0/24")
    let third = subnet("subnet-3", free: 100, cidr: "10.0.2.0/24")
    let full = eni(1, addresses(30, 15))
    func free(_ cilium: CiliumNode, made: NetworkInterface? = nil) throws -> Int? {
      var state = state(.known([cilium]), second: full, subnets: [subnet(free: 0), pods, third])
      let interfaces = (state.snapshot.networkInterfaces.value ?? []) + (made.map { [$0] } ?? [])
      state.snapshot.networkInterfaces = .known(interfaces)
      return try capacity(state).effective.free
    }
    // Two more ENIs of 14: one address of the five free ones is primary.
    #expect(try free(CiliumNode(name: "n1", firstInterfaceIndex: 1, subnetIDs: ["subnet-2"])) == 14 + 4)
    #expect(try free(CiliumNode(name: "n1", firstInterfaceIndex: 1)) == 14 + 28)
    let tagged = CiliumNode(
      name: "n1", firstInterfaceIndex: 1, subnetTags: [Tag(key: "role", value: "pods")])
    #expect(try free(tagged) == nil)
    var made = eni(1, ["10.0.1.7"], subnet: "subnet-2", instance: "i-2")
    made.description = "Cilium-CNI (i-2)"
    #expect(try free(tagged, made: made) == 14 + 4)
  }

  @Test("without the right to read CiliumNodes, and where pods have addresses of their own range, nothing is said")
  func unknown() throws {
    let overlay = CiliumNode(name: "n1", usesENIs: false)
    for reading in [.unknown(.denied, error: "forbidden"), .known([overlay]), .known([])] as [Reading<[CiliumNode]>] {
      let state = state(reading)
      #expect(try audit(state).mode == .none)
      #expect(try audit(state).finding == .unknown)
      #expect(try audit(state).remedy?.contains("let capdb list ciliumnodes") == true)
      #expect(try capacity(state).effective.free == nil)
    }
  }

  @Test("what was once said of Cilium does not count where the VPC CNI serves the pods")
  func vpcCNI() throws {
    let state = state(
      .known([CiliumNode(name: "n1", firstInterfaceIndex: 1)]), cni: .known(CNISettings(version: "v1.20.1")))
    #expect(try audit(state).mode == .secondaryIP)
    #expect(try audit(state).ipsAddressable == 56)
  }
}
