import Capacity

extension SimulatedNode {
  /// The node as the API server sends it.
  func wire(in cluster: SimulatedCluster) -> WireMessage {
    WireMessage([
      WireField("metadata", 1, metadata(in: cluster).wire),
      WireField("spec", 2, spec),
      WireField("status", 3, status(in: cluster)),
    ])
  }

  private func metadata(in cluster: SimulatedCluster) -> ObjectMetadata {
    ObjectMetadata(
      name: name, uid: uid, resourceVersion: resourceVersion, createdAt: createdAt,
      labels: [
        "eks.amazonaws.com/capacityType": isSpot ? "SPOT" : "ON_DEMAND",
        "eks.amazonaws.com/nodegroup": group, "kubernetes.io/arch": "amd64", "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux", "node.kubernetes.io/instance-type": instanceType.name,
        "topology.kubernetes.io/region": cluster.settings.region, "topology.kubernetes.io/zone": zone,
      ],
      annotations: ["node.alpha.kubernetes.io/ttl": "0"])
  }

  private var spec: WireValue {
    .message(
      WireField("podCIDR", 1, .string("")),
      WireField("providerID", 3, .string("aws:///\(zone)/\(instanceID)")),
      WireField("unschedulable", 4, .bool(!isSchedulable)),
      WireField("taints", 5, .list(taints)))
  }

  private var taints: [WireValue] {
    var taints: [WireValue] = []
    if !isSchedulable { taints.append(taint("node.kubernetes.io/unschedulable", effect: "NoSchedule", since: nil)) }
    for effect in isReady ? [] : ["NoSchedule", "NoExecute"] {
      taints.append(taint("node.kubernetes.io/not-ready", effect: effect, since: readyChangedAt))
    }
    return taints
  }

  private func taint(_ key: String, effect: String, since: Timestamp?) -> WireValue {
    .message(
      WireField("key", 1, .string(key)), WireField("value", 2, .string("")), WireField("effect", 3, .string(effect)),
      WireField("timeAdded", 4, .time(since), .pointer))
  }

  private func status(in cluster: SimulatedCluster) -> WireValue {
    .message(
      WireField("capacity", 1, .quantities(Self.quantities(capacity))),
      WireField("allocatable", 2, .quantities(Self.quantities(allocatable))),
      WireField("phase", 3, .string("")),
      WireField("conditions", 4, .list([readyCondition(heartbeatAt: cluster.now)])),
      WireField(
        "addresses", 5,
        .list([
          address("InternalIP", privateIP.description), address("InternalDNS", name), address("Hostname", name),
        ])),
      WireField(
        "daemonEndpoints", 6,
        .message(WireField("kubeletEndpoint", 1, .message(WireField("Port", 1, .integer(10250), .always)), .always)),
        .always),
      WireField("nodeInfo", 7, info(kubeletVersion: cluster.settings.kubeletVersion), .always))
  }

  /// Quantities in the canonical form of the API server.
  private static func quantities(_ resources: Allocatable) -> [String: String] {
    let millicores = resources.cpuMillicores ?? 0
    let storage = resources.ephemeralStorageBytes ?? 0
    return [
      "cpu": millicores % 1000 == 0 ? String(millicores / 1000) : "\(millicores)m",
      "memory": "\((resources.memoryBytes ?? 0) / 1024)Ki",
      "ephemeral-storage": storage % 1024 == 0 ? "\(storage / 1024)Ki" : String(storage),
      "hugepages-1Gi": "0", "hugepages-2Mi": "0", "pods": String(resources.pods ?? 0),
    ]
  }

  private func readyCondition(heartbeatAt now: Timestamp) -> WireValue {
    .message(
      WireField("type", 1, .string("Ready")), WireField("status", 2, .string(isReady ? "True" : "Unknown")),
      // A kubelet renews an unchanged status every five minutes.
      WireField("lastHeartbeatTime", 3, .time(now + -((now - createdAt) % 300)), .always),
      WireField("lastTransitionTime", 4, .time(readyChangedAt), .always),
      WireField("reason", 5, .string(isReady ? "KubeletReady" : "NodeStatusUnknown")),
      WireField(
        "message", 6,
        .string(isReady ? "kubelet is posting ready status" : "Kubelet stopped posting node status.")))
  }

  private func address(_ type: String, _ address: String) -> WireValue {
    .message(WireField("type", 1, .string(type)), WireField("address", 2, .string(address)))
  }

  private func info(kubeletVersion: String) -> WireValue {
    let always = WireField.Presence.always
    return .message(
      WireField("machineID", 1, .string(instanceID), always), WireField("systemUUID", 2, .string(""), always),
      WireField("bootID", 3, .string(""), always), WireField("kernelVersion", 4, .string("5.10.226"), always),
      WireField("osImage", 5, .string("Amazon Linux 2"), always),
      WireField("containerRuntimeVersion", 6, .string("containerd://1.7.22"), always),
      WireField("kubeletVersion", 7, .string(kubeletVersion), always),
      WireField("kubeProxyVersion", 8, .string(kubeletVersion), always),
      WireField("operatingSystem", 9, .string("linux"), always),
      WireField("architecture", 10, .string("amd64"), always))
  }
}
