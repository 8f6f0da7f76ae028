public import OutsideText

/// Why a YAML document cannot be used. Shows nothing of the document.
public struct YAMLProblem: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Kind: Hashable, Sendable {
    /// It is not valid YAML; in a few words.
    case syntax(SafeText)
    /// A mapping has a key twice.
    case duplicateKey
    /// An alias (`*name`) without its anchor (`&name`) before it.
    case undefinedAlias
    /// An anchor whose value contains its own alias.
    case selfReference
    /// Nearly all of it would come from aliases.
    case excessiveAliasing
    /// More than `YAMLGraph.maximumDepth` levels.
    case nestedTooDeeply
    /// More than `YAMLGraph.maximumNodes` values, or no memory for them.
    case tooLarge
    /// A merge key (`<<`) whose value is neither a mapping nor a list of mappings.
    case mergeNeedsMapping
    /// A key that is a list, a mapping or null.
    case keyIsNoText
    /// A value that does not fit its tag (`!!int`).
    case tagMismatch
    /// A number that is infinite or NaN.
    case notFinite
  }

  /// What is wrong.
  public var kind: Kind
  /// Where, from 1 on; nil if unknown.
  public var line: Int?

  init(_ kind: Kind, line: Int? = nil) {
    self.kind = kind
    self.line = line
  }
}

extension YAMLProblem: CustomStringConvertible {
  /// For example `line 3: a key stands twice in one mapping`.
  public var description: String {
    line.map { "line \($0): \(words)" } ?? words.text
  }

  /// What is wrong, without the line.
  public var words: SafeText {
    switch kind {
    case .syntax(let problem): problem
    case .duplicateKey: "a key stands twice in one mapping"
    case .undefinedAlias: "an alias has no anchor before it"
    case .selfReference: "an anchor's value contains its own alias"
    case .excessiveAliasing: "nearly all of it would come from aliases"
    case .nestedTooDeeply: "it is nested more than \(YAMLGraph.maximumDepth) levels deep"
    case .tooLarge: "it holds more than \(YAMLGraph.maximumNodes) values"
    case .mergeNeedsMapping: "the merge key << takes a mapping, or a list of mappings"
    case .keyIsNoText: "a key is a list, a mapping or null"
    case .tagMismatch: "a value does not fit its tag"
    case .notFinite: "a number is infinite or not a number"
    }
  }
}

extension YAMLProblem {
  /// A problem with libyaml's message in words that may be shown; messages of letters and blanks stay as they are.
  static func syntax(_ problem: String, line: Int?) -> YAMLProblem {
    let words: SafeText =
      switch problem {
      case "could not find expected ':'": "a key without its colon"
      case "did not find expected ',' or ']'": "a list without its comma or closing bracket"
      case "did not find expected ',' or '}'": "a mapping without its comma or closing brace"
      case "did not find expected '-' indicator": "a list entry without its dash"
      case "found unexpected ':'": "a colon in the wrong place"
      case "did not find expected <document start>": "something before the beginning of the document"
      case "Maximum nesting level reached, set with yaml_set_max_nest_level())": "it is nested too deeply"
      default: .name(problem)
      }
    return YAMLProblem(.syntax(words), line: line)
  }
}
