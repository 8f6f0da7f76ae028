/// Turns a document's nodes into values: follows aliases within the budget, and applies merge keys.
struct YAMLExpansion {
  let graph: YAMLGraph
  let dialect: YAMLDialect
  private var budget = AliasBudget()
  private var depth = 0
  /// The targets of the aliases that are being followed.
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
    // JSON cannot represent such numbers, so kubectl rejects them, unless a later key overrides them.
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

  /// Records a key of the mapping itself.
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

  /// Whether a node is a scalar or an alias of one; other keys are rejected without following them.
  private func isScalar(_ node: Int) -> Bool {
    if case .scalar = graph.nodes[target(of: node)] { true } else { false }
  }

  private func isMergeKey(_ node: Int) -> Bool {
    if case .scalar(let scalar) = graph.nodes[node] { scalar.isMergeKey } else { false }
  }

  private func target(of node: Int) -> Int {
    if case .alias(let target) = graph.nodes[node] { target } else { node }
  }
}

extension YAMLExpansion {
  /// The members of a merge key: those of a mapping, or of several, of which the first has priority.
  private mutating func merged(_ node: Int) throws(YAMLProblem) -> [String: YAMLMember] {
    guard case .list(let children) = graph.nodes[node] else { return try mergedMapping(node) }
    var members: [String: YAMLMember] = [:]
    // From the end, as in go-yaml, so that a problem in a later one is found as well.
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
  /// The line of a number that is infinite or NaN; nil if there is none.
  fileprivate var lineOfInfinity: Int? {
    switch content {
    case .number(let number): number.isFinite ? nil : line
    case .list(let values): values.lazy.compactMap(\.lineOfInfinity).first
    case .map(let members): members.values.lazy.compactMap(\.value.lineOfInfinity).first
    case .null, .bool, .integer, .string: nil
    }
  }
}

/// The part of a document that may come from aliases.
///
/// A few lines of aliases of aliases can stand for millions of values. As in go-yaml, the values from aliases are limited to
/// a share of all values: nearly all of a small document, a tenth of a huge one.
/// Source: go.yaml.in/yaml/v2, decode.go (`allowedAliasRatio`).
struct AliasBudget {
  private var decoded = 0
  private var fromAliases = 0

  private static let low = 400_000
  private static let high = 4_000_000

  /// Counts a node.
  ///
  /// - Returns: false if too many nodes come from aliases.
  mutating func take(isFromAlias: Bool) -> Bool {
    decoded += 1
    if isFromAlias { fromAliases += 1 }
    guard fromAliases > 100, decoded > 1000 else { return true }
    return Double(fromAliases) / Double(decoded) <= Self.allowedShare(of: decoded)
  }

  static func allowedShare(of decoded: Int) -> Double {
    if decoded <= low { return 0.99 }
    if decoded >= high { return 0.10 }
    return 0.99 - 0.89 * Double(decoded - low) / Double(high - low)
  }
}
