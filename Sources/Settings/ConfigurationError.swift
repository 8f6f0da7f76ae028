/// Why a configuration cannot be used.
public enum ConfigurationError: Error, Equatable, Sendable {
  /// The file cannot be read.
  case unreadable(path: String, reason: String)
  /// The file is no YAML.
  case notYAML(path: String, line: Int?, reason: String)
  /// A key that capdb does not know.
  case unknownKey(path: String, line: Int?, key: String, known: [String])
  /// A value of the wrong form.
  case invalidValue(path: String, line: Int?, key: String, expected: String)
  /// A cluster that says in several ways, or in none, how it is reached.
  case ambiguousAccess(path: String, line: Int?)
  /// Two clusters of the same name.
  case duplicateCluster(path: String, name: String)
}

extension ConfigurationError: CustomStringConvertible {
  /// What is wrong, where, and what is expected.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "cannot read the configuration \(path): \(reason)"
    case .notYAML(let path, let line, let reason):
      "\(Self.place(path, line)): not valid YAML: \(reason)"
    case .unknownKey(let path, let line, let key, let known):
      "\(Self.place(path, line)): unknown key “\(key)”; known here: \(known.joined(separator: ", "))"
    case .invalidValue(let path, let line, let key, let expected):
      "\(Self.place(path, line)): “\(key)” must be \(expected)"
    case .ambiguousAccess(let path, let line):
      "\(Self.place(path, line)): a cluster takes exactly one of “context”, “eks” and “in-cluster: true”"
    case .duplicateCluster(let path, let name):
      "\(path): two clusters are named “\(name)”; give each a name of its own"
    }
  }

  private static func place(_ path: String, _ line: Int?) -> String {
    line.map { "\(path):\($0)" } ?? path
  }
}
