internal import Capacity

/// The fields of a pod that capdb reads, as the API gives them in either encoding. Absent texts are empty.
struct PodFields: Equatable {
  var name = ""
  var namespace = ""
  var uid = ""
  var createdAt: Timestamp?
  var isTerminating = false
  /// Label `pod-template-hash`.
  var templateHash = ""
  /// The owner reference that has `controller: true`.
  var controller: Controller?
  var isHostNetwork = false
  var nodeName = ""
  var requests = PodRequestSum()
  var phase = ""
  var podIP = ""
  var podIPs: [String] = []
  var startedAt: Timestamp?
  /// The condition `PodScheduled`.
  var scheduled: Condition?

  /// An owner that manages the pod.
  struct Controller: Equatable {
    var kind = ""
    var name = ""
  }

  /// A condition of the pod.
  struct Condition: Equatable {
    var status = ""
    var reason = ""
    var message = ""
    var lastTransition: Timestamp?
  }
}

extension PodFields.Controller {
  /// The workload, as `Kind/name`: the controller, or the Deployment behind a ReplicaSet.
  ///
  /// A Deployment names its ReplicaSets `<deployment>-<hash>` and labels their pods `pod-template-hash: <hash>`.
  /// Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
  func workload(templateHash: String) -> String {
    let suffix = "-" + templateHash
    guard kind == "ReplicaSet", !templateHash.isEmpty, name.hasSuffix(suffix), name.utf8.count > suffix.utf8.count
    else { return "\(kind)/\(name)" }
    return "Deployment/\(name.dropLast(suffix.count))"
  }
}

extension PodFields {
  /// Replaces the texts that many pods share by the list's own copies.
  mutating func intern(in texts: inout StringInterner) {
    namespace = texts.text(namespace)
    nodeName = texts.text(nodeName)
    if let reason = scheduled?.reason { scheduled?.reason = texts.text(reason) }
    if let message = scheduled?.message { scheduled?.message = texts.text(message) }
  }
}
