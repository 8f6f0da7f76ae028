/// A request that reached the simulator, without the connection it came over.
struct SimulatedRequest: Sendable {
  var method: String
  /// The path, percent-decoded, without the query.
  var path: String
  /// The query's names and values, percent-decoded.
  var query: [String: String] = [:]
  /// The headers, by lower-case name.
  var headers: [String: String] = [:]
  var body: [UInt8] = []

  /// Whether changes are asked for, and not a list.
  var isWatch: Bool { query["watch"] == "1" || query["watch"] == "true" }

  /// The encodings of `Accept-Encoding` without their weights.
  var acceptsGzip: Bool {
    (headers["accept-encoding"] ?? "").split(separator: ",").contains { encoding in
      let parts = encoding.split(separator: ";").map { $0.filter { $0 != " " } }
      return parts.first == "gzip" && !parts.dropFirst().contains("q=0")
    }
  }
}

/// The simulator's answer to a request.
struct SimulatedResponse: Sendable, Equatable {
  var status = 200
  var contentType: String
  /// Further headers: name and value.
  var headers: [[String]] = []
  var body: [UInt8]
  /// What goes on telling after the body; nil for an answer that ends with it.
  var watch: SimulatedWatch?
}

/// A token that says where the next page begins: it is opaque to clients.
///
/// Unpadded base64url, as the API server and EC2 write theirs.
enum OpaqueToken {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  static func encode(_ text: String) -> String {
    var (token, bits, count): ([UInt8], UInt32, UInt32) = ([], 0, 0)
    for byte in text.utf8 {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        token.append(alphabet[Int(bits >> count & 63)])
      }
    }
    if count > 0 { token.append(alphabet[Int(bits << (6 - count) & 63)]) }
    return String(decoding: token, as: UTF8.self)
  }

  /// The text behind a token; nil if it is none.
  static func decode(_ token: some StringProtocol) -> String? {
    var (text, bits, count): ([UInt8], UInt32, UInt32) = ([], 0, 0)
    for character in token.utf8 {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        text.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return String(validating: text, as: UTF8.self)
  }
}

/// Gzip without compression: valid for every reader, and free of a library of its own.
enum Gzip {
  /// The bytes as one gzip member of stored blocks.
  ///
  /// Source: RFC 1952 (member), RFC 1951 section 3.2.4 (stored blocks of at most 65,535 bytes).
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
      let end = min(start + 65_535, bytes.count)
      let length = UInt16(end - start)
      result.append(end == bytes.count ? 1 : 0)
      result += littleEndian(length) + littleEndian(~length) + bytes[start..<end]
      start = end
    } while start < bytes.count
    return result + littleEndian(checksum(bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  /// CRC-32, one table entry per byte. Source: RFC 1952 section 8.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }
}
