/// What a command says of itself: the parts of the argument parser's help dump that a manual page needs.
///
/// Source: ToolInfoV0 of swift-argument-parser, serialization version 0.
public struct CommandHelp: Decodable, Hashable, Sendable {
  /// The word that calls it.
  public var commandName: String
  /// What it does, in a sentence.
  public var abstract: String?
  /// Everything else: paragraphs, and blocks of lines that are indented.
  public var discussion: String?
  /// Its subcommands.
  public var subcommands: [CommandHelp]?
  /// Its arguments, options and flags.
  public var arguments: [Argument]?
  /// False for commands that are not shown.
  public var shouldDisplay: Bool?

  /// An argument, option or flag.
  public struct Argument: Decodable, Hashable, Sendable {
    /// What it is: `positional`, `option` or `flag`.
    public var kind: String
    /// False for those that are not shown.
    public var shouldDisplay: Bool?
    /// How it is written, for options and flags.
    public var names: [Name]?
    /// What stands for its value.
    public var valueName: String?
    /// What counts without it.
    public var defaultValue: String?
    /// What it does.
    public var abstract: String?
    /// Whether it may be left out.
    public var isOptional: Bool?
    /// Whether it may be repeated.
    public var isRepeating: Bool?
  }

  /// A name of an option: `-v` is short, `--verbose` long.
  public struct Name: Decodable, Hashable, Sendable {
    /// `long`, `short` or `longWithSingleDash`.
    public var kind: String
    /// The name without its dashes.
    public var name: String
  }
}
