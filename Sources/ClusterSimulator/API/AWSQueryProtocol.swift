/// A service of the AWS query protocol: what frames its answers.
enum AWSService {
  case ec2, sts

  var version: String {
    switch self {
    case .ec2: "2016-11-15"
    case .sts: "2011-06-15"
    }
  }

  private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private static let requestID = "59dbff89-35bd-4eac-99ed-be587EXAMPLE"

  func response(action: String, content: XMLDocument) -> SimulatedResponse {
    let body =
      switch self {
      case .ec2:
        "<\(action)Response xmlns=\"http://ec2.amazonaws.com/doc/\(version)/\"><requestId>\(Self.requestID)</requestId>"
          + content.text + "</\(action)Response>"
      case .sts:
        "<\(action)Response xmlns=\"https://sts.amazonaws.com/doc/\(version)/\"><\(action)Result>\(content.text)"
          + "</\(action)Result><ResponseMetadata><RequestId>\(Self.requestID)</RequestId></ResponseMetadata>"
          + "</\(action)Response>"
      }
    return SimulatedResponse(contentType: "text/xml;charset=UTF-8", body: Array((Self.declaration + body).utf8))
  }

  func response(failure: AWSFailure) -> SimulatedResponse {
    var error = XMLDocument()
    error.element("Error") { error in
      if self == .sts { error.element("Type", "Sender") }
      error.element("Code", failure.code)
      error.element("Message", failure.message)
    }
    let body =
      switch self {
      case .ec2: "<Response><Errors>\(error.text)</Errors><RequestID>\(Self.requestID)</RequestID></Response>"
      case .sts:
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/\(version)/\">\(error.text)"
          + "<RequestId>\(Self.requestID)</RequestId></ErrorResponse>"
      }
    return SimulatedResponse(
      status: failure.status, contentType: "text/xml;charset=UTF-8", body: Array((Self.declaration + body).utf8))
  }
}

/// A refusal in the words of AWS.
struct AWSFailure: Error {
  let status: Int
  let code: String
  let message: String
}

extension AWSFailure {
  /// The refusal that a fault asks for; nil if it asks for none.
  init?(_ fault: Fault.Kind?, action: String) {
    switch fault {
    case .unauthorized:
      self.init(
        status: 401, code: "AuthFailure", message: "AWS was not able to validate the provided access credentials")
    case .forbidden:
      self.init(
        status: 403, code: "UnauthorizedOperation",
        message: "You are not authorized to perform this operation. User: "
          + "arn:aws:sts::123456789012:assumed-role/capdb/capdb is not authorized to perform: ec2:\(action) because no "
          + "identity-based policy allows the ec2:\(action) action")
    case .tooManyRequests:
      self.init(status: 503, code: "RequestLimitExceeded", message: "Request limit exceeded.")
    case .awsError(let status, let code, let message):
      self.init(status: status, code: code, message: message)
    default: return nil
    }
  }
}

/// A posted form of the AWS query protocol.
struct QueryForm {
  private let values: [String: String]

  /// Reads `application/x-www-form-urlencoded` text, which is also what a URL's query is.
  init(_ text: some StringProtocol) {
    var values: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[Self.decoded(parts[0])] = parts.count > 1 ? Self.decoded(parts[1]) : ""
    }
    self.values = values
  }

  /// All names and values.
  var pairs: [String: String] { values }

  subscript(name: String) -> String? { values[name] }

  /// The values `name.1`, `name.2` and so on.
  func list(_ name: String) -> [String] {
    var list: [String] = []
    while let value = values["\(name).\(list.count + 1)"] { list.append(value) }
    return list
  }

  /// The filters `Filter.1.Name`, `Filter.1.Value.1` and so on.
  var filters: [(name: String, values: [String])] {
    var filters: [(name: String, values: [String])] = []
    while let name = values["Filter.\(filters.count + 1).Name"] {
      filters.append((name, list("Filter.\(filters.count + 1).Value")))
    }
    return filters
  }

  private static func decoded(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Builds an EC2 answer: elements in order, text escaped.
struct XMLDocument {
  private(set) var text = ""

  /// An element of text; left out if nil.
  mutating func element(_ name: String, _ value: String?) {
    guard let value else { return }
    text += value.isEmpty ? "<\(name)/>" : "<\(name)>\(Self.escaped(value))</\(name)>"
  }

  mutating func element(_ name: String, _ value: Bool) { element(name, value ? "true" : "false") }

  mutating func element(_ name: String, _ value: Int) { element(name, String(value)) }

  /// Bare text.
  mutating func write(_ value: String) { text += Self.escaped(value) }

  /// An element of elements; `<name/>` if it has none.
  mutating func element(_ name: String, _ content: (inout XMLDocument) -> Void) {
    var inner = XMLDocument()
    content(&inner)
    text += inner.text.isEmpty ? "<\(name)/>" : "<\(name)>\(inner.text)</\(name)>"
  }

  /// A list: one `item` per value.
  mutating func list<Value>(_ name: String, _ values: some Sequence<Value>, _ item: (inout XMLDocument, Value) -> Void)
  {
    element(name) { list in
      for value in values { list.element("item") { item(&$0, value) } }
    }
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for character in value {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }
}
