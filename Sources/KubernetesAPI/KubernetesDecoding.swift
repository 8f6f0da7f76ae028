package import Capacity

/// Decodes whole answers from bytes, for fuzzers and benchmarks that need no server.
package enum KubernetesDecoding {
  /// Decodes a `PodList` of this media type.
  ///
  /// - Throws: `DecodingFailure` if any part of it cannot be used.
  package static func pods(_ body: UnsafeRawBufferPointer, mediaType: String) throws(DecodingFailure) -> [Pod] {
    try list(PodDecoder(), body, mediaType)
  }

  /// Decodes a `NodeList` of this media type.
  ///
  /// - Throws: `DecodingFailure` if any part of it cannot be used.
  package static func nodes(_ body: UnsafeRawBufferPointer, mediaType: String) throws(DecodingFailure) -> [Node] {
    try list(NodeDecoder(), body, mediaType)
  }

  /// Decodes an `EventList` of this media type; events that do not tell of capacity are left out.
  ///
  /// - Throws: `DecodingFailure` if any part of it cannot be used.
  package static func events(
    _ body: UnsafeRawBufferPointer, mediaType: String
  ) throws(DecodingFailure) -> [CapacityEvent] {
    try list(EventDecoder(), body, mediaType)
  }

  private static func list<Decoder: ListDecoder>(
    _ decoder: Decoder, _ body: UnsafeRawBufferPointer, _ mediaType: String
  ) throws(DecodingFailure) -> [Decoder.Item] {
    var decoder = decoder
    var items: [Decoder.Item] = []
    _ = try decoder.decode(body, Encoding(mediaType: mediaType), into: &items)
    return items
  }
}
