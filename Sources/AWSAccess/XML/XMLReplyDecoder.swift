package import OutsideText
package import Transport

/// What one kind of XML reply is made of: the elements that matter, and what to do as each of them ends.
///
/// A decoder keeps no tree. It gets the elements it named in the order in which they end, so a container ends after all
/// that it holds, and a value can be put together when its `item` ends.
package protocol XMLReplyDecoder {
  /// The decoder's own names for the elements that it reads.
  associatedtype Element: Sendable

  /// The local name of the document's root element, for example `DescribeSubnetsResponse`.
  static var root: String { get }

  /// Paths below the root, of local names joined by `/`; every other element is skipped with all that it holds.
  static var elements: [(path: String, element: Element)] { get }

  /// An element has ended.
  /// - Parameter text: the character data of a leaf; empty for an element that holds others of `elements`.
  mutating func end(_ element: Element, text: String) throws(XMLReplyError)

  /// The same for the element at this place of `elements`: lets the walk through a document do without generic code.
  mutating func end(at index: Int, text: String) throws(XMLReplyError)
}

/// Why an XML reply cannot be read. Nothing of it counts then, not even what came before the fault.
package enum XMLReplyError: Error, Equatable, Sendable {
  /// Not well-formed, at this line.
  case malformed(line: Int)
  /// The document ends before its root element does.
  case truncated
  /// Another document: the root element has another name.
  case wrongRoot(expected: SafeText, found: SafeText?)
  /// A document type declaration, which no AWS service sends: entities are never expanded.
  case documentType
  /// An item lacks an element without which it has no meaning.
  case missing(element: SafeText, item: SafeText)
  /// An element's text is not of its kind.
  case invalid(element: SafeText)
}

extension XMLReplyDecoder {
  /// Reads a reply from its first byte to its last.
  /// - Throws: `XMLReplyError` if it is not a whole, well-formed document of the right kind.
  package mutating func decode(_ body: ResponseBody) throws(XMLReplyError) {
    try body.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws(XMLReplyError) in try decode(bytes) }
  }

  /// Reads a reply from its first byte to its last; the bytes are not copied as a whole.
  /// - Throws: `XMLReplyError` if it is not a whole, well-formed document of the right kind.
  package mutating func decode(_ bytes: UnsafeRawBufferPointer) throws(XMLReplyError) {
    let walk = XMLReplyWalk(self, root: Self.root, paths: Self.elements.map(\.path))
    if let decoder = try walk.read(bytes) as? Self { self = decoder }
  }

  /// Looks the element up.
  package mutating func end(at index: Int, text: String) throws(XMLReplyError) {
    try end(Self.elements[index].element, text: text)
  }
}
