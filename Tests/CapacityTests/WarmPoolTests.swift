import Capacity
import Testing

@Suite("The warm pool of a node")
struct WarmPoolTests {
  private let small = InstanceType(name: "t3.small", vcpus: 2, enisMax: 3, ipv4PerENI: 4)

  private func places(
    _ environment: [String: String] = [:], pods: Int, enis: Int = 3, maxPods: Int? = 11, type: InstanceType? = nil
  ) throws -> [Int] {
    let settings = CNISettings(environment: environment)
    let pool = try #require(
      WarmPool(settings: settings, type: type ?? small, eniLimit: enis, maxPods: maxPods))
    return pool.holding(podAddresses: pods).placesByENI
  }

  @Test("without targets one whole ENI stays free", arguments: [(0, [3]), (1, [3, 3]), (3, [3, 3]), (5, [3, 3, 3])])
  func byDefault(pods: Int, expected: [Int]) throws {
    #expect(try places(pods: pods) == expected)
  }

  @Test("an ENI target of none leaves what the pods need, and an empty node one ENI")
  func withoutWarmENI() throws {
    #expect(try places(["WARM_ENI_TARGET": "0"], pods: 4) == [3, 3])
    #expect(try places(["WARM_ENI_TARGET": "0"], pods: 0) == [3])
  }

  @Test("IP targets count single addresses and override the ENI target")
  func addressTargets() throws {
    #expect(try places(["WARM_IP_TARGET": "2"], pods: 2) == [3, 1])
    #expect(
      try places(["WARM_IP_TARGET": "2", "MINIMUM_IP_TARGET": "7", "WARM_ENI_TARGET": "3"], pods: 2) == [3, 3, 1])
    #expect(try places(["MINIMUM_IP_TARGET": "2"], pods: 0) == [2])
    #expect(try places(["WARM_IP_TARGET": "0", "MINIMUM_IP_TARGET": "0"], pods: 1) == [3, 3])
  }

  @Test("the pool ends at the node's slots and at its ENIs")
  func limits() throws {
    #expect(try places(["WARM_IP_TARGET": "8"], pods: 2, maxPods: 5) == [3, 2])
    #expect(try places(["WARM_ENI_TARGET": "2"], pods: 0, maxPods: 4) == [3, 3])
    #expect(try places(["WARM_ENI_TARGET": "2"], pods: 4, enis: 2) == [3, 3])
  }

  @Test("prefixes are counted whole")
  func prefixes() throws {
    let prefixes = ["ENABLE_PREFIX_DELEGATION": "true"]
    #expect(try places(prefixes, pods: 0, maxPods: 110) == [1])
    #expect(try places(prefixes, pods: 17, maxPods: 110) == [3])
    #expect(try places(prefixes.merging(["WARM_PREFIX_TARGET": "2"]) { $1 }, pods: 17, maxPods: 110) == [3, 1])
    #expect(try places(prefixes.merging(["WARM_IP_TARGET": "5"]) { $1 }, pods: 10, maxPods: 110) == [1])
    #expect(try places(prefixes, pods: 10, maxPods: 11) == [1])
  }

  @Test("a type without prefixes takes single addresses")
  func xen() throws {
    let xen = InstanceType(name: "t2.small", vcpus: 1, enisMax: 3, ipv4PerENI: 4, hypervisor: "xen")
    #expect(try places(["ENABLE_PREFIX_DELEGATION": "true"], pods: 1, type: xen) == [3, 3])
  }

  @Test("IPv6 pods need no pool")
  func ipv6() {
    let settings = CNISettings(environment: ["ENABLE_IPv6": "true"])
    #expect(WarmPool(settings: settings, type: small, eniLimit: 3, maxPods: 11) == nil)
  }
}
