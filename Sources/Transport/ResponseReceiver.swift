import CCurl
import OutsideText

/// Collects an answer from libcurl: header lines, then pieces of the body.
final class ResponseReceiver {
  private(set) var headers: [HTTPHeader] = []
  /// Why the answer is not acceptable; ends the transfer.
  private(set) var failure: (TransportError.Kind, SafeText)?
  /// Whether the sink ended the transfer, which then is no failure.
  private(set) var hasEnough = false
  private let body: BodyBuffer
  private let sink: (any ResponseSink)?
  private var status = 0
  /// Whether the body goes to the sink.
  private var isStreaming = false
  private var gunzip: Gunzip?
  private var isHeadComplete = false
  private var isInterim = false
  private var headerBytes = 0

  /// The most that headers may take.
  private static let maximumHeaderBytes = 1 << 20

  /// - Parameters:
  ///   - limit: the largest body, decompressed, in bytes.
  ///   - sink: takes the body of an answer with status 200, of any size; nil collects it.
  init(limit: Int, sink: (any ResponseSink)? = nil) {
    body = BodyBuffer(limit: limit)
    self.sink = sink
  }

  /// What is missing at the end of a transfer that libcurl calls complete; nil if the answer is complete.
  ///
  /// libcurl takes headers that end with the connection, and a gzip stream that ends early, for complete.
  var missingPart: SafeText? {
    guard isHeadComplete, !isInterim else { return "the headers end early" }
    if let gunzip, !gunzip.isComplete { return "the gzip stream ends early" }
    return nil
  }

  /// Gives out the body, which is empty here afterwards.
  func finish() -> ResponseBody {
    body.finish()
  }

  /// Takes a header line with its line end.
  ///
  /// - Returns: whether the transfer goes on.
  func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
    headerBytes += line.count
    guard headerBytes <= Self.maximumHeaderBytes else { return fail(.other, "the headers are larger than 1 MiB") }
    let text = String(decoding: line, as: UTF8.self).filter { !$0.isNewline }
    if text.hasPrefix("HTTP/") { return beginHead(text) }
    // Lines after the head are a chunked body's trailers.
    guard !isHeadComplete else { return true }
    guard !text.isEmpty else { return endHead() }
    guard let colon = text.firstIndex(of: ":") else { return true }
    headers.append(HTTPHeader(String(text[..<colon]), String(text[text.index(after: colon)...]).trimmingBlanks))
    return true
  }

  /// Takes a piece of the body.
  ///
  /// - Returns: whether the transfer goes on.
  func receive(body piece: UnsafeRawBufferPointer) -> Bool {
    if isStreaming, let sink { return goesOn(sink.receive(piece)) }
    let problem = gunzip.map { $0.decompress(piece, into: body) } ?? body.append(piece)
    switch problem {
    case nil: return true
    case .limit: return fail(.bodyTooLarge, "the body is larger than \(body.limit) bytes")
    case .memory: return fail(.other, "out of memory for the body")
    case .notGzip: return fail(.badEncoding, "the body is not the gzip stream it claims to be")
    }
  }

  /// Takes a status line; what came before belonged to an interim answer.
  private func beginHead(_ line: String) -> Bool {
    headers = []
    isHeadComplete = false
    status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    isInterim = (100...199).contains(status)
    return true
  }

  private func endHead() -> Bool {
    isHeadComplete = true
    guard !isInterim else { return true }
    if let sink, status == 200 { return beginStream(sink) }
    let length = header("Transfer-Encoding") == nil ? header("Content-Length").flatMap { Int($0) } : nil
    switch header("Content-Encoding")?.lowercased() ?? "identity" {
    case "identity", "":
      if let length, length > body.limit { return fail(.bodyTooLarge, "the server announces \(length) bytes") }
      body.expect(length ?? 0)
    case "gzip", "x-gzip":
      gunzip = Gunzip()
      guard gunzip != nil else { return fail(.other, "out of memory for the body") }
      body.expect(min(length ?? 0, body.limit / 4) * 4)
    case let other:
      return fail(.badEncoding, "content encoding \(.word(other) ?? .withheld) was not asked for")
    }
    return true
  }

  private func beginStream(_ sink: any ResponseSink) -> Bool {
    let encoding = header("Content-Encoding")?.lowercased() ?? "identity"
    guard ["identity", ""].contains(encoding) else {
      return fail(.badEncoding, "content encoding \(.word(encoding) ?? .withheld) was not asked for")
    }
    isStreaming = true
    return goesOn(sink.begin(HTTPResponse(status: status, headers: headers)))
  }

  private func goesOn(_ isWanted: Bool) -> Bool {
    hasEnough = !isWanted
    return isWanted
  }

  private func header(_ name: String) -> String? {
    headers.last { $0.name.lowercased() == name.lowercased() }?.value
  }

  private func fail(_ kind: TransportError.Kind, _ detail: SafeText) -> Bool {
    failure = (kind, detail)
    return false
  }
}

extension EasyHandle {
  /// Passes headers and body to `receiver`, which must outlive the transfer.
  func deliver(to receiver: ResponseReceiver) {
    let pointer = Unmanaged.passUnretained(receiver).toOpaque()
    set(CURLOPT_HEADERDATA, pointer: pointer)
    set(CURLOPT_WRITEDATA, pointer: pointer)
    note(ccurl_set_receiver(self.pointer, CURLOPT_HEADERFUNCTION, receiveHeader))
    note(ccurl_set_receiver(self.pointer, CURLOPT_WRITEFUNCTION, receiveBody))
  }
}

/// libcurl's header callback; any count but the one given ends the transfer.
private func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let receiver = Unmanaged<ResponseReceiver>.fromOpaque(context).takeUnretainedValue()
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return receiver.receive(headerLine: line) ? line.count : line.count &+ 1
}

/// libcurl's body callback; any count but the one given ends the transfer.
private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let receiver = Unmanaged<ResponseReceiver>.fromOpaque(context).takeUnretainedValue()
  let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return receiver.receive(body: piece) ? piece.count : piece.count &+ 1
}
