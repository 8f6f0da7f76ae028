import Capacity

/// A Kubernetes object on its way out: fields with the name that JSON and the number that protobuf gives them.
///
/// One description serves both encodings, so that they cannot tell different things.
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

  /// A message of these fields.
  static func message(_ fields: WireField...) -> WireValue { .message(WireMessage(fields)) }

  /// Whether Go calls it empty, for `omitempty`.
  var isEmpty: Bool {
    switch self {
    case .string(let text): text.isEmpty
    case .integer(let number): number == 0
    case .bool(let flag): !flag
    // Go's encoder never omits a struct; those that are pointers are left out by not being built.
    case .message, .json, .microTime: false
    case .list(let values): values.isEmpty
    case .map(let entries), .quantities(let entries): entries.isEmpty
    case .time(let time): time == nil
    }
  }
}
