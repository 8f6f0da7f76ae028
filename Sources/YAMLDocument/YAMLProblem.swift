public import OutsideText

/// Why a text is no YAML document that can be used. Shows nothing of the document.
public struct YAMLProblem: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Kind: Hashable, Sendable {
    /// It is no YAML; in a few words.
    case syntax(SafeText)
    /// A key stands twice in one mapping.
    case duplicateKey
    /// An alias (`*name`) without its anchor (`&name`) before it.
    case undefinedAlias
    /// An anchor whose value contains its own alias.
    case selfReference
    /// Nearly all of it would come from aliases.
    case excessiveAliasing
    /// More levels than anybody writes.
    case nestedTooDeeply
    /// More values than anybody writes.
    case tooLarge
    /// A merge key (`<<`) of something else than a mapping or a list of mappings.
    case mergeNeedsMapping
    /// A key that is a list, a mapping or nothing.
    case keyIsNoText
    /// A value that its tag (`!!int`) does not fit.
    case tagMismatch
    /// An infinite number, or what is not a number.
    case notFinite
  }

  /// What is wrong.
  public var kind: Kind
  /// Where, from 1 on; nil if unknown.
  public var line: Int?

  /// Makes a problem.
  public init(_ kind: Kind, line: Int? = nil) {
    self.kind = kind
    self.line = line
  }
}
