/// Reads requests from a connection, one after the other.
struct RequestReader {
  let socket: Socket
  private var buffer: [UInt8] = []

  init(socket: Socket) {
    self.socket = socket
  }

  /// The next request; nil when the connection ends or what comes is no HTTP.
  mutating func next(connection: Int) -> LoopbackRequest? {
    guard let head = readHead() else { return nil }
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)
    guard let parts = lines.first?.split(separator: " "), parts.count == 3 else { return nil }
    let headers = lines.dropFirst().compactMap(Self.header)
    var request = LoopbackRequest(
      method: String(parts[0]), target: String(parts[1]), headers: headers, body: [], connection: connection)
    if request.header("Expect")?.lowercased() == "100-continue" {
      guard socket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) else { return nil }
    }
    guard let body = read(count: request.header("Content-Length").flatMap { Int($0) } ?? 0) else { return nil }
    request.body = body
    return request
  }

  private static func header(_ line: Substring) -> (name: String, value: String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    return (String(line[..<colon]), String(value))
  }

  private mutating func readHead() -> String? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let range = buffer.firstRange(of: end) {
        defer { buffer.removeSubrange(..<range.upperBound) }
        return String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
      }
      guard fill() else { return nil }
    }
  }

  private mutating func read(count: Int) -> [UInt8]? {
    while buffer.count < count {
      guard fill() else { return nil }
    }
    defer { buffer.removeSubrange(..<count) }
    return Array(buffer[..<count])
  }

  private mutating func fill() -> Bool {
    let bytes = socket.receive()
    buffer += bytes
    return !bytes.isEmpty
  }
}
