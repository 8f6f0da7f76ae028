/// A document's nodes as they are written: an alias is one node, whatever it stands for.
struct YAMLGraph {
  /// Levels that a document may have, aliases followed. libyaml itself stops at 1,000.
  static let maximumDepth = 500
  /// Nodes that a document may be written with.
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

  /// Reads the first document; node 0 is its root, and there are no nodes if it is empty. What follows is not looked at.
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

  /// An anchor is known from its beginning on, so that an alias within its own value can be told.
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
