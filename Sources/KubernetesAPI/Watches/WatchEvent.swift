internal import Capacity
import Foundation
internal import OutsideText

/// An event of a watch.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
enum WatchEvent<Fields: ObjectFields> {
  /// `ADDED`, `MODIFIED` or `DELETED`.
  case change(ObjectChange<Fields.Value>)
  /// An object that is not kept was changed.
  case other(ResourceVersion)
  /// `BOOKMARK`: all changes up to this version have been told; nil for one that does not say which.
  case bookmark(ResourceVersion?)
  /// `ERROR`: the watch cannot go on.
  case failed(Refusal)
}

/// Decodes the events of one watch, in either encoding.
struct WatchEventDecoder<Fields: ObjectFields> {
  private let encoding: Encoding
  private var texts = ListTexts()

  init(_ encoding: Encoding) {
    self.encoding = encoding
  }

  /// - Throws: `DecodingFailure` for anything but an event about an object of this kind.
  mutating func event(_ bytes: UnsafeRawBufferPointer) throws(DecodingFailure) -> WatchEvent<Fields> {
    switch encoding {
    case .protobuf: try event(try ProtobufWatchEvent(bytes))
    case .json: try event(try JSONDecoder.decode(kubernetes: JSONWatchEvent<Fields>.self, from: bytes))
    }
  }

  private mutating func event(_ event: ProtobufWatchEvent) throws(DecodingFailure) -> WatchEvent<Fields> {
    switch try EventType(event.type) {
    case .error:
      return .failed(Refusal(try StatusFields(protobuf: ProtobufEnvelope(event.object).raw(ofKind: "Status"))))
    case .bookmark:
      guard !event.object.isEmpty else { return .bookmark(nil) }
      return .bookmark(try Self.version(in: ProtobufEnvelope(event.object).raw(ofKind: Fields.kind)))
    case .set, .deletion:
      let object = try ProtobufEnvelope(event.object).raw(ofKind: Fields.kind)
      return try change(
        try Fields(protobuf: object), try Self.version(in: object), isDeletion: try EventType(event.type) == .deletion,
        try Fields.ending(protobuf: object))
    }
  }

  private mutating func event(_ event: JSONWatchEvent<Fields>) throws(DecodingFailure) -> WatchEvent<Fields> {
    switch event.object {
    case .status(let status): return .failed(Refusal(status))
    case .version(let version): return .bookmark(version.flatMap { ResourceVersion($0) })
    case .fields(let fields, let version, let ending):
      return try change(fields, ResourceVersion(version), isDeletion: event.type == .deletion, ending)
    }
  }

  private mutating func change(
    _ fields: Fields, _ version: ResourceVersion?, isDeletion: Bool, _ ending: ObjectEnding
  ) throws(DecodingFailure) -> WatchEvent<Fields> {
    guard let version else {
      let failure = DecodingFailure(.missing(field: "metadata.resourceVersion"))
      throw fields.label.map { failure.inside($0) } ?? failure
    }
    guard let value = try fields.namedValue(&texts) else { return .other(version) }
    return .change(ObjectChange(value, isDeletion: isDeletion, version: version, ending: ending))
  }

  /// `metadata.resourceVersion` of an encoded object of any kind; nil if it is missing or no number.
  private static func version(in object: UnsafeRawBufferPointer) throws(DecodingFailure) -> ResourceVersion? {
    var reader = WireReader(object)
    var text = ""
    while let field = try reader.next() {
      guard field == .bytes(1) else { continue }
      var metadata = reader.message
      while let field = try metadata.next() {
        if field == .bytes(6) { text = try metadata.string() }
      }
    }
    return ResourceVersion(text)
  }
}

extension ObjectFields {
  /// The kind of one object, for example `Pod`.
  static var kind: String { String(listKind.dropLast("List".count)) }
}

/// What an event says of its object.
private enum EventType {
  case set
  case deletion
  case bookmark
  case error

  /// - Throws: `DecodingFailure` for a type that no server of this protocol sends.
  init(_ text: String) throws(DecodingFailure) {
    switch text {
    case "ADDED", "MODIFIED": self = .set
    case "DELETED": self = .deletion
    case "BOOKMARK": self = .bookmark
    case "ERROR": self = .error
    default: throw DecodingFailure(.unknownEventType(.word(text)))
    }
  }
}

/// `WatchEvent` of k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto: where its parts lie.
private struct ProtobufWatchEvent {
  private(set) var type = ""
  /// An envelope with the object; empty if there is none.
  private(set) var object = UnsafeRawBufferPointer(start: nil, count: 0)

  init(_ bytes: UnsafeRawBufferPointer) throws(DecodingFailure) {
    var reader = WireReader(bytes)
    while let field = try reader.next() {
      switch field {
      case .bytes(1): type = try reader.string()
      case .bytes(2): object = try Self.raw(reader.message) ?? object
      default: break
      }
    }
  }

  /// Field 1 of a `RawExtension`.
  private static func raw(_ message: WireReader) throws(DecodingFailure) -> UnsafeRawBufferPointer? {
    var reader = message
    var raw: UnsafeRawBufferPointer?
    while let field = try reader.next() {
      if field == .bytes(1) { raw = reader.content }
    }
    return raw
  }
}

/// An event in JSON: `{"type": …, "object": …}`.
private struct JSONWatchEvent<Fields: ObjectFields>: Decodable {
  enum Object {
    case fields(Fields, version: String, ObjectEnding)
    case version(String?)
    case status(StatusFields)
  }

  let type: EventType
  let object: Object

  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    // A list in the place of events has items, and no type.
    guard let text: String = try fields.value("type") else {
      throw DecodingFailure(try fields.text("kind").hasSuffix("List") ? .listForWatch : .missing(field: "type"))
    }
    type = try EventType(text)
    object = try Self.object(fields, type)
  }

  private static func object(_ event: JSONFields, _ type: EventType) throws -> Object {
    switch type {
    case .error:
      guard let status: StatusFields = try event.value("object") else { throw missing }
      return .status(status)
    case .bookmark:
      guard let object = try event.object("object") else { return .version(nil) }
      try requireKind(object)
      return .version(try version(object))
    case .set, .deletion:
      guard let object = try event.object("object"), let fields: Fields = try event.value("object") else {
        throw missing
      }
      try requireKind(object)
      return .fields(fields, version: try version(object), try Fields.ending(json: object))
    }
  }

  private static var missing: DecodingFailure { DecodingFailure(.missing(field: "object")) }

  private static func requireKind(_ object: JSONFields) throws {
    try DecodingFailure.require(
      kind: Fields.kind, version: Fields.apiVersion, found: try object.text("kind"),
      apiVersion: try object.text("apiVersion"))
  }

  private static func version(_ object: JSONFields) throws -> String {
    try object.object("metadata")?.text("resourceVersion") ?? ""
  }
}
