import Glibc

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
  /// The certificate that the server showed, where the request asked for it.
  public var certificate: ServerCertificate?

  /// By default without headers and body.
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

/// The bytes of a body, in one buffer that is freed with its last reference.
public final class ResponseBody: Sendable {
  private nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

  /// Takes over a buffer from `malloc` that holds `count` bytes.
  ///
  /// The buffer is never written again, so that it is safe to share between threads.
  init(adopting buffer: UnsafeMutableRawPointer?, count: Int) {
    bytes = UnsafeMutableRawBufferPointer(start: buffer, count: buffer == nil ? 0 : count)
  }

  /// A body with a copy of these bytes; empty by default.
  public convenience init(_ contents: some Sequence<UInt8> = []) {
    let array = Array(contents)
    let buffer = array.isEmpty ? nil : malloc(array.count)
    precondition(array.isEmpty || buffer != nil, "out of memory")
    array.withUnsafeBytes { source in
      if let buffer, let start = source.baseAddress { buffer.copyMemory(from: start, byteCount: source.count) }
    }
    self.init(adopting: buffer, count: array.count)
  }

  deinit {
    free(bytes.baseAddress)
  }

  /// How many bytes there are.
  public var count: Int { bytes.count }

  /// Calls `work` with the bytes, which must not be used after it returns.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ work: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try work(UnsafeRawBufferPointer(bytes))
  }

  /// The bytes as text; what is not UTF-8 becomes U+FFFD.
  public var text: String {
    withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}
