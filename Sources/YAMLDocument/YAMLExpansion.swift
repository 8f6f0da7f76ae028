/// Makes values of a document's nodes: follows aliases, as far as the budget goes, and applies merge keys.
struct YAMLExpansion {
  let graph: YAMLGraph
  let dialect: YAMLDialect
  private var budget = AliasBudget()
  private var depth = 0
  /// The aliases' targets that are being followed.
  private var followed: [Int] = []

  init(graph: YAMLGraph, dialect: YAMLDialect) {
    self.graph = graph
    self.dialect = dialect
  }

  /// The whole document.
  ///
  /// - Throws: `YAMLProblem`.
  mutating func document() throws(YAMLProblem) -> YAMLValue {
    guard !graph.nodes.isEmpty else { return .null }
    let document = try value(of: 0)
    // JSON has no form for such numbers, so that kubectl refuses them; one that a later key overrides does no harm.
    if let line = document.lineOfInfinity { throw YAMLProblem(.notFinite, line: line) }
    return document
  }

  private mutating func value(of node: Int) throws(YAMLProblem) -> YAMLValue {
    let line = graph.lines[node]
    guard budget.take(isFromAlias: !followed.isEmpty) else { throw YAMLProblem(.excessiveAliasing, line: line) }
    depth += 1
    defer { depth -= 1 }
    guard depth <= YAMLGraph.maximumDepth else { throw YAMLProblem(.nestedTooDeeply, line: line) }
    switch graph.nodes[node] {
    case .scalar(let scalar): return YAMLValue(try scalar.content(line: line), text: scalar.text, line: line)
    case .list(let children): return YAMLValue(.list(try values(of: children)), line: line)
    case .map(let pairs): return YAMLValue(.map(try members(of: pairs)), line: line)
    case .alias(let target): return try following(target, line)
    }
  }

  private mutating func following(_ target: Int, _ line: Int) throws(YAMLProblem) -> YAMLValue {
    guard !followed.contains(target) else { throw YAMLProblem(.selfReference, line: line) }
    followed.append(target)
    defer { followed.removeLast() }
    return try value(of: target)
  }

  private mutating func values(of children: [Int]) throws(YAMLProblem) -> [YAMLValue] {
    var values: [YAMLValue] = []
    for child in children { values.append(try value(of: child)) }
    return values
  }

  private mutating func members(of pairs: [(key: Int, value: Int)]) throws(YAMLProblem) -> [String: YAMLMember] {
    var members: [String: YAMLMember] = [:]
    var own: Set<String> = []
    for pair in pairs {
      if isMergeKey(pair.key) {
        try note("<<", in: &own, pair.key)
        let merged = try merged(pair.value)
        members.merge(merged) { old, new in dialect == .kubernetes ? new : old }
      } else {
        let key = try key(pair.key)
        try note(key, in: &own, pair.key)
        members[key] = YAMLMember(value: try value(of: pair.value), line: graph.lines[pair.key])
      }
    }
    return members
  }

  /// Takes note of a key that stands in the mapping itself.
  private func note(_ key: String, in own: inout Set<String>, _ node: Int) throws(YAMLProblem) {
    guard own.insert(key).inserted || dialect == .kubernetes else {
      throw YAMLProblem(.duplicateKey, line: graph.lines[node])
    }
  }

  private mutating func key(_ node: Int) throws(YAMLProblem) -> String {
    let line = graph.lines[node]
    guard isScalar(node) else { throw YAMLProblem(.keyIsNoText, line: line) }
    let value = try value(of: node)
    switch value.content {
    case .string(let text): return text
    case .bool(let isTrue): return isTrue ? "true" : "false"
    case .integer(let number): return String(number)
    case .number: return value.text
    case .null, .list, .map: throw YAMLProblem(.keyIsNoText, line: line)
    }
  }

  /// Whether a node is a scalar or an alias of one: a key that is more is not even looked into.
  private func isScalar(_ node: Int) -> Bool {
    switch graph.nodes[target(of: node)] {
    case .scalar: true
    default: false
    }
  }

  private func isMergeKey(_ node: Int) -> Bool {
    if case .scalar(let scalar) = graph.nodes[node] { scalar.isMergeKey } else { false }
  }

  private func target(of node: Int) -> Int {
    if case .alias(let target) = graph.nodes[node] { target } else { node }
  }
}

extension YAMLExpansion {
  /// What a merge key brings: the members of a mapping, or of several, of which the first wins.
  private mutating func merged(_ node: Int) throws(YAMLProblem) -> [String: YAMLMember] {
    guard case .list(let children) = graph.nodes[node] else { return try mergedMapping(node) }
    var members: [String: YAMLMember] = [:]
    // From the end, as in go-yaml, so that a problem in a later one is found, too.
    for child in children.reversed() {
      members.merge(try mergedMapping(child)) { _, new in new }
    }
    return members
  }

  private mutating func mergedMapping(_ node: Int) throws(YAMLProblem) -> [String: YAMLMember] {
    guard case .map = graph.nodes[target(of: node)] else {
      throw YAMLProblem(.mergeNeedsMapping, line: graph.lines[node])
    }
    return try value(of: node).members ?? [:]
  }
}

extension YAMLValue {
  /// The line of a number that is infinite or none; nil if there is no such number.
  fileprivate var lineOfInfinity: Int? {
    switch content {
    case .number(let number): number.isFinite ? nil : line
    case .list(let values): values.lazy.compactMap(\.lineOfInfinity).first
    case .map(let members): members.values.lazy.compactMap(\.value.lineOfInfinity).first
    case .null, .bool, .integer, .string: nil
    }
  }
}
