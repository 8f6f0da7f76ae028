public import OutsideText
public import Transport

/// Reads one kind of XML reply: the elements that matter, and what to do at the end of each.
///
/// A decoder keeps no tree. It gets the elements that it names in the order in which they end, so a container comes after
/// all that it holds, and a value can be completed when its `item` ends.
public protocol XMLReplyDecoder {
  /// The decoder's own names for the elements that it reads.
  associatedtype Element: Sendable

  /// The local name of the document's root element, for example `DescribeSubnetsResponse`.
  static var root: String { get }

  /// Paths below the root, as local names joined by `/`; every other element is skipped with all that it holds.
  static var elements: [(path: String, element: Element)] { get }

  /// Takes in an element that has ended.
  /// - Parameter text: the character data of a leaf; empty for an element that holds others of `elements`.
  /// - Throws: `XMLReplyError` if the reply is of no use.
  mutating func end(_ element: Element, text: String) throws(XMLReplyError)

  /// The same for the element at this index of `elements`, so that the parser needs no generic code.
  mutating func end(at index: Int, text: String) throws(XMLReplyError)
}

extension XMLReplyDecoder {
  /// Reads a reply from its first byte to its last.
  /// - Throws: `XMLReplyError` if it is not a whole, well-formed document of the right kind.
  public mutating func decode(_ body: ResponseBody) throws(XMLReplyError) {
    try body.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws(XMLReplyError) in try decode(bytes) }
  }

  /// Reads a reply from its first byte to its last; the bytes are not copied as a whole.
  /// - Throws: `XMLReplyError` if it is not a whole, well-formed document of the right kind.
  public mutating func decode(_ bytes: UnsafeRawBufferPointer) throws(XMLReplyError) {
    let parser = XMLReplyParser(self, root: Self.root, paths: Self.elements.map(\.path))
    if let decoder = try parser.parse(bytes) as? Self { self = decoder }
  }

  /// Looks the element up.
  public mutating func end(at index: Int, text: String) throws(XMLReplyError) {
    try end(Self.elements[index].element, text: text)
  }
}

/// Why an XML reply cannot be read. Then nothing of it counts, not even what came before the fault.
public enum XMLReplyError: Error, Equatable, Sendable {
  /// Not well-formed, at this line.
  case malformed(line: Int)
  /// The document ends before its root element.
  case truncated
  /// Another document: the root element has another name.
  case wrongRoot(expected: SafeText, found: SafeText?)
  /// There is a document type declaration, which no AWS service sends. Entities are never expanded.
  case documentType
  /// An item lacks an element without which it has no meaning.
  case missing(element: SafeText, item: SafeText)
  /// An element's text does not have the element's type.
  case invalid(element: SafeText)
}

extension XMLReplyError: CustomStringConvertible {
  /// The fault, in a few words.
  public var description: String { words.text }

  /// The fault, in a few words.
  public var words: SafeText {
    switch self {
    case .malformed(let line): "it is not well-formed XML (line \(line))"
    case .truncated: "the XML breaks off before its end"
    case .wrongRoot(let expected, let found): "it is \(found ?? "another document") instead of \(expected)"
    case .documentType: "it declares entities, which AWS never does"
    case .missing(let element, let item): "\(item) lacks \(element)"
    case .invalid(let element): "\(element) has a value that EC2 does not document"
    }
  }
}
