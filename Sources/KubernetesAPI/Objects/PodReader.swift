internal import Capacity
internal import OutsideText

/// Makes pods of the fields that the API gives: the rules are here, once for both encodings.
struct PodReader {
  /// Shared by the pods of one list.
  var texts = StringInterner()

  // Pods come sorted by name, so those of a workload come in a row.
  private var latestController: PodFields.Controller?
  private var latestHash = ""
  private var latestOwner = ""

  /// Makes a pod.
  ///
  /// - Throws: `DecodingFailure` that names the pod, if a field is missing or cannot be understood.
  mutating func pod(_ fields: PodFields) throws(DecodingFailure) -> Pod {
    do throws(DecodingFailure) {
      return try unnamedPod(fields)
    } catch {
      throw error.inside("pod \(.name(fields.namespace))/\(.name(fields.name))")
    }
  }

  private mutating func unnamedPod(_ fields: PodFields) throws(DecodingFailure) -> Pod {
    try fields.requireIdentity()
    var pod = Pod(uid: UID(opaque: fields.uid), namespace: fields.namespace, name: fields.name)
    pod.workload = workload(fields)
    pod.createdAt = fields.createdAt
    pod.isHostNetwork = fields.isHostNetwork
    pod.requests = fields.requests.requests
    pod.node = fields.nodeName.isEmpty ? nil : fields.nodeName
    pod.phase = PodPhase(apiName: fields.phase)
    pod.isTerminating = fields.isTerminating
    pod.startedAt = fields.startedAt
    pod.ip = try IPAddress.kubernetes(fields.podIP, field: "status.podIP")
    if fields.podIPs.count > 1 {
      pod.secondIP = try IPAddress.kubernetes(fields.podIPs[1], field: "status.podIPs")
    }
    fields.schedule(&pod)
    return pod
  }

  private mutating func workload(_ fields: PodFields) -> String {
    guard let controller = fields.controller else { return "" }
    if controller != latestController || fields.templateHash != latestHash {
      latestController = controller
      latestHash = fields.templateHash
      latestOwner = texts.text(controller.workload(templateHash: fields.templateHash))
    }
    return latestOwner
  }
}

extension PodFields {
  fileprivate func requireIdentity() throws(DecodingFailure) {
    if name.isEmpty { throw DecodingFailure(.missing(field: "metadata.name")) }
    if namespace.isEmpty { throw DecodingFailure(.missing(field: "metadata.namespace")) }
    if uid.isEmpty { throw DecodingFailure(.missing(field: "metadata.uid")) }
  }

  /// Says when the pod was scheduled, or why it is not.
  fileprivate func schedule(_ pod: inout Pod) {
    guard let scheduled else { return }
    switch scheduled.status {
    case "True":
      pod.scheduledAt = scheduled.lastTransition
    case "False" where pod.node == nil:
      pod.schedulingFailure = SchedulingFailure(
        since: scheduled.lastTransition, apiReason: scheduled.reason, message: scheduled.message)
    default:
      break
    }
  }
}
