import CZlib

/// A tar archive of small files, whose bytes depend on nothing but their names and contents.
///
/// Source: POSIX.1-2017, pax, ustar interchange format.
struct TapeArchive {
  private var bytes: [UInt8] = []

  private static let blockSize = 512

  /// Adds a file, readable for its owner only. Its time is the epoch.
  ///
  /// - Parameter name: at most 100 bytes.
  mutating func add(_ name: String, _ contents: [UInt8]) {
    bytes += Self.header(name, size: contents.count)
    bytes += contents
    bytes += Array(repeating: 0, count: (Self.blockSize - contents.count % Self.blockSize) % Self.blockSize)
  }

  /// The whole archive, compressed by gzip; nil without memory.
  func compressed() -> [UInt8]? {
    let whole = bytes + Array(repeating: 0, count: 2 * Self.blockSize)
    let capacity = czlib_gzip_bound(whole.count)
    let result = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = czlib_gzip(whole, whole.count, buffer.baseAddress, capacity)
    }
    return result.isEmpty ? nil : result
  }

  private static func header(_ name: String, size: Int) -> [UInt8] {
    var block: [UInt8] = []
    func field(_ text: String, _ length: Int) {
      block += Array(text.utf8.prefix(length)) + zeros(length - text.utf8.count)
    }
    field(name, 100)
    field("0000600\0", 8)
    field("0000000\0", 8)
    field("0000000\0", 8)
    field(octal(size, digits: 11) + "\0", 12)
    field(octal(0, digits: 11) + "\0", 12)
    // While the checksum is computed, its own field counts as blanks.
    field("        ", 8)
    field("0", 1)
    field("", 100)
    field("ustar\u{0}00", 8)
    block += zeros(blockSize - block.count)
    let sum = block.reduce(0) { $0 + Int($1) }
    block.replaceSubrange(148..<156, with: Array((octal(sum, digits: 6) + "\0 ").utf8))
    return block
  }

  private static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: max(0, count)) }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
