import Capacity

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
