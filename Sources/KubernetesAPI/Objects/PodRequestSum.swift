internal import Capacity
internal import OutsideText

/// Adds up what the scheduler reserves for a pod, container by container.
///
/// Containers and sidecars (init containers that always restart) run together. Each other init container runs alone,
/// beside the sidecars that started before it. The larger of the two counts, per resource; a request for the pod as a
/// whole replaces it; the overhead of the runtime class comes on top.
/// Sources: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers,
/// https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers,
/// https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
struct PodRequestSum: Equatable {
  private var cpu = ResourceSum()
  private var memory = ResourceSum()

  /// Adds a container.
  mutating func add(container requests: ResourceRequests) {
    cpu.running = cpu.running + (requests.cpu ?? .zero)
    memory.running = memory.running + (requests.memory ?? .zero)
  }

  /// Adds the next init container, in the order in which they start.
  mutating func add(initContainer requests: ResourceRequests, isSidecar: Bool) {
    cpu.add(initContainer: requests.cpu ?? .zero, isSidecar: isSidecar)
    memory.add(initContainer: requests.memory ?? .zero, isSidecar: isSidecar)
  }

  /// Sets what is requested for the pod as a whole.
  mutating func set(pod requests: ResourceRequests) {
    cpu.pod = requests.cpu ?? cpu.pod
    memory.pod = requests.memory ?? memory.pod
  }

  /// Adds overhead of the runtime class.
  mutating func add(overhead: ResourceRequests) {
    cpu.overhead = cpu.overhead + (overhead.cpu ?? .zero)
    memory.overhead = memory.overhead + (overhead.memory ?? .zero)
  }

  /// The sum so far. It is exact up to here and rounded, away from zero, only now.
  var requests: PodRequests {
    PodRequests(cpuMillicores: cpu.total.milli, memoryBytes: memory.total.integer)
  }
}

/// What one container, or a pod, requests; nil where nothing is said.
struct ResourceRequests: Equatable {
  var cpu: Quantity?
  var memory: Quantity?

  /// Takes over one entry of a map of resources; those other than CPU and memory are not read.
  ///
  /// - Throws: `DecodingFailure` if the text is no quantity.
  mutating func set(_ resource: some StringProtocol, to text: @autoclosure () -> String) throws(DecodingFailure) {
    switch resource {
    case "cpu": cpu = try Quantity(kubernetes: text(), field: "requests.cpu")
    case "memory": memory = try Quantity(kubernetes: text(), field: "requests.memory")
    default: break
    }
  }
}

/// One resource of a pod.
private struct ResourceSum: Equatable {
  /// All containers and sidecars.
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
