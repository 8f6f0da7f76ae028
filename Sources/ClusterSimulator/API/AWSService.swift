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

  init(status: Int, code: String, message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

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
