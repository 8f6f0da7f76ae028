import Glibc

/// Keeps one copy of each text of a list, so that equal names share their memory.
///
/// A hundred thousand pods name a few thousand nodes, namespaces and workloads. Texts are looked up by their bytes,
/// before a `String` is made of them: an open hash table with linear probing.
struct StringInterner {
  private var texts: [String] = []
  /// Indices into `texts` plus one; 0 marks a free slot. The count is a power of two.
  private var slots = [UInt32](repeating: 0, count: 1024)

  /// The text of these bytes; nil if they are not UTF-8.
  mutating func text(_ bytes: UnsafeRawBufferPointer) -> String? {
    // A `String` of up to 15 bytes holds them itself and allocates nothing.
    if bytes.count <= 15 { return String(utf8: bytes) }
    var slot = Self.hash(bytes) & (slots.count - 1)
    while slots[slot] != 0 {
      let text = texts[Int(slots[slot]) - 1]
      if Self.isEqual(text, bytes) { return text }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard let text = String(utf8: bytes) else { return nil }
    insert(text, at: slot)
    return text
  }

  /// The same text, in the copy that is kept.
  mutating func text(_ text: String) -> String {
    var text = text
    return text.withUTF8 { self.text(UnsafeRawBufferPointer($0)) } ?? text
  }

  private mutating func insert(_ text: String, at slot: Int) {
    texts.append(text)
    slots[slot] = UInt32(texts.count)
    if texts.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for index in texts.indices {
      var slot = texts[index].withUTF8 { Self.hash(UnsafeRawBufferPointer($0)) } & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }

  private static func isEqual(_ text: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { stored in
      guard stored.count == bytes.count, let left = stored.baseAddress, let right = bytes.baseAddress else {
        return stored.isEmpty && bytes.isEmpty
      }
      return memcmp(left, right, bytes.count) == 0
    } ?? text.utf8.elementsEqual(bytes)
  }

  /// Multiplies and folds eight bytes at a time.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
    var hash = UInt64(bytes.count)
    var offset = 0
    while offset + 8 <= bytes.count {
      hash = mix(hash, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    return Int(truncatingIfNeeded: mix(hash, rest) & 0x7FFF_FFFF)
  }

  private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}
