import Foundation
import Transport

/// What an error answer says, in whichever of AWS's forms: EC2's XML, that of the query services, or JSON.
struct AWSErrorDocument: Equatable {
  var code = ""
  var message = ""
  var requestID = ""

  /// Reads an error answer; all is empty where it is none of AWS's forms (a proxy's page, say).
  init(_ response: HTTPResponse) {
    // An error document is small; a page of many megabytes is somebody else's.
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
    code = String(withoutLink.split(separator: "#").last ?? withoutLink)
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
    // The first of several errors; EC2 has only ever sent one.
    case .code: if code.isEmpty { code = text }
    case .message: if message.isEmpty { message = text }
    case .requestID: requestID = text
    }
  }
}

extension AWSRefusal {
  /// The refusal that an answer is. Its message is cut to what may be shown.
  init(call: AWSCall, response: HTTPResponse, secrets: [String]) {
    let document = AWSErrorDocument(response)
    var message = document.message
    // STS repeats the canonical request, session token included, in its words on a wrong signature.
    if let start = message.range(of: "The Canonical String")?.lowerBound { message = String(message[..<start]) }
    for secret in secrets where !secret.isEmpty { message = message.replacing(secret, with: "…") }
    if document.code.isEmpty, message.isEmpty { message = "not an AWS error document: \(response.mediaType)" }
    self.init(
      call: call, status: response.status, code: document.code, message: message.oneLine(limit: 1000),
      requestID: document.requestID.oneLine(limit: 100))
  }
}

extension String {
  /// The text without control characters and blanks at its ends, cut to `limit` characters.
  func oneLine(limit: Int) -> String {
    let scalars = unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    let text = String(String.UnicodeScalarView(scalars))[...].trimmingWhitespace
    return text.count > limit ? text.prefix(limit) + "…" : String(text)
  }
}
