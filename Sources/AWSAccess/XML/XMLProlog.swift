/// What stands before a document's root element.
enum XMLProlog {
  /// Lets a document pass that is UTF-8 throughout and has no document type declaration.
  ///
  /// Declarations can stand nowhere but before the root element (XML 1.0, production 22).
  /// - Throws: `.documentType`, or `.malformed` for what does not begin like XML in UTF-8.
  static func check(_ bytes: UnsafeRawBufferPointer) throws(XMLReplyError) {
    // Foundation's parser ends the process on an element name that is not UTF-8.
    let isUTF8 = bytes.withMemoryRebound(to: UInt8.self) { (try? UTF8Span(validating: $0.span)) != nil }
    guard isUTF8 else { throw .malformed(line: 1) }
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    while true {
      rest = rest.drop(while: isBlank)
      if rest.starts(with: "<?".utf8) {
        rest = try after("?>", in: rest)
      } else if rest.starts(with: "<!--".utf8) {
        rest = try after("-->", in: rest.dropFirst(4))
      } else if rest.starts(with: "<!".utf8) {
        throw .documentType
      } else if rest.first == UInt8(ascii: "<"), rest.dropFirst().first != 0 {
        return
      } else {
        throw rest.isEmpty ? .truncated : .malformed(line: 1)
      }
    }
  }

  /// Blank, tab and the line breaks.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func after(
    _ mark: StaticString, in bytes: Slice<UnsafeRawBufferPointer>
  ) throws(XMLReplyError) -> Slice<UnsafeRawBufferPointer> {
    let wanted = Array(mark.description.utf8)
    var rest = bytes
    while !rest.starts(with: wanted) {
      guard !rest.isEmpty else { throw .truncated }
      rest = rest.dropFirst()
    }
    return rest.dropFirst(wanted.count)
  }
}
