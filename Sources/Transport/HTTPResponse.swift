/// A complete answer.
public struct HTTPResponse: Sendable {
  /// The status code, for example 200.
  public var status: Int
  /// The final answer's header lines, in order.
  public var headers: [HTTPHeader]
  /// The body, decompressed.
  public var body: ResponseBody
  /// Bytes of the body as they came over the wire, before decompression.
  public var bytesReceived: Int64

  /// Makes an answer.
  public init(status: Int, headers: [HTTPHeader] = [], body: ResponseBody = ResponseBody(), bytesReceived: Int64 = 0) {
    self.status = status
    self.headers = headers
    self.body = body
    self.bytesReceived = bytesReceived
  }

  /// The value of the first header of this name, whatever its case; nil if there is none.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The media type without its parameters, in lower case; empty if the server names none.
  public var mediaType: String {
    let value = header("Content-Type") ?? ""
    return String(value.prefix { $0 != ";" }).trimmingBlanks.lowercased()
  }
}

extension String {
  /// The text without blanks and tabs at its ends.
  var trimmingBlanks: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[start...end])
  }
}
