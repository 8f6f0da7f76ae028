/// The words of a message that its author chose, as UTF-8. What users wrote is blanked out byte for byte: taints and
/// labels in braces, names in quotes, values in parentheses. A taint may be called `volume`, a claim `affinity`.
///
/// A brace or a quote that is never closed hides all that follows, which is right for a message that was cut.
struct ComponentWords {
  /// As long as the text; each byte of a user is 0.
  let bytes: [UInt8]

  init(_ text: some StringProtocol) {
    var bytes = Array(text.utf8)
    var enclosure = Enclosure()
    for index in bytes.indices where enclosure.hides(bytes[index]) { bytes[index] = 0 }
    self.bytes = bytes
  }

  func contains(_ phrase: StaticString) -> Bool {
    bytes.withUnsafeBufferPointer { $0.firstOffset(ofASCII: phrase) != nil }
  }
}

/// Follows which braces, parentheses and quotes are open, from byte to byte.
private struct Enclosure {
  /// What closes the open ones, the innermost last.
  private var closers: [UInt8] = []
  private var isEscaped = false
  private var previous = UInt8(ascii: " ")

  /// Whether `byte` lies within braces, parentheses or quotes or is one of them.
  mutating func hides(_ byte: UInt8) -> Bool {
    defer { previous = byte }
    guard let closer = closers.last else { return opens(byte) }
    if isEscaped {
      isEscaped = false
    } else if byte == closer {
      closers.removeLast()
    } else if closer == UInt8(ascii: "\"") || closer == UInt8(ascii: "'") {
      isEscaped = byte == UInt8(ascii: "\\")
    } else {
      _ = opens(byte)
    }
    return true
  }

  private mutating func opens(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "{"): closers.append(UInt8(ascii: "}"))
    case UInt8(ascii: "("): closers.append(UInt8(ascii: ")"))
    case UInt8(ascii: "\""): closers.append(byte)
    // Behind a letter it is an apostrophe: `didn't`, `Pod's`.
    case UInt8(ascii: "'") where !isWord(previous): closers.append(byte)
    default: return false
    }
    return true
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ")"), 0x80...: true
    default: false
    }
  }
}
