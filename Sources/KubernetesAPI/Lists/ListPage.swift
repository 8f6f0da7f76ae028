import Foundation
internal import OutsideText

/// What a page says of the list as a whole.
struct ListPageHeader: Equatable {
  /// The revision of the list.
  var resourceVersion: String
  /// Asks for the next page; empty on the last one.
  var continueToken: String
  /// How many items follow this page, where the server can tell.
  var remainingItemCount: Int64?

  init(_ metadata: ProtoListMeta) {
    resourceVersion = metadata.resourceVersion
    continueToken = metadata.continue
    remainingItemCount = metadata.hasRemainingItemCount ? metadata.remainingItemCount : nil
  }
}

/// The encodings in which capdb reads objects.
enum Encoding: Equatable {
  case protobuf
  case json

  /// The value of `Accept` for built-in resources.
  static let accepted = "application/vnd.kubernetes.protobuf,application/json"

  /// - Throws: `DecodingFailure` for a media type that was not asked for.
  init(mediaType: String) throws(DecodingFailure) {
    switch mediaType {
    case "application/vnd.kubernetes.protobuf": self = .protobuf
    case "application/json": self = .json
    default: throw DecodingFailure(.unexpectedMediaType(.mediaType(mediaType)))
    }
  }
}

extension ListDecoder {
  /// What the page says of the list, without decoding its items.
  ///
  /// - Returns: nil for JSON, where it is known only once everything is decoded.
  static func header(
    _ body: UnsafeRawBufferPointer, _ encoding: Encoding
  ) throws(DecodingFailure) -> ListPageHeader? {
    guard encoding == .protobuf else { return nil }
    return ListPageHeader(try ProtobufListPage(body, kind: kind).metadata)
  }

  /// Decodes a whole page and appends its items.
  ///
  /// - Throws: `DecodingFailure` if any part of it cannot be used.
  mutating func decode(
    _ body: UnsafeRawBufferPointer, _ encoding: Encoding, into items: inout [Item]
  ) throws(DecodingFailure) -> ListPageHeader {
    switch encoding {
    case .protobuf: try decodeProtobuf(body, into: &items)
    case .json: try decodeJSON(body, into: &items)
    }
  }

  private mutating func decodeProtobuf(
    _ body: UnsafeRawBufferPointer, into items: inout [Item]
  ) throws(DecodingFailure) -> ListPageHeader {
    let page = try ProtobufListPage(body, kind: Self.kind)
    for (index, bytes) in page.items.enumerated() {
      do throws(DecodingFailure) {
        if let item = try item(protobuf: bytes) { items.append(item) }
      } catch {
        throw error.inside("item \(index + 1) of the page")
      }
    }
    return ListPageHeader(page.metadata)
  }

  private mutating func decodeJSON(
    _ body: UnsafeRawBufferPointer, into items: inout [Item]
  ) throws(DecodingFailure) -> ListPageHeader {
    let page = try JSONDecoder.decode(kubernetes: JSONListPage<JSONItem>.self, from: body)
    try page.require(kind: Self.kind)
    for object in page.items {
      if let item = try item(json: object) { items.append(item) }
    }
    return ListPageHeader(page.metadata)
  }
}
