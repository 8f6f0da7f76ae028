import Foundation

/// What capdb has to report if it saw what this reading saw. The article's nodes are all t3.medium: 3 ENIs with 6
/// addresses each, 2 vCPUs.
extension Reading {
  /// `report nodes`, by name.
  var nodeRows: [NodeReportRow] { nodes.sorted { $0.name < $1.name }.map(nodeRow) }

  private func nodeRow(_ node: Node) -> NodeReportRow {
    let interfaces = interfaces(of: node.instanceID)
    let assigned = interfaces.flatMap(\.addresses)
    let used = podAddresses.intersection(assigned).count
    let slots = node.allocatable["pods"].flatMap { Int($0) }
    let taken = slotTakers(of: node.name).count
    return NodeReportRow(
      node: node.name, instanceID: node.instanceID, instanceType: node.labels["node.kubernetes.io/instance-type"],
      zone: node.labels["topology.kubernetes.io/zone"], nodeGroup: node.labels["eks.amazonaws.com/nodegroup"],
      isReady: node.conditions["Ready"] == "True", isSchedulable: !node.unschedulable,
      cpuMillicores: Self.millicores[node.allocatable["cpu"] ?? ""],
      memoryBytes: Self.bytes[node.allocatable["memory"] ?? ""],
      ephemeralStorageBytes: node.allocatable["ephemeral-storage"].flatMap { Int64($0) },
      hugepages1GiBytes: node.allocatable["hugepages-1Gi"].flatMap { Int64($0) },
      hugepages2MiBytes: node.allocatable["hugepages-2Mi"].flatMap { Int64($0) },
      podsAllocatable: slots, podsUsed: taken, podsFree: slots.map { $0 - taken }, maxPodsByInstance: 17,
      maxPodsExpected: 17, enisAttached: interfaces.count, enisMax: 3, ipsAssigned: assigned.count, ipsMax: 18,
      podIPsUsed: used, ipsWarm: assigned.count - interfaces.count - used,
      // Two of the slots are those of pods on the host network, so slots and addresses run out together.
      effectiveFree: slots.map { $0 - taken }, bindingLimit: "pod-slots")
  }

  // What the article's nodes offer, worked out by hand rather than by another parser of quantities.
  private static let millicores: [String: Int64] = ["1930m": 1930]
  private static let bytes: [String: Int64] = ["3388304Ki": 3_469_623_296]

  /// `report pods`.
  var podRows: Set<PodReportRow> {
    Set(
      pods.map { pod in
        let interface = interface(holding: pod.ip)
        return PodReportRow(
          namespace: pod.namespace, pod: pod.name, phase: pod.phase, node: pod.node, isHostNetwork: pod.isHostNetwork,
          podIP: pod.ip, eniID: interface?.id, subnetID: interface?.subnet, createdAt: pod.createdAt)
      })
  }

  /// `report enis`.
  var eniRows: Set<ENIReportRow> {
    Set(
      networkInterfaces.map { interface in
        let used = podAddresses.intersection(interface.addresses).count
        return ENIReportRow(
          eniID: interface.id, instanceID: interface.instance,
          node: nodes.first { $0.instanceID == interface.instance }?.name, deviceIndex: interface.deviceIndex,
          kind: interface.deviceIndex == 0 ? "primary" : "secondary", status: interface.status,
          subnetID: interface.subnet, ipsAssigned: interface.addresses.count, prefixesAssigned: 0, podIPsUsed: used,
          ipsWarm: interface.addresses.count - 1 - used)
      })
  }
}
