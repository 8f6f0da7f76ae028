import Glibc

/// The bytes of a body, in one buffer that is freed with its last reference.
public final class ResponseBody: Sendable {
  private nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

  /// Takes over a buffer that came from `malloc` and holds `count` bytes; nobody else may use it from now on.
  ///
  /// The buffer is never written again, which is what makes sharing it between threads safe.
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

  /// The bytes as text; what is not UTF-8 becomes U+FFFD. For error messages and small documents.
  public var text: String {
    withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}
