/// What the server does with a request.
public struct LoopbackReply: Sendable {
  /// A header line.
  public typealias Header = (name: String, value: String)

  /// One thing the server does on the connection.
  enum Step: Sendable {
    /// Sends these bytes.
    case send([UInt8])
    /// Waits this long.
    case pause(Duration)
    /// Waits until the server stops or the client goes away.
    case stall
    /// Ends the connection in order (FIN).
    case close
    /// Breaks the connection off (RST).
    case reset
    /// Hands the bytes of both sides through to this port of 127.0.0.1 until one side ends.
    case tunnel(port: Int)
  }

  /// What is done, in order.
  var steps: [Step]

  /// An ordinary answer with `Content-Length`.
  public static func response(status: Int = 200, headers: [Header] = [], body: [UInt8] = []) -> LoopbackReply {
    let length = Header("Content-Length", String(body.count))
    return LoopbackReply(steps: [.send(head(status, headers + [length]) + body)])
  }

  /// An answer of text; `application/json` unless another type is named.
  public static func text(_ text: String, status: Int = 200, type: String = "application/json") -> LoopbackReply {
    response(status: status, headers: [("Content-Type", type)], body: Array(text.utf8))
  }

  /// An answer in the chunked transfer coding; `isComplete: false` leaves out the last chunk and closes.
  public static func chunked(
    status: Int = 200, headers: [Header] = [], chunks: [[UInt8]], isComplete: Bool = true
  ) -> LoopbackReply {
    var bytes = head(status, headers + [("Transfer-Encoding", "chunked")])
    for chunk in chunks where !chunk.isEmpty {
      bytes += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
    }
    return isComplete
      ? LoopbackReply(steps: [.send(bytes + Array("0\r\n\r\n".utf8))])
      : LoopbackReply(steps: [.send(bytes), .close])
  }

  /// An answer with `Content-Encoding: gzip` (stored, not made smaller) and a `Content-Length` that matches what is sent.
  ///
  /// - Parameter missing: how many bytes the gzip stream lacks at its end.
  public static func gzip(
    status: Int = 200, headers: [Header] = [], body: [UInt8], missing: Int = 0
  ) -> LoopbackReply {
    let stream = Array(StoredGzip.encode(body).dropLast(missing))
    return response(status: status, headers: headers + [("Content-Encoding", "gzip")], body: stream)
  }

  /// An answer that promises the whole body in `Content-Length` and closes after `sent` bytes of it.
  public static func cutOff(
    status: Int = 200, headers: [Header] = [], body: [UInt8], after sent: Int
  ) -> LoopbackReply {
    let length = Header("Content-Length", String(body.count))
    return LoopbackReply(steps: [.send(head(status, headers + [length]) + body.prefix(sent)), .close])
  }

  /// An answer without a length, ended by closing the connection.
  public static func untilClose(status: Int = 200, headers: [Header] = [], body: [UInt8]) -> LoopbackReply {
    LoopbackReply(steps: [.send(head(status, headers + [("Connection", "close")]) + body), .close])
  }

  /// An answer that promises `promised` bytes, sends `body`, and then nothing more until the server stops.
  public static func stalled(
    status: Int = 200, headers: [Header] = [], promised: Int, body: [UInt8]
  ) -> LoopbackReply {
    let length = Header("Content-Length", String(promised))
    return LoopbackReply(steps: [.send(head(status, headers + [length]) + body), .stall])
  }

  /// An answer whose body comes in parts with a pause before each.
  public static func slow(
    status: Int = 200, headers: [Header] = [], parts: [[UInt8]], pause: Duration
  ) -> LoopbackReply {
    let length = Header("Content-Length", String(parts.reduce(0) { $0 + $1.count }))
    let body = parts.flatMap { [Step.pause(pause), .send($0)] }
    return LoopbackReply(steps: [.send(head(status, headers + [length]))] + body)
  }

  /// Breaks the connection off without an answer.
  public static let reset = LoopbackReply(steps: [.reset])

  /// Closes the connection without an answer.
  public static let closed = LoopbackReply(steps: [.close])

  /// Never answers; the connection stays open until the server stops.
  public static let stalled = LoopbackReply(steps: [.stall])

  /// These bytes and nothing else, then the end of the connection.
  public static func raw(_ bytes: [UInt8]) -> LoopbackReply {
    LoopbackReply(steps: [.send(bytes), .close])
  }

  /// The answer to a `CONNECT`: 200, and then a tunnel to this port of 127.0.0.1.
  public static func tunnel(toPort port: Int) -> LoopbackReply {
    LoopbackReply(steps: [.send(head(200, [])), .tunnel(port: port)])
  }

  /// The same reply, begun only after `pause`.
  public func delayed(by pause: Duration) -> LoopbackReply {
    LoopbackReply(steps: [.pause(pause)] + steps)
  }

  /// The same reply, after which the connection is closed although nothing announced it.
  public func thenClosed() -> LoopbackReply {
    LoopbackReply(steps: steps + [.close])
  }

  /// An answer that promises the whole body and breaks the connection off (RST) after `sent` bytes of it.
  public static func reset(
    status: Int = 200, headers: [Header] = [], body: [UInt8], after sent: Int
  ) -> LoopbackReply {
    LoopbackReply(steps: cutOff(status: status, headers: headers, body: body, after: sent).steps.dropLast() + [.reset])
  }

  /// Status line and headers, with the empty line that ends them.
  private static func head(_ status: Int, _ headers: [Header]) -> [UInt8] {
    let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
    return Array("HTTP/1.1 \(status) \(status < 400 ? "OK" : "Error")\r\n\(lines)\r\n".utf8)
  }
}
