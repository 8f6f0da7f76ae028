internal import Capacity
import Foundation

/// Decodes the items of one list, in either encoding.
protocol ListDecoder: Sendable {
  /// What an item becomes.
  associatedtype Item: Sendable
  /// What an item is read into from JSON.
  associatedtype JSONItem: Decodable

  /// The kind of the list, for example `PodList`.
  static var kind: String { get }

  /// A decoder for a list from its first page on.
  init()

  /// An item of the protobuf encoding; nil if it is not kept.
  mutating func item(protobuf bytes: UnsafeRawBufferPointer) throws(DecodingFailure) -> Item?

  /// An item of the JSON encoding; nil if it is not kept.
  mutating func item(json: JSONItem) throws(DecodingFailure) -> Item?
}

/// Decodes nodes.
struct NodeDecoder: ListDecoder {
  static let kind = "NodeList"

  func item(protobuf bytes: UnsafeRawBufferPointer) throws(DecodingFailure) -> Node? {
    try Node(ProtoNode(kubernetes: bytes))
  }

  func item(json node: ProtoNode) throws(DecodingFailure) -> Node? {
    try Node(node)
  }
}

/// Decodes pods.
struct PodDecoder: ListDecoder {
  static let kind = "PodList"
  private var reader = PodReader()

  mutating func item(protobuf bytes: UnsafeRawBufferPointer) throws(DecodingFailure) -> Pod? {
    try reader.pod(PodFields(protobuf: bytes, texts: &reader.texts))
  }

  mutating func item(json fields: PodFields) throws(DecodingFailure) -> Pod? {
    var fields = fields
    fields.intern(in: &reader.texts)
    return try reader.pod(fields)
  }
}

/// Decodes the events that tell of capacity.
struct EventDecoder: ListDecoder {
  static let kind = "EventList"

  func item(protobuf bytes: UnsafeRawBufferPointer) throws(DecodingFailure) -> CapacityEvent? {
    try CapacityEvent(ProtoEvent(kubernetes: bytes))
  }

  func item(json event: ProtoEvent) throws(DecodingFailure) -> CapacityEvent? {
    try CapacityEvent(event)
  }
}
