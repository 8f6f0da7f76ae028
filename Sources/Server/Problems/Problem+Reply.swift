import TextEncoding

extension Problem {
  /// The document for programs.
  ///
  /// Source: RFC 9457.
  func document() -> Reply {
    let document: JSONDocument = ["title": .text(title), "status": .integer(status), "detail": .text(detail)]
    return Reply(status: status, contentType: "application/problem+json", headers: headers, body: document.bytes)
  }
}
