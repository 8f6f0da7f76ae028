internal import Capacity
internal import OutsideText

/// The fields of an event that capdb reads, and the rules by which it becomes a `CapacityEvent`.
///
/// Field numbers: k8s.io/api/core/v1/generated.proto.
/// Field names: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
struct EventFields: ObjectFields {
  static let listKind = "EventList"

  var metadata = ObjectMetadata()
  var involved = Reference()
  var reason = ""
  var message = ""
  var sourceComponent = ""
  var firstTimestamp: Timestamp?
  var lastTimestamp: Timestamp?
  var count: Int32 = 0
  var eventTime: Timestamp?
  var seriesCount: Int32 = 0
  var seriesLastObservedTime: Timestamp?
  var reportingComponent = ""

  var label: SafeText? {
    metadata.name.isEmpty ? nil : "event \(.name(metadata.namespace))/\(.name(metadata.name))"
  }

  /// The object that the event is about.
  struct Reference: Equatable {
    var kind = ""
    var namespace = ""
    var name = ""
    var uid = ""
  }
}

// MARK: - Protobuf

extension EventFields {
  mutating func read(protobuf message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): try metadata.read(protobuf: reader.message)
      case .bytes(2): try involved.read(protobuf: reader.message)
      case .bytes(3): reason = try reader.string()
      case .bytes(4): self.message = try reader.string()
      case .bytes(5): sourceComponent = try reader.firstText() ?? sourceComponent
      case .bytes(6): firstTimestamp = try reader.time() ?? firstTimestamp
      case .bytes(7): lastTimestamp = try reader.time() ?? lastTimestamp
      case .varint(8): count = reader.int32
      case .bytes(10): eventTime = try reader.time() ?? eventTime
      case .bytes(11): try readSeries(reader.message)
      case .bytes(14): reportingComponent = try reader.string()
      default: break
      }
    }
  }

  private mutating func readSeries(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .varint(1): seriesCount = reader.int32
      case .bytes(2): seriesLastObservedTime = try reader.time() ?? seriesLastObservedTime
      default: break
      }
    }
  }
}

extension EventFields.Reference {
  fileprivate mutating func read(protobuf message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): kind = try reader.string()
      case .bytes(2): namespace = try reader.string()
      case .bytes(3): name = try reader.string()
      case .bytes(4): uid = try reader.string()
      default: break
      }
    }
  }
}

// MARK: - JSON

extension EventFields {
  mutating func read(json fields: JSONFields) throws {
    try metadata.read(json: fields.object("metadata"))
    try involved.read(json: fields.object("involvedObject"))
    reason = try fields.text("reason")
    message = try fields.text("message")
    sourceComponent = try fields.object("source")?.text("component") ?? ""
    firstTimestamp = try fields.time("firstTimestamp")
    lastTimestamp = try fields.time("lastTimestamp")
    count = try fields.value("count") ?? 0
    eventTime = try fields.time("eventTime")
    let series = try fields.object("series")
    seriesCount = try series?.value("count") ?? 0
    seriesLastObservedTime = try series?.time("lastObservedTime")
    reportingComponent = try fields.text("reportingComponent")
  }
}

extension EventFields.Reference {
  fileprivate mutating func read(json fields: JSONFields?) throws {
    guard let fields else { return }
    kind = try fields.text("kind")
    namespace = try fields.text("namespace")
    name = try fields.text("name")
    uid = try fields.text("uid")
  }
}

// MARK: - Rules

extension EventFields {
  /// The event; nil if its reason says nothing about capacity.
  ///
  /// There are two writers. Kubelet and controllers fill `count`, `firstTimestamp` and `lastTimestamp`; the scheduler
  /// writes by the newer API, which leaves these empty and fills `eventTime` and `series`.
  func value(_ texts: inout ListTexts) throws(DecodingFailure) -> CapacityEvent? {
    guard CapacityEvent.recordedReasons.contains(reason) else { return nil }
    guard !metadata.uid.isEmpty else { throw DecodingFailure(.missing(field: "metadata.uid")) }
    guard let last = seriesLastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.createdAt else {
      throw DecodingFailure(.missing(field: "eventTime"))
    }
    let first = firstTimestamp ?? eventTime ?? metadata.createdAt ?? last
    return CapacityEvent(
      uid: UID(opaque: metadata.uid), involved: involved.value, reason: reason, message: message,
      reporter: reportingComponent.isEmpty ? sourceComponent : reportingComponent, firstSeenAt: min(first, last),
      lastSeenAt: last, count: Int64(max(count, seriesCount, 1)))
  }
}

extension EventFields.Reference {
  fileprivate var value: ObjectReference {
    ObjectReference(kind: kind, namespace: namespace, name: name, uid: uid.isEmpty ? nil : UID(opaque: uid))
  }
}
