/// A value of a YAML or JSON document, with its line. Aliases and merge keys are resolved.
public struct YAMLValue: Hashable, Sendable {
  /// What the value is.
  public enum Content: Hashable, Sendable {
    /// `null`, `~` or an empty place.
    case null
    /// `true` or `false`, also written `yes`, `no`, `on` and `off`.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// Any other number; never infinite.
    case number(Double)
    /// A text.
    case string(String)
    /// A sequence.
    case list([YAMLValue])
    /// A mapping.
    case map([String: YAMLMember])
  }

  /// What the value is.
  public var content: Content
  /// How a scalar is written, without quotes; empty for lists and maps.
  public var text: String
  /// The line on which it begins, from 1 on; 0 for a value that is not there.
  public var line: Int

  init(_ content: Content, text: String = "", line: Int = 0) {
    self.content = content
    self.text = text
    self.line = line
  }

  /// The value of what is not there.
  public static let null = YAMLValue(.null)

  /// Reads the first document of a text; an empty one is `null`.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, or UTF-16 with a byte order mark.
  ///   - dialect: where readers differ.
  /// - Throws: `YAMLProblem`, which shows nothing of the document.
  public init(_ bytes: [UInt8], dialect: YAMLDialect) throws(YAMLProblem) {
    let graph = try YAMLGraph(bytes)
    var expansion = YAMLExpansion(graph: graph, dialect: dialect)
    self = try expansion.document()
  }

  /// Reads the first document of a text; an empty one is `null`.
  ///
  /// - Throws: `YAMLProblem`, which shows nothing of the document.
  public init(yaml text: String, dialect: YAMLDialect) throws(YAMLProblem) {
    try self.init(Array(text.utf8), dialect: dialect)
  }
}

/// A value of a mapping, with the line of its key.
public struct YAMLMember: Hashable, Sendable {
  /// The value.
  public var value: YAMLValue
  /// The key's line, from 1 on.
  public var line: Int
}

extension YAMLValue {
  /// The value of a key of a map; `null` for anything else.
  public subscript(key: String) -> YAMLValue {
    if case .map(let members) = content { members[key]?.value ?? .null } else { .null }
  }

  /// Whether it is `null`.
  public var isNull: Bool { content == .null }

  /// The elements of a list; none for `null`; nil for anything else.
  public var elements: [YAMLValue]? {
    switch content {
    case .null: []
    case .list(let values): values
    default: nil
    }
  }

  /// The members of a mapping; none for `null`; nil for anything else.
  public var members: [String: YAMLMember]? {
    switch content {
    case .null: [:]
    case .map(let members): members
    default: nil
    }
  }

  /// The text of a string; empty for `null`; nil for anything else.
  public var string: String? {
    switch content {
    case .null: ""
    case .string(let text): text
    default: nil
    }
  }
}

extension YAMLValue: Encodable {
  /// Writes the value in its own type, for example as JSON.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch content {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .map(let members): try container.encode(members.mapValues(\.value))
    }
  }
}

/// The rules in which readers of YAML differ.
public enum YAMLDialect: Hashable, Sendable {
  /// kubectl's: of a key that occurs twice the later value counts, and a merge key (`<<`) overrides the keys above it and is
  /// overridden by those below it.
  ///
  /// Source: go.yaml.in/yaml/v2, decode.go (`mapping`, `merge`), by way of sigs.k8s.io/yaml; tried with kubectl 1.32.
  case kubernetes
  /// For configuration files: a key that occurs twice is an error, and a mapping's own keys override merged ones.
  ///
  /// Source: https://yaml.org/type/merge.html
  case strict
}
