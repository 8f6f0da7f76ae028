internal import Capacity
internal import OutsideText

extension PodFields: Decodable {
  /// Reads a pod's JSON object.
  ///
  /// - Throws: `DecodingFailure` that names the pod for an unsound quantity or time, else `DecodingError`.
  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    do {
      try readMetadata(fields.object("metadata"))
      try readSpec(fields.object("spec"))
      try readStatus(fields.object("status"))
    } catch let failure as DecodingFailure {
      throw failure.inside("pod \(.name(namespace))/\(.name(name))")
    }
  }

  private mutating func readMetadata(_ fields: JSONFields?) throws {
    guard let fields else { return }
    name = try fields.text("name")
    namespace = try fields.text("namespace")
    uid = try fields.text("uid")
    createdAt = try fields.time("creationTimestamp")
    isTerminating = try fields.time("deletionTimestamp") != nil
    templateHash = try fields.value("labels", as: [String: String].self)?["pod-template-hash"] ?? ""
    for owner in try fields.objects("ownerReferences") where try owner.value("controller") ?? false {
      controller = Controller(kind: try owner.text("kind"), name: try owner.text("name"))
    }
  }

  private mutating func readSpec(_ fields: JSONFields?) throws {
    guard let fields else { return }
    nodeName = try fields.text("nodeName")
    isHostNetwork = try fields.value("hostNetwork") ?? false
    for container in try fields.objects("containers") {
      requests.add(container: try ResourceRequests(container.object("resources")))
    }
    for container in try fields.objects("initContainers") {
      let isSidecar = try container.text("restartPolicy") == "Always"
      requests.add(initContainer: try ResourceRequests(container.object("resources")), isSidecar: isSidecar)
    }
    requests.add(overhead: try ResourceRequests(fields.quantities("overhead")))
    requests.set(pod: try ResourceRequests(fields.object("resources")))
  }

  private mutating func readStatus(_ fields: JSONFields?) throws {
    guard let fields else { return }
    phase = try fields.text("phase")
    podIP = try fields.text("podIP")
    podIPs = try fields.objects("podIPs").map { try $0.text("ip") }
    startedAt = try fields.time("startTime")
    for condition in try fields.objects("conditions") where try condition.text("type") == "PodScheduled" {
      scheduled = Condition(
        status: try condition.text("status"), reason: try condition.text("reason"),
        message: try condition.text("message"), lastTransition: try condition.time("lastTransitionTime"))
    }
  }
}

extension ResourceRequests {
  /// The requests of a `ResourceRequirements`.
  fileprivate init(_ resources: JSONFields?) throws {
    try self.init(resources?.quantities("requests") ?? [:])
  }

  fileprivate init(_ quantities: [String: String]) throws(DecodingFailure) {
    for (name, quantity) in quantities { try set(name, to: quantity) }
  }
}
