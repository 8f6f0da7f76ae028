import Foundation

/// A client that sends the bytes it is told, over a socket of its own for each request.
package struct HTTPClient: Sendable {
  package let port: Int

  /// A client of the server at this port of 127.0.0.1.
  package init(port: Int) {
    self.port = port
  }

  /// A request with these header fields; `Host` is the server's address unless it is among them.
  package func callAsFunction(
    _ target: String, method: String = "GET", headers: [(String, String)] = [], body: String = ""
  ) async throws -> HTTPReply {
    var fields = headers
    if !headers.contains(where: { $0.0.lowercased() == "host" }) { fields.insert(("Host", "127.0.0.1:\(port)"), at: 0) }
    if !body.isEmpty { fields.append(("Content-Length", "\(body.utf8.count)")) }
    fields.append(("Connection", "close"))
    let head = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
    return try await raw("\(method) \(target) HTTP/1.1\r\n\(head)\r\n\(body)")
  }

  /// Sends text as it is and reads until the server closes the connection.
  package func raw(_ text: String) async throws -> HTTPReply {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try exchange(text) }) }
    }
  }

  private func exchange(_ text: String) throws -> HTTPReply {
    guard let socket = Socket.connect(port: port) else { throw NoConnection() }
    defer { close(socket.descriptor) }
    var timeout = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    _ = socket.send(Array(text.utf8))
    var bytes: [UInt8] = []
    while true {
      let more = socket.receive()
      if more.isEmpty { return try HTTPReply(bytes) }
      bytes += more
    }
  }

  package struct NoConnection: Error {}
}

/// What a server answered.
package struct HTTPReply: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: String

  /// What came was no answer; empty where nothing came.
  package struct Malformed: Error { package var text: String }

  init(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { throw Malformed(text: text) }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Malformed(text: text)
    }
    self.status = status
    headers = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (String(parts[0]), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
    }
    body = String(text[end.upperBound...])
  }

  /// The value of a header field.
  package subscript(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}
