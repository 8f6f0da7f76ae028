import Yams

/// A value of a YAML (or JSON) document, of any form.
enum YAMLValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case list([YAMLValue])
  case map([String: YAMLValue])

  /// Reads a document; an empty one is `null`.
  ///
  /// - Throws: `YAMLProblem` if it is no YAML, or holds a key twice.
  init(yaml text: String) throws(YAMLProblem) {
    let node: Yams.Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw YAMLProblem(detail: Self.words(of: error))
    }
    self = node.map { Self($0) } ?? .null
  }

  private init(_ node: Yams.Node) {
    switch node {
    case .mapping(let mapping):
      let pairs = mapping.map { (($0.key.scalar?.string ?? ""), Self($0.value)) }
      self = .map(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    case .sequence(let sequence):
      self = .list(sequence.map { Self($0) })
    case .scalar(let scalar):
      self = Self.scalar(node, scalar.string)
    default:
      self = .null
    }
  }

  private static func scalar(_ node: Yams.Node, _ text: String) -> YAMLValue {
    switch node.tag.description {
    case Tag.Name.null.rawValue: .null
    case Tag.Name.bool.rawValue: node.bool.map { .bool($0) } ?? .string(text)
    case Tag.Name.int.rawValue: node.int.map { .integer(Int64($0)) } ?? .string(text)
    case Tag.Name.float.rawValue: node.float.map { .number($0) } ?? .string(text)
    default: .string(text)
    }
  }

  /// Line and column and what is wrong there; never the document's own text, which may hold secrets.
  private static func words(of error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "line \(mark.line), column \(mark.column): \(problem)"
    case .duplicatedKeysInMapping: "a key stands twice in one mapping"
    default: "not YAML"
    }
  }
}

/// Why a text is no YAML document.
struct YAMLProblem: Error, Equatable {
  var detail: String
}

extension YAMLValue {
  /// The value of a key of a map; `null` for anything else.
  subscript(key: String) -> YAMLValue {
    if case .map(let values) = self { values[key] ?? .null } else { .null }
  }

  /// The text of a scalar; empty for `null`; nil for lists and maps.
  var text: String? {
    switch self {
    case .null: ""
    case .bool(let value): String(value)
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .string(let value): value
    case .list, .map: nil
    }
  }

  /// The elements of a list; none for `null`; nil for anything else.
  var elements: [YAMLValue]? {
    switch self {
    case .null: []
    case .list(let values): values
    default: nil
    }
  }
}

extension YAMLValue: Encodable {
  /// Writes the value in its own form, for example as JSON.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .map(let values): try container.encode(values)
    }
  }
}
