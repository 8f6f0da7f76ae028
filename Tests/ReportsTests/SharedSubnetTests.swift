import Capacity
import Testing

@testable import Reports

/// A participant of a shared VPC sees its own interfaces only, so that free /28 blocks cannot be told; EC2's count of free
/// addresses is right for everyone.
///
/// Sources: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html and
/// https://github.com/aws/amazon-vpc-cni-k8s/issues/2520.
@Suite("Subnets of another account")
struct SharedSubnetTests {
  private func state(owner: String?, account: String? = "111122223333", cni: [String: String] = [:]) -> RecordedState {
    var subnet = subnet(free: 96)
    subnet.ownerID = owner
    var snapshot = snapshot(
      pods: pods(holding: ["10.0.0.11"]), interfaces: [eni(0, addresses(10, 6))], subnets: [subnet], cni: cni)
    if case .known(var instances) = snapshot.instances {
      for index in instances.indices { instances[index].ownerID = account }
      snapshot.instances = .known(instances)
    }
    return recorded(snapshot)
  }

  private func sample(_ state: RecordedState) throws -> SubnetCounters {
    let subnets = try #require(CapacitySample(of: state, podsPending: 0).subnets)
    return try #require(subnets.first { $0.key.grouping == .subnet }?.value)
  }

  private func effective(_ state: RecordedState) throws -> EffectiveFreeSlots {
    let index = StateIndex(state)
    let node = try #require(state.snapshot.nodes.value?.first)
    return NodeCapacity(of: node, in: index, freeAddresses: index.freeAddresses()).effective
  }

  @Test("have an unknown number of free blocks and EC2's number of free addresses")
  func freeBlocks() throws {
    let shared = try sample(state(owner: "444455556666"))
    #expect(shared.ipsAvailable == 96 && shared.freePrefixes == nil)
    #expect(shared.usedByPods == 1 && shared.usedByOthers == Int64(251 - 96 - 6))
    #expect(try sample(state(owner: "111122223333")).freePrefixes == 6)
  }

  @Test("are not told from others where an account is unknown, as in histories of earlier releases")
  func unknownAccounts() throws {
    #expect(try sample(state(owner: nil)).freePrefixes == 6)
    #expect(try sample(state(owner: "444455556666", account: nil)).freePrefixes == 6)
  }

  @Test("limit single addresses by EC2's number; whether they have prefixes is unknown")
  func effectiveFree() throws {
    #expect(try effective(state(owner: "444455556666")).free == 14)
    let prefixes = ["ENABLE_PREFIX_DELEGATION": "true"]
    #expect(try effective(state(owner: "444455556666", cni: prefixes)).free == nil)
    #expect(try effective(state(owner: "111122223333", cni: prefixes)).free == 16)
  }
}
