/// Wraps bytes as a gzip stream of stored blocks, without a compression library. Source: RFC 1951 §3.2.4, RFC 1952.
enum StoredGzip {
  static func encode(_ body: [UInt8]) -> [UInt8] {
    let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]
    return header + blocks(body) + littleEndian(checksum(body)) + littleEndian(UInt32(truncatingIfNeeded: body.count))
  }

  private static func blocks(_ body: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    repeat {
      let block = body[start..<min(start + 0xffff, body.count)]
      start = block.endIndex
      let count = UInt16(block.count)
      result.append(start == body.count ? 1 : 0)
      result += [UInt8(count & 0xff), UInt8(count >> 8), UInt8(~count & 0xff), UInt8(~count >> 8)]
      result += block
    } while start < body.count
    return result
  }

  private static func checksum(_ body: [UInt8]) -> UInt32 {
    ~body.reduce(UInt32.max) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xff)] ^ (sum >> 8) }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
  }

  private static func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
