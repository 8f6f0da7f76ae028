import Capacity

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
