import Foundation
import OutsideText
import Transport

/// An error answer in any of AWS's forms: EC2's XML, that of the query services, or JSON.
struct AWSErrorDocument: Equatable {
  /// The error's code; nil if there is none that has the form of one.
  var code: SafeText? { .word(rawCode) }
  private var rawCode = ""
  var message = ""
  var requestID = ""

  /// Reads an error answer; everything is empty where it has none of AWS's forms (a proxy's page, for example).
  init(_ response: HTTPResponse) {
    // An error document is small; a page of many megabytes is not one.
    guard response.body.count <= 1 << 20 else { return }
    if let document = try? Self.xml(response.body) { self = document } else { readJSON(response) }
    if requestID.isEmpty {
      requestID = response.header("x-amzn-RequestId") ?? response.header("x-amz-request-id") ?? ""
    }
  }

  private static func xml(_ body: ResponseBody) throws(XMLReplyError) -> AWSErrorDocument {
    do {
      var decoder = EC2ErrorDecoder()
      try decoder.decode(body)
      return decoder.document
    } catch {
      var decoder = QueryErrorDecoder()
      try decoder.decode(body)
      return decoder.document
    }
  }

  fileprivate init() {}

  private mutating func readJSON(_ response: HTTPResponse) {
    let bytes = response.body.withUnsafeBytes { Data($0) }
    guard let object = try? JSONSerialization.jsonObject(with: bytes) as? [String: Any] else { return }
    let named = response.header("x-amzn-ErrorType") ?? object["__type"] as? String ?? object["error"] as? String ?? ""
    // `com.amazonaws.eks#ResourceNotFoundException` or `ResourceNotFoundException:http://…`
    let withoutLink = named.prefix { $0 != ":" }
    rawCode = String(withoutLink.split(separator: "#").last ?? withoutLink)
    message = ["message", "Message", "error_description"].lazy.compactMap { object[$0] as? String }.first ?? ""
  }
}

/// `<Response><Errors><Error>…`, with `RequestID` in capitals.
private struct EC2ErrorDecoder: XMLReplyDecoder {
  static let root = "Response"
  static let elements: [(path: String, element: ErrorElement)] = [
    ("Errors/Error/Code", .code), ("Errors/Error/Message", .message), ("RequestID", .requestID),
    ("RequestId", .requestID),
  ]
  var document = AWSErrorDocument()

  mutating func end(_ element: ErrorElement, text: String) { document.set(element, text) }
}

/// `<ErrorResponse><Error>…`, with `RequestId`.
private struct QueryErrorDecoder: XMLReplyDecoder {
  static let root = "ErrorResponse"
  static let elements: [(path: String, element: ErrorElement)] = [
    ("Error/Code", .code), ("Error/Message", .message), ("RequestId", .requestID), ("RequestID", .requestID),
  ]
  var document = AWSErrorDocument()

  mutating func end(_ element: ErrorElement, text: String) { document.set(element, text) }
}

private enum ErrorElement {
  case code
  case message
  case requestID
}

extension AWSErrorDocument {
  fileprivate mutating func set(_ element: ErrorElement, _ text: String) {
    switch element {
    // The first of several errors counts; EC2 sends only one.
    case .code: if rawCode.isEmpty { rawCode = text }
    case .message: if message.isEmpty { message = text }
    case .requestID: requestID = text
    }
  }
}

extension AWSRefusal {
  /// Reads an error answer.
  init(call: AWSCall, response: HTTPResponse) {
    let document = AWSErrorDocument(response)
    let code = document.code
    self.init(
      call: call, status: response.status, code: code, identity: .firstARN(in: document.message),
      policy: PolicyKind.words(in: document.message), mediaType: code == nil ? .mediaType(response.mediaType) : nil,
      message: UnshownText(document.message), requestID: .requestID(document.requestID))
  }
}

/// The kind of policy that a refusal names.
///
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
private enum PolicyKind {
  static func words(in message: String) -> SafeText? {
    if message.contains("with an explicit deny") {
      return "\(named(in: message) ?? "A policy") denies it explicitly"
    }
    guard message.contains("because no ") else { return nil }
    return "No \(named(in: message, lowercase: true) ?? "policy") allows it"
  }

  private static func named(in message: String, lowercase: Bool = false) -> SafeText? {
    let kinds: [(sign: String, upper: SafeText, lower: SafeText)] = [
      ("service control policy", "A service control policy", "service control policy"),
      ("resource control policy", "A resource control policy", "resource control policy"),
      ("permissions boundary", "A permissions boundary", "permissions boundary"),
      ("session policy", "A session policy", "session policy"),
      ("VPC endpoint policy", "A VPC endpoint policy", "VPC endpoint policy"),
      ("resource-based policy", "A resource-based policy", "resource-based policy"),
      ("identity-based policy", "An identity-based policy", "identity-based policy"),
    ]
    return kinds.first { message.contains($0.sign) }.map { lowercase ? $0.lower : $0.upper }
  }
}
