import Capacity
import Dispatch
import Foundation
import Testing

@testable import ClusterSimulator

/// When the simulated clusters of these tests come up: 2026-01-05T00:00:00Z.
let start = Timestamp(seconds: 1_767_571_200)

/// A cluster of nodes of one type, one per subnet, with the DaemonSets but nothing else.
func bareCluster(
  type: InstanceType, cidrs: [String] = ["10.0.1.0/24"], nodes: Int = 1, cni: [String: String?] = [:],
  wording: SimulatedCluster.SchedulerWording = .plain, seed: UInt64 = 7
) throws -> SimulatedCluster {
  var cluster = try SimulatedCluster(
    settings: .init(wording: wording, seed: seed), startingAt: start, vpcCIDR: "10.0.0.0/16")
  cluster.configureCNI(cni)
  cluster.setNodeGroup(SimulatedNodeGroup(name: "ng1", instanceType: type))
  let subnets = try cidrs.map { try cluster.addSubnet(zone: "ap-northeast-2a", cidr: $0) }
  for number in 0..<nodes {
    try cluster.launchNode(inGroup: "ng1", subnetID: subnets[number % subnets.count])
  }
  for name in ["aws-node", "kube-proxy"] {
    cluster.apply(SimulatedWorkload(.daemonSet, namespace: "kube-system", name: name, isHostNetwork: true))
  }
  cluster.advance(by: 60)
  return cluster
}

/// The file of a recorded response.
func fixture(_ path: String) throws -> Data {
  let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return try Data(contentsOf: tests.appending(path: "Fixtures/" + path))
}

/// Everything that must hold of a simulated cluster at any moment.
func checkInvariants(_ cluster: SimulatedCluster, sourceLocation: SourceLocation = #_sourceLocation) {
  let addresses = cluster.interfaces.flatMap { interface in
    interface.value.ipv4Addresses.prefix(1) + interface.podAddresses
  }
  #expect(Set(addresses).count == addresses.count, "an address is assigned twice", sourceLocation: sourceLocation)

  let holders = cluster.pods.filter { $0.takesSlot && !$0.isHostNetwork }.compactMap(\.ip)
  #expect(Set(holders).count == holders.count, "two pods hold one address", sourceLocation: sourceLocation)
  #expect(Set(holders).isSubset(of: addresses), "a pod holds an unassigned address", sourceLocation: sourceLocation)

  let census = cluster.census()
  for node in cluster.nodes {
    let count = census.nodes[node.name]
    #expect(node.slotsUsed == count?.slotsUsed, "slots are miscounted", sourceLocation: sourceLocation)
    #expect(node.slotsUsed <= node.slots, "too many pods on a node", sourceLocation: sourceLocation)
    #expect(node.interfaceIDs.count <= node.instanceType.enisMax, sourceLocation: sourceLocation)
    #expect(node.addressesInUse.count == count?.podAddresses, sourceLocation: sourceLocation)
    let cpu = node.podUIDs.compactMap { cluster.pod($0) }.filter(\.takesSlot)
      .reduce(0) { $0 + $1.requests.cpuMillicores }
    #expect(node.load.cpuMillicores == cpu, "CPU is miscounted", sourceLocation: sourceLocation)
    for id in node.interfaceIDs {
      let interface = cluster.interface(id)?.value
      let slots = (interface?.ipv4Addresses.count ?? 0) + (interface?.ipv4Prefixes.count ?? 0)
      #expect(slots <= node.instanceType.ipv4PerENI, sourceLocation: sourceLocation)
    }
  }
  for subnet in cluster.subnets {
    #expect(subnet.availableCount == census.subnets[subnet.id]?.available, sourceLocation: sourceLocation)
    #expect(subnet.availableCount >= 0, sourceLocation: sourceLocation)
  }
}

/// What a program left behind.
struct ProcessResult {
  var status: Int32
  var output: String
}

/// Runs a program of the search path and waits for it; its standard error is dropped.
func run(_ program: String, _ arguments: [String]) throws -> ProcessResult {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return ProcessResult(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
}

/// Runs a program without holding one of the few threads that the server under test needs for itself.
func runAside(_ program: String, _ arguments: [String]) async throws -> ProcessResult {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Result { try run(program, arguments) }) }
  }
}
