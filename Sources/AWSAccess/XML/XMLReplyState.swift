import OutsideText
/// Where a walk through a document stands.
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
  /// The root's name has a prefix, and so have those below it.
  private var isPrefixed = false

  init(decoder: any XMLReplyDecoder, root: String, paths: [String]) {
    self.decoder = decoder
    self.root = root
    tree = XMLElementNode(rootOf: paths)
  }

  /// An element begins; false if the document is of no use.
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

  /// Text inside an element, in one or more pieces.
  mutating func add(_ characters: String) {
    guard wantsText else { return }
    if text.isEmpty { text = characters } else { text += characters }
  }

  /// An element ends; false if what it holds is of no use.
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

/// An element that a decoder wants, and those that it wants below it.
final class XMLElementNode: Sendable {
  /// The place of the element in the decoder's list; nil if it is only on the way to others.
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
    // In the order of the decoder's list, which may put first what comes most often.
    children = below.sorted { ($0.value.first?.index ?? 0) < ($1.value.first?.index ?? 0) }.map { name, places in
      XMLElementNode(name: name, places.map { ($0.names.dropFirst(), $0.index) })
    }
  }

  var isLeaf: Bool { children.isEmpty }

  /// Few children each, and most names fit into a string's own sixteen bytes: comparing beats hashing.
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
