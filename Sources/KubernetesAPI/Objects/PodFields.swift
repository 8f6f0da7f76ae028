internal import Capacity
internal import OutsideText

/// The fields of a pod that capdb reads, a tenth of all it has.
///
/// Field numbers: k8s.io/api/core/v1/generated.proto.
/// Field names: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
struct PodFields: ObjectFields {
  static let listKind = "PodList"

  var name = ""
  var namespace = ""
  var uid = ""
  var createdAt: Timestamp?
  var deletedAt: Timestamp?
  /// Label `pod-template-hash`.
  var templateHash = ""
  /// Annotation `k8s.amazonaws.com/nicConfig`.
  var networkCards = ""
  /// The owner reference that has `controller: true`.
  var controller: Controller?
  var isHostNetwork = false
  var nodeName = ""
  var containers: [Container] = []
  var initContainers: [Container] = []
  /// What the kubelet says of containers whose resources it knows.
  var containerStatuses: [ContainerStatus] = []
  var initContainerStatuses: [ContainerStatus] = []
  /// `status.resize` of releases before 1.33.
  var resize = ""
  /// The condition `PodResizePending` has the reason `Infeasible`: the kubelet cannot resize the pod as its specification
  /// asks.
  var isResizeInfeasible = false
  /// What the runtime class adds.
  var overhead = Requests()
  /// What is requested for the pod as a whole.
  var requests = Requests()
  var phase = ""
  var podIP = ""
  var podIPs: [String] = []
  var startedAt: Timestamp?
  /// The condition `PodScheduled`.
  var scheduled: Condition?

  var label: SafeText? { name.isEmpty ? nil : "pod \(.name(namespace))/\(.name(name))" }

  /// An owner that manages the pod.
  struct Controller: Equatable {
    var kind = ""
    var name = ""
  }

  /// A container or init container.
  struct Container: Equatable {
    var name = ""
    var requests = Requests()
    /// A sidecar, which is an init container, has one of its own.
    var restartPolicy = ""
  }

  /// What the kubelet has set aside for a container and what it has configured.
  struct ContainerStatus: Equatable {
    var name = ""
    /// `resources.requests`: what the container runs with.
    var requests = Requests()
    /// `allocatedResources`.
    var allocated = Requests()
  }

  /// Requested CPU and memory as quantities; nil where nothing is said.
  struct Requests: Equatable {
    var cpu: String?
    var memory: String?
  }

  /// A condition of the pod.
  struct Condition: Equatable {
    var status = ""
    var reason = ""
    var message = ""
    var lastTransition: Timestamp?
  }
}

// MARK: - Protobuf

extension PodFields {
  mutating func read(protobuf message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): try readMetadata(reader.message)
      case .bytes(2): try readSpec(reader.message)
      case .bytes(3): try readStatus(reader.message)
      default: break
      }
    }
  }

  private mutating func readMetadata(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): name = try reader.string()
      case .bytes(3): namespace = try reader.string()
      case .bytes(5): uid = try reader.string()
      case .bytes(8): createdAt = try reader.time() ?? createdAt
      case .bytes(9): deletedAt = try reader.time() ?? deletedAt
      case .bytes(11):
        let label = try reader.entry()
        if label.key == "pod-template-hash" { templateHash = label.value.string }
      case .bytes(12):
        let annotation = try reader.entry()
        if annotation.key == "k8s.amazonaws.com/nicConfig" { networkCards = annotation.value.string }
      case .bytes(13): controller = try Controller(reader.message) ?? controller
      default: break
      }
    }
  }

  private mutating func readSpec(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(2): containers.append(try Container(reader.message))
      case .bytes(10): nodeName = try reader.string()
      case .varint(11): isHostNetwork = reader.bool
      case .bytes(20): initContainers.append(try Container(reader.message))
      case .bytes(32): try overhead.readEntry(reader)
      case .bytes(40): try requests.read(resources: reader.message)
      default: break
      }
    }
  }

  private mutating func readStatus(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): phase = try reader.string()
      case .bytes(2): try readCondition(reader.message)
      case .bytes(6): podIP = try reader.string()
      case .bytes(7): startedAt = try reader.time() ?? startedAt
      case .bytes(8): if let status = try ContainerStatus(reader.message) { containerStatuses.append(status) }
      case .bytes(10): if let status = try ContainerStatus(reader.message) { initContainerStatuses.append(status) }
      case .bytes(12): podIPs.append(try reader.firstText() ?? "")
      case .bytes(14): resize = try reader.string()
      default: break
      }
    }
  }

  private mutating func readCondition(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    var type = WireText(), status = WireText(), reason = WireText(), words = WireText()
    var lastTransition: Timestamp?
    while let field = try reader.next() {
      switch field {
      case .bytes(1): type = try reader.text()
      case .bytes(2): status = try reader.text()
      case .bytes(4): lastTransition = try reader.time() ?? lastTransition
      case .bytes(5): reason = try reader.text()
      case .bytes(6): words = try reader.text()
      default: break
      }
    }
    if type == "PodScheduled" {
      scheduled = Condition(
        status: status.string, reason: reason.string, message: words.string, lastTransition: lastTransition)
    } else if type == "PodResizePending", reason == "Infeasible" {
      isResizeInfeasible = true
    }
  }
}

extension PodFields.Controller {
  /// Reads an `OwnerReference`; nil if it is not the controller.
  fileprivate init?(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    var kind = WireText()
    var name = WireText()
    var isController = false
    while let field = try reader.next() {
      switch field {
      case .bytes(1): kind = try reader.text()
      case .bytes(3): name = try reader.text()
      case .varint(6): isController = reader.bool
      default: break
      }
    }
    guard isController else { return nil }
    self.init(kind: kind.string, name: name.string)
  }
}

extension PodFields.Container {
  fileprivate init(_ message: WireReader) throws(DecodingFailure) {
    self.init()
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): name = try reader.string()
      case .bytes(8): try requests.read(resources: reader.message)
      case .bytes(24): restartPolicy = try reader.string()
      default: break
      }
    }
  }
}

extension PodFields.ContainerStatus {
  /// Reads a `ContainerStatus`; nil if it does not say with what resources the container runs.
  fileprivate init?(_ message: WireReader) throws(DecodingFailure) {
    self.init()
    var reader = message
    var name = WireText()
    var hasResources = false
    while let field = try reader.next() {
      switch field {
      case .bytes(1): name = try reader.text()
      case .bytes(10): try allocated.readEntry(reader)
      case .bytes(11):
        hasResources = true
        try requests.read(resources: reader.message)
      default: break
      }
    }
    guard hasResources else { return nil }
    self.name = name.string
  }
}

extension PodFields.Requests {
  /// Reads the requests of a `ResourceRequirements`.
  fileprivate mutating func read(resources message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      if field == .bytes(2) { try readEntry(reader) }
    }
  }

  /// Reads the field that `reader` stands at: one entry of a map from resource names to quantities.
  fileprivate mutating func readEntry(_ reader: WireReader) throws(DecodingFailure) {
    let entry = try reader.quantityEntry()
    if entry.key == "cpu" { cpu = entry.quantity }
    if entry.key == "memory" { memory = entry.quantity }
  }
}

// MARK: - JSON

extension PodFields {
  mutating func read(json fields: JSONFields) throws {
    try readMetadata(fields.object("metadata"))
    try readSpec(fields.object("spec"))
    try readStatus(fields.object("status"))
  }

  private mutating func readMetadata(_ fields: JSONFields?) throws {
    guard let fields else { return }
    name = try fields.text("name")
    namespace = try fields.text("namespace")
    uid = try fields.text("uid")
    createdAt = try fields.time("creationTimestamp")
    deletedAt = try fields.time("deletionTimestamp")
    templateHash = try fields.value("labels", as: [String: String].self)?["pod-template-hash"] ?? ""
    networkCards =
      try fields.value("annotations", as: [String: String].self)?["k8s.amazonaws.com/nicConfig"] ?? ""
    for owner in try fields.objects("ownerReferences") where try owner.value("controller") ?? false {
      controller = Controller(kind: try owner.text("kind"), name: try owner.text("name"))
    }
  }

  private mutating func readSpec(_ fields: JSONFields?) throws {
    guard let fields else { return }
    nodeName = try fields.text("nodeName")
    isHostNetwork = try fields.value("hostNetwork") ?? false
    containers = try fields.objects("containers").map { try Container(json: $0) }
    initContainers = try fields.objects("initContainers").map { try Container(json: $0) }
    overhead = Requests(try fields.quantities("overhead"))
    requests = Requests(try fields.object("resources")?.quantities("requests") ?? [:])
  }

  private mutating func readStatus(_ fields: JSONFields?) throws {
    guard let fields else { return }
    phase = try fields.text("phase")
    podIP = try fields.text("podIP")
    podIPs = try fields.objects("podIPs").map { try $0.text("ip") }
    startedAt = try fields.time("startTime")
    containerStatuses = try fields.objects("containerStatuses").compactMap { try ContainerStatus(json: $0) }
    initContainerStatuses = try fields.objects("initContainerStatuses").compactMap { try ContainerStatus(json: $0) }
    resize = try fields.text("resize")
    for condition in try fields.objects("conditions") { try readCondition(condition) }
  }

  private mutating func readCondition(_ condition: JSONFields) throws {
    let reason = try condition.text("reason")
    switch try condition.text("type") {
    case "PodScheduled":
      scheduled = Condition(
        status: try condition.text("status"), reason: reason, message: try condition.text("message"),
        lastTransition: try condition.time("lastTransitionTime"))
    case "PodResizePending" where reason == "Infeasible": isResizeInfeasible = true
    default: break
    }
  }
}

extension PodFields.Container {
  fileprivate init(json fields: JSONFields) throws {
    name = try fields.text("name")
    requests = PodFields.Requests(try fields.object("resources")?.quantities("requests") ?? [:])
    restartPolicy = try fields.text("restartPolicy")
  }
}

extension PodFields.ContainerStatus {
  fileprivate init?(json fields: JSONFields) throws {
    guard let resources = try fields.object("resources") else { return nil }
    name = try fields.text("name")
    requests = PodFields.Requests(try resources.quantities("requests"))
    allocated = PodFields.Requests(try fields.quantities("allocatedResources"))
  }
}

extension PodFields.Requests {
  fileprivate init(_ quantities: [String: String]) {
    self.init(cpu: quantities["cpu"], memory: quantities["memory"])
  }
}
