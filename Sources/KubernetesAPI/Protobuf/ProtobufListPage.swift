internal import SwiftProtobuf
internal import OutsideText

/// A page of a list in the protobuf encoding: where its parts lie. The items are not decoded here.
struct ProtobufListPage {
  /// The page's own metadata.
  private(set) var metadata = ProtoListMeta()
  /// The encoded items: parts of the buffer that was read.
  private(set) var items: [UnsafeRawBufferPointer] = []

  /// Finds the parts of a page.
  ///
  /// - Parameters:
  ///   - body: the whole body, envelope included; the page is valid only as long as it is.
  ///   - kind: the kind that the list must be of, for example `PodList`.
  /// - Throws: `DecodingFailure` for anything but a whole list of this kind.
  init(_ body: UnsafeRawBufferPointer, kind: String) throws(DecodingFailure) {
    let raw = try ProtobufEnvelope(body).raw(ofKind: kind)
    guard try read(raw) else { throw DecodingFailure(.missing(field: "metadata")) }
  }

  /// Reads the list; false if it has no metadata, which the API always writes.
  private mutating func read(_ list: UnsafeRawBufferPointer) throws(DecodingFailure) -> Bool {
    var reader = WireReader(list)
    var hasMetadata = false
    while try reader.next() {
      switch reader.number {
      case 1:
        metadata = try Self.metadata(reader.message())
        hasMetadata = true
      case 2: items.append(try reader.bytes())
      default: break
      }
    }
    return hasMetadata
  }

  private static func metadata(_ message: WireReader) throws(DecodingFailure) -> ProtoListMeta {
    var metadata = ProtoListMeta()
    var reader = message
    while try reader.next() {
      switch reader.number {
      case 2: metadata.resourceVersion = try reader.string()
      case 3: metadata.continue = try reader.string()
      case 4: metadata.remainingItemCount = try reader.integer()
      default: break
      }
    }
    return metadata
  }
}
