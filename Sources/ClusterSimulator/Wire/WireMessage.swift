import Capacity

/// A Kubernetes object on its way out: fields with the name that JSON and the number that protobuf gives them.
///
/// One description serves both encodings, so that they cannot say different things.
struct WireMessage: Sendable {
  /// The fields in the order of their names in Kubernetes' Go types.
  var fields: [WireField]

  init(_ fields: [WireField]) {
    self.fields = fields
  }
}

/// A field of a Kubernetes object.
struct WireField: Sendable {
  /// What the encodings do with an empty value.
  enum Presence: Sendable {
    /// JSON leaves it out; protobuf writes it, as Kubernetes does with everything that is no pointer.
    case omittedIfEmpty
    /// Both write it; JSON a time as `null`, a message as `{}`.
    case always
    /// Both leave it out: a Go pointer, or a list.
    case pointer
  }

  let name: String
  let number: Int
  let value: WireValue
  let presence: Presence

  init(_ name: String, _ number: Int, _ value: WireValue, _ presence: Presence = .omittedIfEmpty) {
    self.name = name
    self.number = number
    self.value = value
    self.presence = presence
  }
}

/// A value of a Kubernetes object.
indirect enum WireValue: Sendable {
  case string(String)
  case integer(Int64)
  case bool(Bool)
  case message(WireMessage)
  /// A repeated field.
  case list([WireValue])
  /// A map of strings.
  case map([String: String])
  /// A map to quantities, which protobuf wraps in messages.
  case quantities([String: String])
  /// A time in seconds; nil is Go's zero time.
  case time(Timestamp?)
  /// A time with microseconds.
  case microTime(Timestamp, Int64)
  /// JSON within the object (`FieldsV1`), which protobuf carries as bytes.
  case json(String)
  /// An encoded object within another, in protobuf only.
  case bytes([UInt8])

  /// A message of these fields.
  static func message(_ fields: WireField...) -> WireValue { .message(WireMessage(fields)) }

  /// Whether Go calls it empty, for `omitempty`.
  var isEmpty: Bool {
    switch self {
    case .string(let text): text.isEmpty
    case .integer(let number): number == 0
    case .bool(let flag): !flag
    // Go's encoder never omits a struct; those that are pointers are left out by not being built.
    case .message, .json, .microTime, .bytes: false
    case .list(let values): values.isEmpty
    case .map(let entries), .quantities(let entries): entries.isEmpty
    case .time(let time): time == nil
    }
  }
}

/// Writes Kubernetes objects as JSON, without white space.
struct JSONWriter {
  private(set) var text = ""

  /// The media type.
  static let contentType = "application/json"

  /// A whole body: the object with `kind` and `apiVersion` before its own fields.
  static func body(_ message: WireMessage, apiVersion: String, kind: String) -> [UInt8] {
    let type = [
      WireField("kind", 0, .string(kind)), WireField("apiVersion", 0, .string(apiVersion)),
    ]
    var writer = JSONWriter()
    writer.write(WireMessage(type + message.fields))
    return Array(writer.text.utf8) + [UInt8(ascii: "\n")]
  }

  mutating func write(_ message: WireMessage) {
    writeObject(message.fields.filter { $0.presence == .always || !$0.value.isEmpty }, name: \.name) { writer, field in
      writer.write(field.value)
    }
  }

  private mutating func write(_ value: WireValue) {
    switch value {
    case .string(let string): write(string: string)
    case .integer(let number): text += String(number)
    case .bool(let flag): text += flag ? "true" : "false"
    case .message(let message): write(message)
    case .list(let values): writeList(values)
    case .map(let entries), .quantities(let entries):
      writeObject(entries.sorted { $0.key < $1.key }, name: \.key) { writer, entry in
        writer.write(string: entry.value)
      }
    case .time(let time): if let time { write(string: time.description) } else { text += "null" }
    case .microTime(let time, let microseconds): write(string: Self.microTime(time, microseconds))
    case .json(let json): text += json
    case .bytes: break
    }
  }

  private mutating func writeObject<Member>(
    _ members: [Member], name: (Member) -> String, value: (inout JSONWriter, Member) -> Void
  ) {
    text += "{"
    for (index, member) in members.enumerated() {
      if index > 0 { text += "," }
      write(string: name(member))
      text += ":"
      value(&self, member)
    }
    text += "}"
  }

  private mutating func writeList(_ values: [WireValue]) {
    text += "["
    for (index, value) in values.enumerated() {
      if index > 0 { text += "," }
      write(value)
    }
    text += "]"
  }

  /// Go's `RFC3339Micro`: always six digits of a second.
  private static func microTime(_ time: Timestamp, _ microseconds: Int64) -> String {
    let digits = String(microseconds)
    return time.description.dropLast() + "." + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
  }

  private mutating func write(string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      // Go escapes these three so that JSON can stand within HTML.
      case "<", ">", "&", Unicode.Scalar(0)..<Unicode.Scalar(0x20): text += Self.escaped(scalar)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

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
    case .bytes(let bytes): write(bytes: bytes, field: field)
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
