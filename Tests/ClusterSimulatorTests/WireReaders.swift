import Foundation

/// A JSON value, for looking into answers.
struct JSONObject {
  let value: Any?

  init(_ bytes: some Sequence<UInt8>) throws {
    value = try JSONSerialization.jsonObject(with: Data(bytes))
  }

  private init(value: Any?) { self.value = value }

  subscript(key: String) -> JSONObject { JSONObject(value: (value as? [String: Any])?[key]) }
  var list: [JSONObject] { (value as? [Any] ?? []).map { JSONObject(value: $0) } }
  var string: String? { value as? String }
  var integer: Int? { value as? Int }
  var bool: Bool? { value as? Bool }
  var isNull: Bool { value is NSNull }
  var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
}

/// The fields of a protobuf message, read without a schema: a decoder that shares nothing with the writer under test.
struct ProtobufFields {
  private(set) var varints: [Int: UInt64] = [:]
  private(set) var payloads: [Int: [[UInt8]]] = [:]

  struct Malformed: Error {}

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let tag = try Self.varint(&rest)
      let field = Int(tag >> 3)
      switch tag & 7 {
      case 0: varints[field] = try Self.varint(&rest)
      case 2:
        let length = Int(try Self.varint(&rest))
        guard length <= rest.count else { throw Malformed() }
        payloads[field, default: []].append(Array(rest.prefix(length)))
        rest = rest.dropFirst(length)
      default: throw Malformed()
      }
    }
  }

  /// Reads the envelope of a body: the magic bytes and `runtime.Unknown`.
  init(envelope body: [UInt8]) throws {
    guard body.starts(with: [0x6B, 0x38, 0x73, 0x00]) else { throw Malformed() }
    try self.init(Array(body.dropFirst(4)))
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while let byte = rest.popFirst() {
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Malformed()
  }

  func string(_ field: Int) -> String? { payloads[field]?.first.map { String(decoding: $0, as: UTF8.self) } }
  func integer(_ field: Int) -> Int? { varints[field].map { Int(Int64(bitPattern: $0)) } }
  func messages(_ field: Int) throws -> [ProtobufFields] { try (payloads[field] ?? []).map { try ProtobufFields($0) } }

  /// The message in a field; an empty one if it is absent.
  func message(_ field: Int) throws -> ProtobufFields { try messages(field).first ?? ProtobufFields([]) }

  /// The object within an envelope.
  var object: ProtobufFields { get throws { try message(2) } }

  /// A map of strings in a field.
  func map(_ field: Int) throws -> [String: String] {
    try messages(field).reduce(into: [:]) { $0[$1.string(1) ?? ""] = $1.string(2) }
  }
}
