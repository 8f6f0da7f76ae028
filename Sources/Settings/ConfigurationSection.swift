import Yams

/// A mapping of the configuration file, all of whose keys are known.
struct ConfigurationSection {
  private let mapping: Node.Mapping
  private let path: String
  /// The line the mapping begins on.
  let line: Int?

  /// Takes `node` as a mapping with no other keys than `keys`.
  init(node: Node, name: String, keys: [String], path: String) throws(ConfigurationError) {
    self.path = path
    line = node.mark?.line
    // An empty section ("log:") is one without keys.
    if node.null != nil {
      mapping = Node.Mapping([])
      return
    }
    guard let mapping = node.mapping else {
      throw .invalidValue(path: path, line: line, key: name, expected: "a mapping of keys to values")
    }
    for (key, _) in mapping {
      guard let text = key.string, keys.contains(text) else {
        throw .unknownKey(path: path, line: key.mark?.line, key: key.string ?? "?", known: keys)
      }
    }
    self.mapping = mapping
  }

  /// A text; nil if the key is missing or null.
  func string(_ key: String) throws(ConfigurationError) -> String? {
    guard let node = value(key) else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else { throw invalid(key, "a text") }
    return text
  }

  /// `true` or `false`; nil if the key is missing or null.
  func boolean(_ key: String) throws(ConfigurationError) -> Bool? {
    guard let node = value(key) else { return nil }
    guard let boolean = node.bool else { throw invalid(key, "true or false") }
    return boolean
  }

  /// The items of a list; none if the key is missing or null.
  func list(_ key: String) throws(ConfigurationError) -> [Node] {
    guard let node = value(key) else { return [] }
    guard let sequence = node.sequence else { throw invalid(key, "a list") }
    return Array(sequence)
  }

  /// A mapping below this one; nil if the key is missing.
  func section(_ key: String, keys: [String]) throws(ConfigurationError) -> ConfigurationSection? {
    guard let node = mapping[Node(key)] else { return nil }
    return try ConfigurationSection(node: node, name: key, keys: keys, path: path)
  }

  /// The error for a value of the wrong form.
  func invalid(_ key: String, _ expected: String) -> ConfigurationError {
    .invalidValue(path: path, line: mapping[Node(key)]?.mark?.line ?? line, key: key, expected: expected)
  }

  private func value(_ key: String) -> Node? {
    guard let node = mapping[Node(key)], node.null == nil else { return nil }
    return node
  }
}
