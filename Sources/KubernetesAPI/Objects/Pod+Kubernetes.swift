import TextEncoding
internal import Capacity
internal import OutsideText

extension PodFields {
  func value(_ texts: inout ListTexts) throws(DecodingFailure) -> Pod? {
    try requireIdentity()
    let (prefix, suffix) = PodAttributes.split(name)
    let attributes = PodAttributes(
      namespace: texts.shared.text(namespace), namePrefix: prefix,
      workload: controller.map { texts.workload.name(of: $0, templateHash: templateHash) } ?? "",
      isHostNetwork: isHostNetwork, isMultiHomed: networkCards == "multi-nic-attachment",
      requests: try PodRequestSum(self).requests)
    var pod = Pod(uid: UID(opaque: uid), texts.attributes.shared(attributes), nameSuffix: suffix)
    pod.createdAt = createdAt
    pod.node = nodeName.isEmpty ? nil : texts.shared.text(nodeName)
    pod.phase = PodPhase(apiName: phase)
    pod.isTerminating = deletedAt != nil
    pod.startedAt = startedAt
    pod.ip = try IPAddress.kubernetes(podIP, field: "status.podIP")
    if podIPs.count > 1 { pod.secondIP = try IPAddress.kubernetes(podIPs[1], field: "status.podIPs") }
    schedule(&pod, &texts)
    return pod
  }

  private func requireIdentity() throws(DecodingFailure) {
    if name.isEmpty { throw DecodingFailure(.missing(field: "metadata.name")) }
    if namespace.isEmpty { throw DecodingFailure(.missing(field: "metadata.namespace")) }
    if uid.isEmpty { throw DecodingFailure(.missing(field: "metadata.uid")) }
  }

  /// Says when the pod was scheduled, or why it is not.
  private func schedule(_ pod: inout Pod, _ texts: inout ListTexts) {
    guard let scheduled else { return }
    switch scheduled.status {
    case "True":
      pod.scheduledAt = scheduled.lastTransition
    case "False" where pod.node == nil:
      pod.schedulingFailure = SchedulingFailure(
        since: scheduled.lastTransition, apiReason: texts.shared.text(scheduled.reason),
        message: texts.shared.text(scheduled.message))
    default:
      break
    }
  }
}

/// The name of the workload that the latest pod belongs to. Lists come sorted by name, so the pods of a workload come in
/// a row and share it, without a table of all workloads: a cluster may have as many as it has pods.
struct LatestWorkload {
  private var controller = PodFields.Controller()
  private var templateHash = ""
  private var latest = "/"

  /// The workload, as `Kind/name`: the controller, or the Deployment behind a ReplicaSet.
  mutating func name(of controller: PodFields.Controller, templateHash: String) -> String {
    if controller != self.controller || templateHash != self.templateHash {
      self.controller = controller
      self.templateHash = templateHash
      latest = controller.workload(templateHash: templateHash)
    }
    return latest
  }
}

/// The latest pod's attributes, which the next pod mostly has too: a list is in the order of namespaces and names.
struct LatestPodAttributes {
  private var latest: (value: PodAttributes, shared: SharedPodAttributes)?

  /// The same attributes, in the copy of the pod before where that has them.
  mutating func shared(_ attributes: PodAttributes) -> SharedPodAttributes {
    if let latest, latest.value == attributes { return latest.shared }
    let shared = SharedPodAttributes(attributes, like: latest?.shared)
    latest = (attributes, shared)
    return shared
  }
}

extension PodFields.Controller {
  /// A Deployment names its ReplicaSets `<deployment>-<hash>` and labels their pods `pod-template-hash: <hash>`.
  ///
  /// Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
  fileprivate func workload(templateHash: String) -> String {
    let suffix = "-" + templateHash
    guard kind == "ReplicaSet", !templateHash.isEmpty, name.hasSuffix(suffix), name.utf8.count > suffix.utf8.count
    else { return "\(kind)/\(name)" }
    return "Deployment/\(name.dropLast(suffix.count))"
  }
}

/// Adds up what the scheduler reserves for a pod, container by container.
///
/// Containers and sidecars (init containers that always restart) run together. Each other init container runs alone,
/// beside the sidecars that started before it. The larger of the two counts, per resource; a request for the pod as a
/// whole replaces it; the overhead of the runtime class comes on top.
/// Sources: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers,
/// https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers,
/// https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
private struct PodRequestSum {
  private var cpu = ResourceSum()
  private var memory = ResourceSum()

  /// - Throws: `DecodingFailure` if a request is no quantity.
  init(_ pod: PodFields) throws(DecodingFailure) {
    for container in pod.containers {
      let requests = pod.requests(of: container, pod.containerStatuses)
      cpu.running = cpu.running + (try requests.cpu())
      memory.running = memory.running + (try requests.memory())
    }
    for container in pod.initContainers {
      let isSidecar = container.restartPolicy == "Always"
      let requests =
        isSidecar
        ? pod.requests(of: container, pod.initContainerStatuses) : ContainerRequests(wanted: container.requests)
      cpu.add(initContainer: try requests.cpu(), isSidecar: isSidecar)
      memory.add(initContainer: try requests.memory(), isSidecar: isSidecar)
    }
    cpu.pod = try pod.requests.cpuQuantity()
    memory.pod = try pod.requests.memoryQuantity()
    cpu.overhead = try pod.overhead.cpuQuantity() ?? .zero
    memory.overhead = try pod.overhead.memoryQuantity() ?? .zero
  }

  /// The sum, exact up to here and rounded, away from zero, only now.
  var requests: PodRequests {
    PodRequests(cpuMillicores: cpu.total.milli, memoryBytes: memory.total.integer)
  }
}

/// What is wanted for a container, and while it is resized in place also what it runs with and what is set aside for it.
private struct ContainerRequests {
  var wanted: PodFields.Requests
  var status: PodFields.ContainerStatus?
  var isInfeasible = false

  func cpu() throws(DecodingFailure) -> Quantity {
    try largest { (requests) throws(DecodingFailure) in try requests.cpuQuantity() } ?? .zero
  }

  func memory() throws(DecodingFailure) -> Quantity {
    try largest { (requests) throws(DecodingFailure) in try requests.memoryQuantity() } ?? .zero
  }

  /// The largest request of a resource; nil if there is none.
  private func largest(
    _ quantity: (PodFields.Requests) throws(DecodingFailure) -> Quantity?
  ) throws(DecodingFailure) -> Quantity? {
    let wanted = isInfeasible ? nil : try quantity(wanted)
    guard let status else { return wanted }
    return Self.larger(Self.larger(wanted, try quantity(status.requests)), try quantity(status.allocated))
  }

  private static func larger(_ left: Quantity?, _ right: Quantity?) -> Quantity? {
    guard let left, let right else { return left ?? right }
    return max(left, right)
  }
}

extension PodFields {
  /// The requests that the scheduler reckons with: the largest of what is wanted, what the container runs with and what
  /// the kubelet has set aside; without what is wanted where the kubelet has said that it cannot be had.
  ///
  /// Source: `determineContainerReqs` in k8s.io/component-helpers/resource/helpers.go, which the scheduler calls;
  /// https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
  fileprivate func requests(of container: Container, _ statuses: [ContainerStatus]) -> ContainerRequests {
    // Hardly ever is a container being resized, and then nothing else is to be read.
    let status = statuses.first { $0.name == container.name }
    guard let status, status.requests != container.requests || status.allocated != container.requests else {
      return ContainerRequests(wanted: container.requests)
    }
    return ContainerRequests(
      wanted: container.requests, status: status,
      isInfeasible: isResizeInfeasible || resize == "Infeasible")
  }
}

extension PodFields.Requests {
  fileprivate func cpuQuantity() throws(DecodingFailure) -> Quantity? {
    guard let cpu else { return nil }
    return try Quantity(kubernetes: cpu, field: "requests.cpu")
  }

  fileprivate func memoryQuantity() throws(DecodingFailure) -> Quantity? {
    guard let memory else { return nil }
    return try Quantity(kubernetes: memory, field: "requests.memory")
  }
}

/// One resource of a pod.
private struct ResourceSum {
  /// All containers.
  var running = Quantity.zero
  /// The sidecars alone.
  var sidecars = Quantity.zero
  /// The most that is needed while init containers run.
  var initializing = Quantity.zero
  var overhead = Quantity.zero
  var pod: Quantity?

  mutating func add(initContainer request: Quantity, isSidecar: Bool) {
    if isSidecar { sidecars = sidecars + request }
    initializing = max(initializing, isSidecar ? sidecars : sidecars + request)
  }

  var total: Quantity { (pod ?? max(running + sidecars, initializing)) + overhead }
}

extension Quantity {
  /// Reads a quantity of an API object.
  ///
  /// - Throws: `DecodingFailure` that names the field if the text is no quantity.
  init(kubernetes text: String, field: @autoclosure () -> SafeText) throws(DecodingFailure) {
    do throws(QuantityError) {
      try self.init(text)
    } catch {
      throw DecodingFailure(.quantity(field: field()))
    }
  }
}

extension IPAddress {
  /// Reads an address of an API object; nil if it is empty.
  ///
  /// - Throws: `DecodingFailure` that names the field if the text is no address.
  static func kubernetes(_ text: String, field: @autoclosure () -> SafeText) throws(DecodingFailure) -> IPAddress? {
    guard !text.isEmpty else { return nil }
    guard let address = IPAddress(text) else { throw DecodingFailure(.address(field: field())) }
    return address
  }
}
