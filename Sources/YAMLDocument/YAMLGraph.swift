import CYaml

/// A document's nodes as they are written: an alias is one node, whatever it refers to.
struct YAMLGraph {
  /// The most levels of a document, with aliases followed. libyaml itself stops at 1,000.
  static let maximumDepth = 500
  /// The most nodes that a document may be written with.
  static let maximumNodes = 1_000_000

  enum Node {
    case scalar(YAMLScalar)
    case list([Int])
    case map([(key: Int, value: Int)])
    /// Of the node with this number.
    case alias(Int)
  }

  private(set) var nodes: [Node] = []
  private(set) var lines: [Int] = []
  /// The latest node of each anchor so far.
  private var anchors: [String: Int] = [:]

  /// A list or mapping whose end has not come yet.
  private struct Open {
    var node: Int
    var children: [Int] = []
  }

  /// Reads the first document and ignores what follows. Node 0 is the root; an empty document has no nodes.
  ///
  /// - Throws: `YAMLProblem`.
  init(_ bytes: [UInt8]) throws(YAMLProblem) {
    let events = try YAMLEvents(bytes)
    var open: [Open] = []
    while true {
      let event = try events.next()
      switch event.kind {
      case .documentStart: continue
      case .documentEnd: return
      case .end: close(&open)
      case .listStart, .mapStart, .scalar, .alias:
        let node = try add(event)
        if !open.isEmpty { open[open.count - 1].children.append(node) }
        if event.isContainer { open.append(Open(node: node)) }
        guard open.count <= Self.maximumDepth else { throw YAMLProblem(.nestedTooDeeply, line: event.line) }
      }
    }
  }

  /// Adds a node. An anchor is known from its beginning on, so that an alias within its own value is recognised.
  private mutating func add(_ event: YAMLEvents.Event) throws(YAMLProblem) -> Int {
    guard nodes.count < Self.maximumNodes else { throw YAMLProblem(.tooLarge, line: event.line) }
    let number = nodes.count
    nodes.append(try node(event))
    lines.append(event.line)
    if let anchor = event.anchor { anchors[anchor] = number }
    return number
  }

  private func node(_ event: YAMLEvents.Event) throws(YAMLProblem) -> Node {
    switch event.kind {
    case .scalar(let scalar): return .scalar(scalar)
    case .mapStart: return .map([])
    case .alias(let name):
      guard let target = anchors[name] else { throw YAMLProblem(.undefinedAlias, line: event.line) }
      return .alias(target)
    default: return .list([])
    }
  }

  private mutating func close(_ open: inout [Open]) {
    guard let last = open.popLast() else { return }
    guard case .map = nodes[last.node] else {
      nodes[last.node] = .list(last.children)
      return
    }
    let children = last.children
    nodes[last.node] = .map(
      stride(from: 0, to: children.count - 1, by: 2).map { (key: children[$0], value: children[$0 + 1]) })
  }
}

extension YAMLEvents.Event {
  fileprivate var isContainer: Bool {
    switch kind {
    case .listStart, .mapStart: true
    default: false
    }
  }
}

/// libyaml's events.
///
/// Yams' own tree hashes every key to find duplicates, which takes minutes for a key that is an alias of nested aliases;
/// here nothing is built from an alias before it is counted.
///
/// Source: https://pyyaml.org/wiki/LibYAML
final class YAMLEvents {
  /// A piece of a document.
  struct Event {
    enum Kind {
      case scalar(YAMLScalar)
      case alias(String)
      case listStart
      case mapStart
      /// The end of a list or a mapping.
      case end
      case documentStart
      /// The end of the document or, if there is none, of the text.
      case documentEnd
    }

    var kind: Kind
    /// The name by which aliases refer to it.
    var anchor: String?
    /// From 1 on.
    var line: Int
  }

  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// - Throws: `YAMLProblem` if there is no memory.
  init(_ bytes: [UInt8]) throws(YAMLProblem) {
    input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    _ = input.initialize(from: bytes)
    guard yaml_parser_initialize(parser) == 1 else { throw YAMLProblem(.tooLarge) }
    yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event, without those of the stream's start.
  ///
  /// - Throws: `YAMLProblem` if the text is not valid YAML.
  func next() throws(YAMLProblem) -> Event {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
      defer { yaml_event_delete(&event) }
      if let next = Event(event) { return next }
    }
  }

  private var problem: YAMLProblem {
    guard parser.pointee.error != YAML_MEMORY_ERROR, let words = parser.pointee.problem else {
      return YAMLProblem(.tooLarge)
    }
    // Problems of the reader have an offset and no line.
    let line = parser.pointee.error == YAML_READER_ERROR ? nil : Int(parser.pointee.problem_mark.line) + 1
    return .syntax(String(cString: words), line: line)
  }
}

extension YAMLEvents.Event {
  fileprivate init?(_ event: yaml_event_t) {
    line = Int(event.start_mark.line) + 1
    switch event.type {
    case YAML_ALIAS_EVENT:
      kind = .alias(Self.text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      anchor = Self.text(event.data.scalar.anchor)
      kind = .scalar(YAMLScalar(event.data.scalar.value, event.data.scalar.length, event))
    case YAML_SEQUENCE_START_EVENT:
      anchor = Self.text(event.data.sequence_start.anchor)
      kind = .listStart
    case YAML_MAPPING_START_EVENT:
      anchor = Self.text(event.data.mapping_start.anchor)
      kind = .mapStart
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .end
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT: kind = .documentEnd
    default: return nil
    }
  }

  fileprivate static func text(_ pointer: UnsafePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}

extension YAMLScalar {
  fileprivate init(_ value: UnsafePointer<UInt8>?, _ length: Int, _ event: yaml_event_t) {
    text = String(decoding: UnsafeBufferPointer(start: value, count: length), as: UTF8.self)
    tag = YAMLEvents.Event.text(event.data.scalar.tag)
    isPlain = event.data.scalar.plain_implicit != 0 && event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
  }
}
