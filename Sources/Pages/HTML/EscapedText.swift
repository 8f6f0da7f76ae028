/// Text as it stands in a page, between tags and in the quotes of an attribute.
enum EscapedText {
  /// Appends a text. `& < > "` are escaped; what would move, hide or reorder text is shown by its number in Unicode, as
  /// `\u{202e}`; a text with characters that are written from right to left begins with U+2068 and ends with U+2069, which
  /// isolate it.
  ///
  /// Source: https://html.spec.whatwg.org/multipage/parsing.html; UAX #9 section 2.4 for isolates.
  static func append(_ text: String, to output: inout [UInt8]) {
    var text = text
    let isPlain = text.withUTF8 { bytes in
      guard bytes.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }) else { return false }
      append(ascii: bytes, to: &output)
      return true
    }
    if !isPlain { append(scalars: text, to: &output) }
  }

  /// Copies runs as a whole: most texts have nothing to escape.
  private static func append(ascii bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    var start = 0
    for index in bytes.indices {
      guard let escape = escape(of: bytes[index]) else { continue }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
      output.append(escape)
      start = index + 1
    }
    output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
  }

  private static func append(scalars text: String, to output: inout [UInt8]) {
    let isIsolated = text.unicodeScalars.contains(where: isRightToLeft)
    if isIsolated { output += "\u{2068}".utf8 }
    for scalar in text.unicodeScalars { append(scalar, to: &output) }
    if isIsolated { output += "\u{2069}".utf8 }
  }

  private static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
    if scalar.isASCII, let escape = escape(of: UInt8(scalar.value)) {
      output.append(escape)
    } else if isHidden(scalar) {
      output += "\\u{\(String(scalar.value, radix: 16))}".utf8
    } else {
      output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }
  }

  private static func escape(of byte: UInt8) -> StaticString? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    default: nil
    }
  }

  /// Control and format characters, except line breaks and the joiners that scripts and emoji need; separators of lines;
  /// what is not assigned or private, which fonts show as nothing.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x200C, 0x200D: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: return true
    default: return false
    }
  }

  /// The blocks of scripts that are written from right to left.
  ///
  /// Source: Unicode 16, DerivedBidiClass.txt, the ranges whose default is R or AL.
  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }

  /// Appends a JSON document for a `script` element: without `<`, which could end it.
  static func append(json bytes: [UInt8], to output: inout [UInt8]) {
    for byte in bytes {
      if byte == UInt8(ascii: "<") { output += "\\u003c".utf8 } else { output.append(byte) }
    }
  }
}
