import TextEncoding
package import Capacity
import Foundation
internal import OutsideText

/// The encodings in which capdb reads objects.
enum Encoding: Equatable {
  case protobuf
  case json

  /// The value of `Accept` for built-in resources.
  static let accepted = "application/vnd.kubernetes.protobuf,application/json"

  /// The value of `Accept` for watches of built-in resources.
  static let acceptedOfWatches =
    "application/vnd.kubernetes.protobuf;stream=watch,application/json;stream=watch,application/json"

  /// - Throws: `DecodingFailure` for a media type that was not asked for.
  init(mediaType: String) throws(DecodingFailure) {
    switch mediaType {
    case "application/vnd.kubernetes.protobuf": self = .protobuf
    case "application/json": self = .json
    default: throw DecodingFailure(.unexpectedMediaType(.mediaType(mediaType)))
    }
  }
}

/// The texts that the values of one list share.
struct ListTexts {
  /// Names of nodes and namespaces, and why pods are not scheduled.
  var shared = StringInterner()
  var workload = LatestWorkload()
  var attributes = LatestPodAttributes()
}

/// Decodes a list from its first page on, in either encoding.
struct ListDecoder<Fields: ObjectFields> {
  private var texts = ListTexts()

  init() {}

  /// What the page says of the list, without decoding its items.
  ///
  /// - Returns: nil for JSON, where it is known only once everything is decoded.
  static func metadata(
    _ body: UnsafeRawBufferPointer, _ encoding: Encoding
  ) throws(DecodingFailure) -> ListMetadata? {
    guard encoding == .protobuf else { return nil }
    return try ProtobufListPage(body, kind: Fields.listKind).metadata
  }

  /// Decodes a whole page and appends its items.
  ///
  /// - Throws: `DecodingFailure` if any part of it cannot be used.
  mutating func decode(
    _ body: UnsafeRawBufferPointer, _ encoding: Encoding, into items: inout [Fields.Value]
  ) throws(DecodingFailure) -> ListMetadata {
    switch encoding {
    case .protobuf: try decodeProtobuf(body, into: &items)
    case .json: try decodeJSON(body, into: &items)
    }
  }

  private mutating func decodeProtobuf(
    _ body: UnsafeRawBufferPointer, into items: inout [Fields.Value]
  ) throws(DecodingFailure) -> ListMetadata {
    let page = try ProtobufListPage(body, kind: Fields.listKind)
    for (index, bytes) in page.items.enumerated() {
      do throws(DecodingFailure) {
        if let item = try Fields(protobuf: bytes).namedValue(&texts) { items.append(item) }
      } catch {
        throw error.inside("item \(index + 1) of the page")
      }
    }
    return page.metadata
  }

  private mutating func decodeJSON(
    _ body: UnsafeRawBufferPointer, into items: inout [Fields.Value]
  ) throws(DecodingFailure) -> ListMetadata {
    let page = try JSONDecoder.decode(kubernetes: JSONListPage<Fields>.self, from: body)
    try page.require(kind: Fields.listKind, version: Fields.apiVersion)
    for (index, fields) in page.items.enumerated() {
      do throws(DecodingFailure) {
        if let item = try fields.namedValue(&texts) { items.append(item) }
      } catch {
        throw error.inside("item \(index + 1) of the page")
      }
    }
    return page.metadata
  }
}

/// Decodes whole answers from bytes, for fuzzers and tests that need no server.
package enum KubernetesDecoding {
  /// Decodes a `PodList` of this media type.
  ///
  /// - Throws: `DecodingFailure` if any part of it cannot be used.
  package static func pods(_ body: UnsafeRawBufferPointer, mediaType: String) throws(DecodingFailure) -> [Pod] {
    try values(of: PodFields.self, body, mediaType)
  }

  /// Decodes a `NodeList` of this media type.
  ///
  /// - Throws: `DecodingFailure` if any part of it cannot be used.
  package static func nodes(_ body: UnsafeRawBufferPointer, mediaType: String) throws(DecodingFailure) -> [Node] {
    try values(of: NodeFields.self, body, mediaType)
  }

  /// Decodes an `EventList` of this media type; events that say nothing about capacity are left out.
  ///
  /// - Throws: `DecodingFailure` if any part of it cannot be used.
  package static func events(
    _ body: UnsafeRawBufferPointer, mediaType: String
  ) throws(DecodingFailure) -> [CapacityEvent] {
    try values(of: EventFields.self, body, mediaType)
  }

  /// Decodes a `CiliumNodeList` of this media type.
  ///
  /// - Throws: `DecodingFailure` if any part of it cannot be used.
  package static func ciliumNodes(
    _ body: UnsafeRawBufferPointer, mediaType: String
  ) throws(DecodingFailure) -> [CiliumNode] {
    try values(of: CiliumNodeFields.self, body, mediaType)
  }

  private static func values<Fields: ObjectFields>(
    of kind: Fields.Type, _ body: UnsafeRawBufferPointer, _ mediaType: String
  ) throws(DecodingFailure) -> [Fields.Value] {
    var decoder = ListDecoder<Fields>()
    var items: [Fields.Value] = []
    _ = try decoder.decode(body, Encoding(mediaType: mediaType), into: &items)
    return items
  }
}
