import Foundation
import FoundationXML
import OutsideText

/// Reads a document with Foundation's SAX parser and passes the elements that a decoder names to it.
///
/// It uses `XMLParser(stream:)`, because `XMLParser(data:)` refuses documents of 10 MB and more on Linux. `XMLParser` takes
/// a document that ends in the middle for complete, so the end of the root element is checked here; and it reports no
/// entities on Linux, so a document type declaration is looked for beforehand.
///
/// It is not generic: generic code would not be specialised for the decoders of other modules, which counts at a million
/// elements.
final class XMLReplyParser: NSObject, XMLParserDelegate {
  /// Behind a pointer, because the checks of exclusive access to a class's variable, three per element, would take a tenth
  /// of the time. The parser calls back from one thread and never from within a callback.
  private let storage: UnsafeMutablePointer<XMLReplyState>

  init(_ decoder: any XMLReplyDecoder, root: String, paths: [String]) {
    storage = .allocate(capacity: 1)
    storage.initialize(to: XMLReplyState(decoder: decoder, root: root, paths: paths))
    super.init()
  }

  deinit {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  private var state: XMLReplyState { storage.pointee }

  /// Reads the whole document.
  ///
  /// - Returns: the decoder with all that it has read.
  func parse(_ bytes: UnsafeRawBufferPointer) throws(XMLReplyError) -> any XMLReplyDecoder {
    // An empty stream never calls back, and its address may be nil.
    guard let start = bytes.baseAddress, !bytes.isEmpty else { throw .truncated }
    try XMLProlog.check(bytes)
    let data = Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
    let parser = XMLParser(stream: InputStream(data: data))
    parser.delegate = self
    let isAccepted = parser.parse()
    if let failure = state.failure { throw failure }
    guard isAccepted, parser.parserError == nil, state.position == .afterRoot else {
      // A document that ends inside its root element has been cut off; any other is malformed.
      let isCutOff = state.position == .inRoot && !endsWithRoot(bytes)
      throw isCutOff ? .truncated : .malformed(line: parser.lineNumber)
    }
    return state.decoder
  }

  private func endsWithRoot(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let end = bytes.lastIndex { !XMLProlog.isBlank($0) } ?? 0
    return bytes[...end].suffix(state.root.utf8.count + 1).elementsEqual("\(state.root)>".utf8)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if !storage.pointee.start(name) { parser.abortParsing() }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    storage.pointee.add(characters)
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    storage.pointee.add(String(decoding: block, as: UTF8.self))
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if !storage.pointee.end() { parser.abortParsing() }
  }
}

/// How far a document has been read.
struct XMLReplyState {
  /// Before, in or after the root element.
  enum Position {
    case beforeRoot
    case inRoot
    case afterRoot
  }

  /// The root element's local name.
  let root: String
  private(set) var decoder: any XMLReplyDecoder
  private(set) var failure: XMLReplyError?
  private(set) var position = Position.beforeRoot
  private let tree: XMLElementNode
  /// The wanted elements that are open, the root first.
  private var open: [XMLElementNode] = []
  /// How many elements are open below the last wanted one.
  private var skipped = 0
  private var text = ""
  private var wantsText = false
  /// Whether the root's name has a prefix, as then those below it have.
  private var isPrefixed = false

  init(decoder: any XMLReplyDecoder, root: String, paths: [String]) {
    self.decoder = decoder
    self.root = root
    tree = XMLElementNode(rootOf: paths)
  }

  /// Begins an element; false if the document is of no use.
  mutating func start(_ name: String) -> Bool {
    wantsText = false
    if skipped > 0 {
      skipped += 1
    } else if let current = open.last {
      enter(current.child(named: isPrefixed ? name.xmlLocalName : name))
    } else {
      return enterRoot(named: name)
    }
    return true
  }

  /// Adds text inside an element, of which there may be several pieces.
  mutating func add(_ characters: String) {
    guard wantsText else { return }
    if text.isEmpty { text = characters } else { text += characters }
  }

  /// Ends an element; false if what it holds is of no use.
  mutating func end() -> Bool {
    guard skipped == 0 else {
      skipped -= 1
      return true
    }
    guard failure == nil, let node = open.popLast() else { return false }
    if open.isEmpty { position = .afterRoot }
    wantsText = false
    guard let index = node.index else { return true }
    do throws(XMLReplyError) {
      try decoder.end(at: index, text: node.isLeaf ? text : "")
      return true
    } catch {
      failure = error
      return false
    }
  }

  private mutating func enter(_ node: XMLElementNode?) {
    guard let node else {
      skipped = 1
      return
    }
    open.append(node)
    text = ""
    wantsText = node.isLeaf
  }

  private mutating func enterRoot(named name: String) -> Bool {
    let localName = name.xmlLocalName
    isPrefixed = localName != name
    guard localName == root else {
      failure = .wrongRoot(expected: .word(root) ?? .withheld, found: .word(localName))
      return false
    }
    position = .inRoot
    open.append(tree)
    return true
  }
}

/// An element that a decoder wants, with those that it wants below it.
final class XMLElementNode: Sendable {
  /// The index of the element in the decoder's list; nil if it only holds others.
  let index: Int?
  private let name: String
  private let children: [XMLElementNode]

  /// The root, above all of these paths.
  convenience init(rootOf paths: [String]) {
    let places = paths.enumerated().map { (names: $1.split(separator: "/").map(String.init)[...], index: $0) }
    self.init(name: "", places)
  }

  private init(name: String, _ places: [(names: ArraySlice<String>, index: Int)]) {
    self.name = name
    index = places.first { $0.names.isEmpty }?.index
    let below = Dictionary(grouping: places.filter { !$0.names.isEmpty }) { $0.names.first ?? "" }
    // In the order of the decoder's list, which can put the most frequent first.
    children = below.sorted { ($0.value.first?.index ?? 0) < ($1.value.first?.index ?? 0) }.map { name, places in
      XMLElementNode(name: name, places.map { ($0.names.dropFirst(), $0.index) })
    }
  }

  var isLeaf: Bool { children.isEmpty }

  /// The wanted element of this name below this one. Elements have few children, and most names fit into a string's own
  /// sixteen bytes, so that comparing is faster than hashing.
  func child(named name: String) -> XMLElementNode? {
    for child in children where child.name == name { return child }
    return nil
  }
}

extension String {
  /// What follows an XML name's prefix; the whole name if there is none.
  var xmlLocalName: String {
    guard let colon = utf8.lastIndex(of: UInt8(ascii: ":")) else { return self }
    return String(self[utf8.index(after: colon)...])
  }
}

/// The part of a document before its root element.
enum XMLProlog {
  /// Checks that a document is UTF-8 throughout and has no document type declaration.
  ///
  /// A declaration can only come before the root element (XML 1.0, production 22).
  /// - Throws: `.documentType`; `.truncated` or `.malformed` for what does not begin like XML in UTF-8.
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
