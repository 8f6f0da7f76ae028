import CCurl
import Glibc

/// Collects a body in one buffer, which grows in place where the allocator can.
final class BodyBuffer {
  /// Why bytes cannot be added.
  enum Problem {
    /// The body would exceed its limit.
    case limit
    /// There is no memory.
    case memory
    /// The bytes are not gzip.
    case notGzip
  }

  /// The largest body, in bytes.
  let limit: Int
  private var start: UnsafeMutableRawPointer?
  private var count = 0
  private var capacity = 0

  /// The most that is reserved for an announced length; beyond it the buffer grows with the bytes that arrive.
  private static let largestReservation = 64 << 20
  private static let smallestCapacity = 16 << 10

  init(limit: Int) {
    self.limit = limit
  }

  deinit {
    free(start)
  }

  /// Reserves memory for a body of this length, before the first bytes.
  func expect(_ length: Int) {
    let reservation = min(length, Self.largestReservation)
    if reservation > capacity { _ = resize(to: reservation) }
  }

  /// Appends bytes.
  func append(_ bytes: UnsafeRawBufferPointer) -> Problem? {
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return nil }
    guard bytes.count <= limit - count else { return .limit }
    guard reserve(count + bytes.count), let start else { return .memory }
    (start + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
    return nil
  }

  /// Has `write` fill free memory, with at most one byte beyond the limit; it returns the number of bytes written.
  func appendInPlace(_ write: (UnsafeMutableRawBufferPointer) -> Int) -> Problem? {
    if capacity - count < Self.smallestCapacity, !reserve(count + Self.smallestCapacity) { return .memory }
    guard let start else { return .memory }
    count += write(UnsafeMutableRawBufferPointer(start: start + count, count: min(capacity, limit + 1) - count))
    return count > limit ? .limit : nil
  }

  /// Gives out the buffer, cut to its contents. This one is empty afterwards.
  func finish() -> ResponseBody {
    if count < capacity { _ = resize(to: count) }
    defer { (start, count, capacity) = (nil, 0, 0) }
    return ResponseBody(adopting: start, count: count)
  }

  private func reserve(_ needed: Int) -> Bool {
    needed <= capacity || resize(to: max(needed, capacity * 2, Self.smallestCapacity))
  }

  private func resize(to size: Int) -> Bool {
    guard size > 0 else {
      free(start)
      (start, capacity) = (nil, 0)
      return true
    }
    guard let moved = realloc(start, size) else { return false }
    (start, capacity) = (moved, size)
    return true
  }
}

/// Decompresses gzip piece by piece into the body's buffer. Source: RFC 1952.
///
/// Checksum and length of every member are checked, and a stream that ends early is recognised.
final class Gunzip {
  private let state: OpaquePointer
  private var isBetweenMembers = true
  private var hasStarted = false

  /// Nil without memory.
  init?() {
    guard let state = ccurl_gunzip_make() else { return nil }
    self.state = state
  }

  deinit {
    ccurl_gunzip_free(state)
  }

  /// Whether the stream may end here; an answer without a body is complete.
  var isComplete: Bool { isBetweenMembers }

  /// Decompresses one piece of the stream.
  func decompress(_ piece: UnsafeRawBufferPointer, into body: BodyBuffer) -> BodyBuffer.Problem? {
    var rest = piece[...]
    while !rest.isEmpty {
      if isBetweenMembers { beginMember() }
      if let problem = step(&rest, into: body) { return problem }
    }
    return nil
  }

  private func beginMember() {
    if hasStarted { ccurl_gunzip_restart(state) }
    hasStarted = true
    isBetweenMembers = false
  }

  /// Continues until a member ends or the input yields no more bytes.
  private func step(_ rest: inout Slice<UnsafeRawBufferPointer>, into body: BodyBuffer) -> BodyBuffer.Problem? {
    while true {
      var result = CCURL_GUNZIP_MORE
      var isBufferFull = false
      let problem = body.appendInPlace { buffer in
        let input = UnsafeRawBufferPointer(rebasing: rest)
        var consumed = 0
        var produced = 0
        result = ccurl_gunzip_step(
          state, input.baseAddress, input.count, buffer.baseAddress, buffer.count, &consumed, &produced)
        rest = rest.dropFirst(consumed)
        isBufferFull = produced == buffer.count
        return produced
      }
      if let problem { return problem }
      if result == CCURL_GUNZIP_BAD { return .notGzip }
      isBetweenMembers = result == CCURL_GUNZIP_END
      if isBetweenMembers || !isBufferFull { return nil }
    }
  }
}
