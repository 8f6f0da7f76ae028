import Glibc

/// Gathers a body in one buffer that grows in place where the allocator can.
final class BodyBuffer {
  /// Why bytes were not taken.
  enum Problem {
    /// The body would be larger than it may be.
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

  /// An announced length is believed up to here; beyond, the buffer grows with what really comes.
  private static let largestReservation = 64 << 20
  private static let smallestCapacity = 16 << 10

  init(limit: Int) {
    self.limit = limit
  }

  deinit {
    free(start)
  }

  /// Makes room for a body of this length, of which nothing has come yet.
  func expect(_ length: Int) {
    let room = min(length, Self.largestReservation)
    if room > capacity { _ = resize(to: room) }
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

  /// Lets `write` fill free room, one byte beyond the limit at most; it returns how many bytes it wrote.
  func appendInPlace(_ write: (UnsafeMutableRawBufferPointer) -> Int) -> Problem? {
    if capacity - count < Self.smallestCapacity, !reserve(count + Self.smallestCapacity) { return .memory }
    guard let start else { return .memory }
    count += write(UnsafeMutableRawBufferPointer(start: start + count, count: min(capacity, limit + 1) - count))
    return count > limit ? .limit : nil
  }

  /// Hands the buffer over, cut to its contents. What is left here is empty.
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
