public import Capacity

/// The domain's view of a simulated cluster, without servers and wire formats between them.
extension SimulatedCluster {
  /// What collecting the cluster over both APIs would learn at this moment, every source complete.
  ///
  /// Values come in the order of their keys, as the APIs list them, but pods workload by workload: putting thousands
  /// of names in order would take longer than all the rest.
  public func snapshot() -> Snapshot {
    let types = Set(nodes.map(\.instanceType))
    return Snapshot(
      nodes: .known(nodes.sorted { $0.name < $1.name }.map { $0.domainNode(settings) }),
      pods: .known(domainPods), events: .known(domainEvents),
      cni: .known(workload("kube-system/aws-node") == nil ? nil : cni),
      instances: .known(domainInstances),
      instanceTypes: .known(types.sorted { $0.name < $1.name }.map(\.described)),
      networkInterfaces: .known(interfaces.map(\.domainInterface)),
      subnets: .known(subnets.map { $0.domainSubnet(vpcID: vpcID, ownerID: settings.accountID) }),
      vpcs: .known([VPC(id: vpcID, cidrs: [vpcCIDR])]), cidrReservations: .known(collectedReservations))
  }

  /// What identifies the cluster to a history.
  public var identity: ClusterIdentity {
    ClusterIdentity(
      name: settings.name, uid: kubeSystemUID, kubernetesVersion: settings.kubernetesVersion,
      region: settings.region)
  }

  private var domainInstances: [Instance] {
    nodes.map { $0.domainInstance(vpcID: vpcID, ownerID: settings.accountID) }.sorted { $0.id < $1.id }
  }

  private var domainPods: [Pod] {
    var pods: [Pod] = []
    pods.reserveCapacity(podsByUID.count)
    for key in podUIDsByWorkload.keys.sorted() {
      let workload = workloadsByKey[key]?.ownerText ?? ""
      for uid in podUIDsByWorkload[key] ?? [] {
        if let pod = podsByUID[uid]?.domainPod(workload: workload) { pods.append(pod) }
      }
    }
    return pods
  }

  /// The events that concern capacity: few of those that the API server has.
  private var domainEvents: [CapacityEvent] {
    eventsByUID.values.filter { CapacityEvent.recordedReasons.contains($0.reason) && isKept($0) }
      .sorted { ($0.key, $0.uid) < ($1.key, $1.uid) }.map(\.domainEvent)
  }

  /// A collector asks only for the reservations of subnets in which nodes have interfaces, or whose tag lets the CNI
  /// assign addresses there.
  private var collectedReservations: [SubnetCIDRReservation] {
    let used = Set(nodes.flatMap(\.interfaceIDs).compactMap { interfacesByID[$0]?.value.subnetID })
    let asked = subnets.filter { subnet in
      used.contains(subnet.id) || subnet.tags.contains { $0.key == "kubernetes.io/role/cni" }
    }
    return asked.sorted { $0.id < $1.id }.flatMap(\.reservations)
  }
}

extension SimulatedNode {
  fileprivate func domainNode(_ settings: SimulatedCluster.Settings) -> Node {
    var taints = isSchedulable ? [] : [Taint(key: "node.kubernetes.io/unschedulable", effect: "NoSchedule")]
    for effect in isReady ? [] : ["NoSchedule", "NoExecute"] {
      taints.append(Taint(key: "node.kubernetes.io/not-ready", effect: effect))
    }
    return Node(
      uid: uid, name: name, createdAt: createdAt, providerID: "aws:///\(zone)/\(instanceID)",
      instanceType: instanceType.name, zone: zone, nodeGroup: group, compute: .ec2, isReady: isReady,
      isSchedulable: isSchedulable, taints: taints.sorted(), allocatable: allocatable, internalIP: .v4(privateIP),
      kubeletVersion: settings.kubeletVersion)
  }

  fileprivate func domainInstance(vpcID: String, ownerID: String) -> Instance {
    Instance(
      id: instanceID, instanceType: instanceType.name, ownerID: ownerID, zone: zone, vpcID: vpcID, subnetID: subnetID,
      privateIP: privateIP, launchedAt: createdAt, isSpot: isSpot)
  }
}

extension SimulatedWorkload {
  /// Its pods' `Pod.workload`.
  fileprivate var ownerText: String {
    switch kind {
    case .deployment: "Deployment/" + name
    case .daemonSet: "DaemonSet/" + name
    case .job: "Job/" + name
    }
  }
}

extension SimulatedPod {
  fileprivate func domainPod(workload: String) -> Pod {
    Pod(
      uid: uid, namespace: namespace, name: name, workload: workload, createdAt: createdAt,
      isHostNetwork: isHostNetwork,
      requests: requests, node: node, phase: phase, isTerminating: isTerminating, ip: ip.map(IPAddress.v4),
      scheduledAt: scheduledAt, startedAt: startedAt, schedulingFailure: schedulingFailure)
  }
}

extension SimulatedEvent {
  fileprivate var domainEvent: CapacityEvent {
    switch writer {
    case .core(let component, _, let count, let first, let last):
      return CapacityEvent(
        uid: uid, involved: involved, reason: reason, message: message, reporter: component, firstSeenAt: first,
        lastSeenAt: last, count: count)
    case .series(_, let at, _, let count, let lastObserved):
      return CapacityEvent(
        uid: uid, involved: involved, reason: reason, message: message, reporter: "default-scheduler",
        firstSeenAt: at, lastSeenAt: count == nil ? at : lastObserved ?? at, count: count ?? 1)
    }
  }
}

extension InstanceType {
  /// The type as EC2 describes it: bare metal has no hypervisor.
  fileprivate var described: InstanceType {
    var type = self
    if isBareMetal { type.hypervisor = "" }
    return type
  }
}

extension SimulatedInterface {
  /// EC2 gives addresses in any order; a collector puts the primary one first and all others in order.
  fileprivate var domainInterface: NetworkInterface {
    var interface = value
    interface.ipv4Addresses = value.ipv4Addresses.prefix(1) + value.ipv4Addresses.dropFirst().sorted()
    interface.ipv4Prefixes.sort { $0.base < $1.base }
    interface.tags.removeAll { !NetworkInterface.recordsTag($0.key) }
    return interface
  }
}

extension SimulatedSubnet {
  fileprivate func domainSubnet(vpcID: String, ownerID: String) -> Subnet {
    Subnet(
      id: id, vpcID: vpcID, ownerID: ownerID, zone: zone, cidr: cidr, availableIPv4Count: availableCount,
      tags: tags.filter { Subnet.recordsTag($0.key) })
  }
}
