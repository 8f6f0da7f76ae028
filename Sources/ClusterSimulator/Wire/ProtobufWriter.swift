import Capacity

/// Writes Kubernetes objects in protobuf's wire format, from its two wire types that Kubernetes uses.
///
/// Source: https://protobuf.dev/programming-guides/encoding/
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// The media type.
  static let contentType = "application/vnd.kubernetes.protobuf"

  /// A whole body: four magic bytes and the envelope `runtime.Unknown`.
  ///
  /// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
  static func body(_ message: WireMessage, apiVersion: String, kind: String) -> [UInt8] {
    var object = ProtobufWriter()
    object.write(message)
    var type = ProtobufWriter()
    type.write(bytes: Array(apiVersion.utf8), field: 1)
    type.write(bytes: Array(kind.utf8), field: 2)
    var envelope = ProtobufWriter()
    envelope.write(bytes: type.bytes, field: 1)
    envelope.write(bytes: object.bytes, field: 2)
    envelope.write(bytes: [], field: 3)
    envelope.write(bytes: [], field: 4)
    return Array("k8s\0".utf8) + envelope.bytes
  }

  mutating func write(_ message: WireMessage) {
    for field in message.fields { write(field.value, field: field.number, presence: field.presence) }
  }

  private mutating func write(_ value: WireValue, field: Int, presence: WireField.Presence) {
    if presence == .pointer, value.isEmpty { return }
    switch value {
    case .string(let text): write(bytes: Array(text.utf8), field: field)
    case .integer(let number): write(varint: UInt64(bitPattern: number), field: field)
    case .bool(let flag): write(varint: flag ? 1 : 0, field: field)
    case .message(let message): write(message, field: field)
    case .list(let values): for value in values { write(value, field: field, presence: .always) }
    case .map(let entries): writeMap(entries, field: field) { .string($0) }
    case .quantities(let entries): writeMap(entries, field: field) { .message(WireField("string", 1, .string($0))) }
    case .time(let time): write(Self.time(time, nanoseconds: 0), field: field)
    case .microTime(let time, let microseconds):
      write(Self.time(time, nanoseconds: microseconds * 1000), field: field)
    case .json(let text): write(WireMessage([WireField("Raw", 1, .string(text))]), field: field)
    }
  }

  private mutating func write(_ message: WireMessage, field: Int) {
    var inner = ProtobufWriter()
    inner.write(message)
    write(bytes: inner.bytes, field: field)
  }

  private mutating func writeMap(_ entries: [String: String], field: Int, value: (String) -> WireValue) {
    for (key, text) in entries.sorted(by: { $0.key < $1.key }) {
      write(WireMessage([WireField("key", 1, .string(key)), WireField("value", 2, value(text))]), field: field)
    }
  }

  private static func time(_ time: Timestamp?, nanoseconds: Int64) -> WireMessage {
    guard let time else { return WireMessage([]) }
    return WireMessage([
      WireField("seconds", 1, .integer(time.seconds)), WireField("nanos", 2, .integer(nanoseconds)),
    ])
  }

  private mutating func write(bytes payload: [UInt8], field: Int) {
    write(varint: UInt64(field) << 3 | 2)
    write(varint: UInt64(payload.count))
    bytes.append(contentsOf: payload)
  }

  private mutating func write(varint value: UInt64, field: Int) {
    write(varint: UInt64(field) << 3)
    write(varint: value)
  }

  private mutating func write(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
