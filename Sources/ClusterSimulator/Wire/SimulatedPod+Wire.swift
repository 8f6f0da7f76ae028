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

extension SimulatedPod {
  /// `status`, as scheduler and kubelet have written it so far.
  func status(of workload: SimulatedWorkload, in cluster: SimulatedCluster) -> WireValue {
    var fields = [
      WireField("phase", 1, .string(phase.apiName)), WireField("conditions", 2, .list(conditions)),
      WireField("message", 3, .string("")), WireField("reason", 4, .string("")),
      WireField("hostIP", 5, .string(node.flatMap { cluster.node(named: $0)?.privateIP.description } ?? "")),
      WireField("podIP", 6, .string(ip?.description ?? "")),
    ]
    if let startedAt { fields.append(WireField("startTime", 7, .time(startedAt))) }
    if node != nil { fields.append(WireField("containerStatuses", 8, .list([containerStatus(of: workload)]))) }
    fields.append(
      WireField("qosClass", 9, .string(requests == PodRequests() ? "BestEffort" : "Burstable")))
    fields.append(WireField("nominatedNodeName", 11, .string("")))
    if let ip {
      fields.append(WireField("podIPs", 12, .list([.message(WireField("ip", 1, .string(ip.description)))])))
    }
    return .message(WireMessage(fields))
  }

  private var conditions: [WireValue] {
    guard let scheduledAt else {
      guard let failure = schedulingFailure else { return [] }
      return [
        condition(
          "PodScheduled", "False", since: failure.since, reason: failure.apiReason, message: failure.message)
      ]
    }
    let isRunning = phase == .running
    let reason = isRunning ? "" : phase == .succeeded ? "PodCompleted" : "ContainersNotReady"
    let readySince = finishedAt ?? runningAt ?? scheduledAt
    return [
      condition("Initialized", "True", since: scheduledAt, reason: phase == .succeeded ? "PodCompleted" : ""),
      condition("Ready", isRunning ? "True" : "False", since: readySince, reason: reason),
      condition("ContainersReady", isRunning ? "True" : "False", since: readySince, reason: reason),
      condition("PodScheduled", "True", since: scheduledAt),
    ]
  }

  private func condition(
    _ type: String, _ status: String, since: Timestamp?, reason: String = "", message: String = ""
  ) -> WireValue {
    .message(
      WireField("type", 1, .string(type)), WireField("status", 2, .string(status)),
      WireField("lastProbeTime", 3, .time(nil), .always), WireField("lastTransitionTime", 4, .time(since), .always),
      WireField("reason", 5, .string(reason)), WireField("message", 6, .string(message)))
  }

  private func containerStatus(of workload: SimulatedWorkload) -> WireValue {
    .message(
      WireField("name", 1, .string(workload.app), .always), WireField("state", 2, containerState, .always),
      WireField("lastState", 3, .message(), .always), WireField("ready", 4, .bool(phase == .running), .always),
      WireField("restartCount", 5, .integer(0), .always),
      WireField("image", 6, .string(workload.image), .always), WireField("imageID", 7, .string(""), .always))
  }

  private var containerState: WireValue {
    guard let runningAt else {
      return .message(
        WireField("waiting", 1, .message(WireField("reason", 1, .string("ContainerCreating")))))
    }
    guard let finishedAt else {
      return .message(WireField("running", 2, .message(WireField("startedAt", 1, .time(runningAt)))))
    }
    return .message(
      WireField(
        "terminated", 3,
        .message(
          WireField("exitCode", 1, .integer(0), .always), WireField("reason", 3, .string("Completed")),
          WireField("startedAt", 5, .time(runningAt)), WireField("finishedAt", 6, .time(finishedAt)))))
  }
}
