internal import Capacity
internal import OutsideText

/// The fields of a node that capdb reads.
///
/// Field numbers: k8s.io/api/core/v1/generated.proto.
/// Field names: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/
struct NodeFields: ObjectFields {
  static let listKind = "NodeList"

  var metadata = ObjectMetadata()
  var providerID = ""
  var isUnschedulable = false
  var taints: [Taint] = []
  /// Quantities by the names of their resources.
  var allocatable: [String: String] = [:]
  /// The statuses of conditions.
  var conditions: [Typed] = []
  var addresses: [Typed] = []
  var kubeletVersion = ""
  var operatingSystem = ""

  var label: SafeText? { metadata.name.isEmpty ? nil : "node \(.name(metadata.name))" }

  /// The status of a condition, or an address, of a type.
  struct Typed: Equatable {
    var type = ""
    var text = ""
  }
}

// MARK: - Protobuf

extension NodeFields {
  mutating func read(protobuf message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): try metadata.read(protobuf: reader.message)
      case .bytes(2): try readSpec(reader.message)
      case .bytes(3): try readStatus(reader.message)
      default: break
      }
    }
  }

  private mutating func readSpec(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(3): providerID = try reader.string()
      case .varint(4): isUnschedulable = reader.bool
      case .bytes(5): taints.append(try Taint(reader.message))
      default: break
      }
    }
  }

  private mutating func readStatus(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(2):
        let entry = try reader.quantityEntry()
        allocatable[entry.key.string] = entry.quantity
      case .bytes(4): conditions.append(try Typed(reader.message))
      case .bytes(5): addresses.append(try Typed(reader.message))
      case .bytes(7): try readSystemInfo(reader.message)
      default: break
      }
    }
  }

  private mutating func readSystemInfo(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(7): kubeletVersion = try reader.string()
      case .bytes(9): operatingSystem = try reader.string()
      default: break
      }
    }
  }
}

extension Taint {
  fileprivate init(_ message: WireReader) throws(DecodingFailure) {
    self.init(key: "", effect: "")
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): key = try reader.string()
      case .bytes(2): value = try reader.string()
      case .bytes(3): effect = try reader.string()
      default: break
      }
    }
  }
}

extension NodeFields.Typed {
  /// Reads a `NodeCondition` or a `NodeAddress`, which number these two fields alike.
  fileprivate init(_ message: WireReader) throws(DecodingFailure) {
    self.init()
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): type = try reader.string()
      case .bytes(2): text = try reader.string()
      default: break
      }
    }
  }
}

// MARK: - JSON

extension NodeFields {
  mutating func read(json fields: JSONFields) throws {
    try metadata.read(json: fields.object("metadata"))
    try readSpec(fields.object("spec"))
    try readStatus(fields.object("status"))
  }

  private mutating func readSpec(_ fields: JSONFields?) throws {
    guard let fields else { return }
    providerID = try fields.text("providerID")
    isUnschedulable = try fields.value("unschedulable") ?? false
    taints = try fields.objects("taints").map {
      Taint(key: try $0.text("key"), value: try $0.text("value"), effect: try $0.text("effect"))
    }
  }

  private mutating func readStatus(_ fields: JSONFields?) throws {
    guard let fields else { return }
    allocatable = try fields.quantities("allocatable")
    conditions = try fields.objects("conditions").map { Typed(type: try $0.text("type"), text: try $0.text("status")) }
    addresses = try fields.objects("addresses").map { Typed(type: try $0.text("type"), text: try $0.text("address")) }
    let info = try fields.object("nodeInfo")
    kubeletVersion = try info?.text("kubeletVersion") ?? ""
    operatingSystem = try info?.text("operatingSystem") ?? ""
  }
}
