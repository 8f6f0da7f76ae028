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

  private static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

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
    while try reader.next() {
      switch reader.number {
      case 1: try readType(reader.message())
      case 2:
        raw = try reader.bytes()
        hasObject = true
      default: break
      }
    }
    return hasObject
  }

  private mutating func readType(_ type: WireReader) throws(DecodingFailure) {
    var reader = type
    while try reader.next() {
      switch reader.number {
      case 1: apiVersion = try reader.string()
      case 2: kind = try reader.string()
      default: break
      }
    }
  }

  /// Returns the object's bytes.
  ///
  /// - Throws: `DecodingFailure` if they are not an object of this kind, in version `v1`.
  func raw(ofKind expected: String) throws(DecodingFailure) -> UnsafeRawBufferPointer {
    guard kind == expected, apiVersion == "v1" else {
      throw DecodingFailure(
        .unexpectedKind(found: .object(apiVersion, kind), expected: .object("v1", expected) ?? .withheld))
    }
    return raw
  }
}
