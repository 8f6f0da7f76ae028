internal import OutsideText
internal import YAMLDocument

/// A mapping of the configuration file, all of whose keys are known.
struct ConfigurationSection {
  private let members: [String: YAMLMember]
  private let path: SafeText
  /// The line the mapping begins on.
  let line: Int?

  /// Takes `value` as a mapping with no other keys than `keys`. An empty section ("log:") is one without keys.
  init(_ value: YAMLValue, name: SafeText, keys: [SafeText], path: SafeText) throws(ConfigurationError) {
    self.path = path
    line = value.line == 0 ? nil : value.line
    guard let members = value.members else {
      throw .invalidValue(path: path, line: line, key: name, expected: .form("a mapping of keys to values"))
    }
    let unknown = members.filter { member in !keys.contains { $0.text == member.key } }
    if let (key, member) = unknown.min(by: { $0.value.line < $1.value.line }) {
      throw .unknownKey(path: path, line: member.line, similar: Self.similar(to: key, keys), known: keys)
    }
    self.members = members
  }

  /// The known key that an unknown one comes close to. The unknown one is not shown: it may be anything.
  private static func similar(to key: String, _ keys: [SafeText]) -> SafeText? {
    guard key.utf8.count <= 40 else { return nil }
    let closest = keys.map { (key: $0, distance: EditDistance.between($0.text, key)) }.min { $0.distance < $1.distance }
    return closest.flatMap { $0.distance <= 2 && $0.distance < $0.key.text.count ? $0.key : nil }
  }

  /// A text; nil if the key is missing or null.
  func string(_ key: SafeText) throws(ConfigurationError) -> String? {
    guard let value = value(key) else { return nil }
    switch value.content {
    case .list, .map: throw invalid(key, .form("a text"))
    default: break
    }
    guard !value.text.isEmpty else { throw invalid(key, .form("a text")) }
    return value.text
  }

  /// `true` or `false`; nil if the key is missing or null.
  func boolean(_ key: SafeText) throws(ConfigurationError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .bool(let boolean) = value.content else { throw invalid(key, .form("true or false")) }
    return boolean
  }

  /// The items of a list; none if the key is missing or null.
  func list(_ key: SafeText) throws(ConfigurationError) -> [YAMLValue] {
    guard let elements = (value(key) ?? .null).elements else { throw invalid(key, .form("a list")) }
    return elements
  }

  /// A mapping below this one; nil if the key is missing.
  func section(_ key: SafeText, keys: [SafeText]) throws(ConfigurationError) -> ConfigurationSection? {
    guard let member = members[key.text] else { return nil }
    return try ConfigurationSection(member.value, name: key, keys: keys, path: path)
  }

  /// The error for a value of the wrong form.
  func invalid(_ key: SafeText, _ expected: ConfigurationError.Expectation) -> ConfigurationError {
    .invalidValue(path: path, line: members[key.text]?.value.line ?? line, key: key, expected: expected)
  }

  private func value(_ key: SafeText) -> YAMLValue? {
    guard let value = members[key.text]?.value, !value.isNull else { return nil }
    return value
  }
}
