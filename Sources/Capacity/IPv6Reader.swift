import TextEncoding

/// Reads the text of an IPv6 address into its eight groups.
struct IPv6Reader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// The eight groups; nil if the text is no IPv6 address.
  mutating func groups() -> [UInt16]? {
    var head: [UInt16] = []
    if !skip("::") {
      guard let groups = run() else { return nil }
      head = groups
      if position == bytes.count { return head.count == 8 ? head : nil }
      guard skip("::") else { return nil }
    }
    guard let tail = position == bytes.count ? [] : run(), position == bytes.count, head.count + tail.count < 8
    else { return nil }
    return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
  }

  /// Reads groups up to `::` or the end, where a dotted address may stand for the last two.
  private mutating func run() -> [UInt16]? {
    var groups: [UInt16] = []
    repeat {
      if let dotted = IPv4Address(utf8: bytes[position...]) {
        position = bytes.count
        groups += [UInt16(dotted.bits >> 16), UInt16(truncatingIfNeeded: dotted.bits)]
      } else if let group = hexadecimalGroup() {
        groups.append(group)
      } else {
        return nil
      }
    } while groups.count <= 8 && !isAt("::") && skip(":")
    return groups
  }

  /// Reads one to four hexadecimal digits.
  private mutating func hexadecimalGroup() -> UInt16? {
    let start = position
    var group: UInt16 = 0
    while position < bytes.count, position < start + 4, let digit = Hexadecimal.value(ofDigit: bytes[position]) {
      group = group << 4 | UInt16(digit)
      position += 1
    }
    return position > start ? group : nil
  }

  private func isAt(_ separator: StaticString) -> Bool {
    separator.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  private mutating func skip(_ separator: StaticString) -> Bool {
    guard isAt(separator) else { return false }
    position += separator.utf8CodeUnitCount
    return true
  }
}
