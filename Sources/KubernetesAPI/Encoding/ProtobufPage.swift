internal import OutsideText

/// What surrounds every protobuf body of the Kubernetes API: four bytes of magic and a `runtime.Unknown`.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding-idl
struct ProtobufEnvelope {
  /// For example `v1`.
  private(set) var apiVersion = ""
  /// For example `PodList`.
  private(set) var kind = ""
  /// The object itself: a part of the buffer that was read.
  private(set) var raw = UnsafeRawBufferPointer(start: nil, count: 0)

  /// `k8s` and a zero.
  static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

  /// Finds the object in `body`; the object itself is not looked at.
  ///
  /// - Throws: `DecodingFailure` if the body does not begin with the magic, or is cut or garbled.
  init(_ body: UnsafeRawBufferPointer) throws(DecodingFailure) {
    guard body.starts(with: Self.magic) else { throw DecodingFailure(.noMagic) }
    guard try read(UnsafeRawBufferPointer(rebasing: body.dropFirst(Self.magic.count))) else {
      throw DecodingFailure(.truncated)
    }
  }

  /// Reads the envelope; false if there is no object in it: a body may be cut between two fields.
  private mutating func read(_ unknown: UnsafeRawBufferPointer) throws(DecodingFailure) -> Bool {
    var reader = WireReader(unknown)
    var hasObject = false
    while let field = try reader.next() {
      switch field {
      case .bytes(1): try readType(reader.message)
      case .bytes(2):
        raw = reader.content
        hasObject = true
      default: break
      }
    }
    return hasObject
  }

  private mutating func readType(_ message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): apiVersion = try reader.string()
      case .bytes(2): kind = try reader.string()
      default: break
      }
    }
  }

  /// Returns the object's bytes.
  ///
  /// - Throws: `DecodingFailure` if they are not an object of this kind, in version `v1`.
  func raw(ofKind expected: String) throws(DecodingFailure) -> UnsafeRawBufferPointer {
    try DecodingFailure.require(kind: expected, found: kind, apiVersion: apiVersion)
    return raw
  }
}

/// A page of a list in the protobuf encoding: where its parts lie. The items are not decoded here.
struct ProtobufListPage {
  /// The page's own metadata.
  private(set) var metadata = ListMetadata()
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
    while let field = try reader.next() {
      switch field {
      case .bytes(1):
        try metadata.read(protobuf: reader.message)
        hasMetadata = true
      case .bytes(2): items.append(reader.content)
      default: break
      }
    }
    return hasMetadata
  }
}
