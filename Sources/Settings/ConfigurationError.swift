public import OutsideText

/// Why a configuration cannot be used. Of the file it shows nothing except the names of clusters.
public enum ConfigurationError: Error, Equatable, Sendable {
  /// The file cannot be read.
  case unreadable(path: SafeText, FileProblem)
  /// The file is not valid YAML.
  case notYAML(path: SafeText, line: Int?, reason: SafeText)
  /// A key that capdb does not know, with the known key that it resembles.
  case unknownKey(path: SafeText, line: Int?, similar: SafeText?, known: [SafeText])
  /// A value that is not as expected.
  case invalidValue(path: SafeText, line: Int?, key: SafeText, expected: Expectation)
  /// A cluster with several ways to reach it, or none.
  case ambiguousAccess(path: SafeText, line: Int?)
  /// Two clusters of the same name.
  case duplicateCluster(path: SafeText, name: SafeText)

  /// What a value must be.
  public enum Expectation: Hashable, Sendable {
    /// Something that these words describe.
    case form(SafeText)
    /// One of these.
    case oneOf([SafeText])
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// What is wrong, where, and what is expected.
  public var description: String {
    switch self {
    case .unreadable(let path, let problem):
      "cannot read the configuration \(path): \(problem)"
    case .notYAML(let path, let line, let reason):
      "\(Self.place(path, line)): not valid YAML: \(reason)"
    case .unknownKey(let path, let line, let similar, let known):
      "\(Self.place(path, line)): unknown key\(similar.map { " (did you mean “\($0)”?)" } ?? ""); "
        + "known here: \(SafeText.list(known))"
    case .invalidValue(let path, let line, let key, let expected):
      "\(Self.place(path, line)): “\(key)” must be \(expected.words)"
    case .ambiguousAccess(let path, let line):
      "\(Self.place(path, line)): a cluster takes exactly one of “context”, “eks” and “in-cluster: true”"
    case .duplicateCluster(let path, let name):
      "\(path): two clusters are named “\(name)”; give each a name of its own"
    }
  }

  private static func place(_ path: SafeText, _ line: Int?) -> String {
    line.map { "\(path):\($0)" } ?? path.text
  }
}

extension ConfigurationError.Expectation {
  fileprivate var words: String {
    switch self {
    case .form(let words): words.text
    case .oneOf(let values): "one of \(SafeText.list(values))"
    }
  }
}
