import Capacity

extension SimulatedPod {
  /// The pod as the API server sends it.
  func wire(in cluster: SimulatedCluster) -> WireMessage {
    guard let workload = cluster.workload(workload) else { return WireMessage([]) }
    return WireMessage([
      WireField("metadata", 1, metadata(of: workload).wire),
      WireField("spec", 2, spec(of: workload)),
      WireField("status", 3, status(of: workload, in: cluster)),
    ])
  }

  private func metadata(of workload: SimulatedWorkload) -> ObjectMetadata {
    let owner = workload.podOwner
    var labels = ["app": workload.app]
    switch workload.kind {
    case .deployment: labels["pod-template-hash"] = workload.templateHash
    case .daemonSet: labels["controller-revision-hash"] = workload.templateHash
    case .job: labels["job-name"] = workload.name
    }
    let fields =
      #"{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\""#
      + owner.uid.description + #"\"}":{}}},"f:spec":{"f:containers":{"k:{\"name\":\""# + workload.app
      + #"\"}":{".":{},"f:image":{},"f:name":{},"f:resources":{}}},"f:restartPolicy":{}}}"#
    return ObjectMetadata(
      name: name, generateName: owner.name + "-", namespace: namespace, uid: uid, resourceVersion: resourceVersion,
      createdAt: createdAt, deletionAt: deletionAt, deletionGraceSeconds: workload.graceSeconds, labels: labels,
      owner: owner, manager: "kube-controller-manager", managedFields: fields)
  }

  private func spec(of workload: SimulatedWorkload) -> WireValue {
    var restartPolicy = "Always"
    if case .job = workload.kind { restartPolicy = "Never" }
    return .message(
      WireField("containers", 2, .list([container(of: workload)]), .always),
      WireField("restartPolicy", 3, .string(restartPolicy)),
      WireField("terminationGracePeriodSeconds", 4, .integer(workload.graceSeconds)),
      WireField("dnsPolicy", 6, .string("ClusterFirst")), WireField("serviceAccountName", 8, .string("default")),
      WireField("serviceAccount", 9, .string("default")), WireField("nodeName", 10, .string(node ?? "")),
      WireField("hostNetwork", 11, .bool(isHostNetwork)),
      WireField("schedulerName", 19, .string("default-scheduler")),
      WireField("tolerations", 22, .list(tolerations)), WireField("priority", 25, .integer(0), .always))
  }

  private func container(of workload: SimulatedWorkload) -> WireValue {
    var quantities: [String: String] = [:]
    if requests.cpuMillicores > 0 {
      quantities["cpu"] =
        requests.cpuMillicores % 1000 == 0 ? "\(requests.cpuMillicores / 1000)" : "\(requests.cpuMillicores)m"
    }
    if requests.memoryBytes > 0 { quantities["memory"] = Self.binaryQuantity(requests.memoryBytes) }
    return .message(
      WireField("name", 1, .string(workload.app)), WireField("image", 2, .string(workload.image)),
      WireField("resources", 8, .message(WireField("requests", 2, .quantities(quantities))), .always),
      WireField("terminationMessagePath", 13, .string("/dev/termination-log")),
      WireField("imagePullPolicy", 14, .string("IfNotPresent")),
      WireField("terminationMessagePolicy", 20, .string("File")))
  }

  private static func binaryQuantity(_ bytes: Int64) -> String {
    if bytes % 1_048_576 == 0 { return "\(bytes / 1_048_576)Mi" }
    return bytes % 1024 == 0 ? "\(bytes / 1024)Ki" : String(bytes)
  }

  private var tolerations: [WireValue] {
    guard requiredNode == nil else {
      return [.message(WireField("key", 1, .string("")), WireField("operator", 2, .string("Exists")))]
    }
    return ["not-ready", "unreachable"].map { condition in
      .message(
        WireField("key", 1, .string("node.kubernetes.io/" + condition)), WireField("operator", 2, .string("Exists")),
        WireField("effect", 4, .string("NoExecute")), WireField("tolerationSeconds", 5, .integer(300)))
    }
  }
}
