public import Foundation

/// What a command says about itself: the parts of the argument parser's help dump that a manual page needs.
///
/// Source: ToolInfoV0 of swift-argument-parser, serialization version 0.
public struct CommandHelp: Decodable, Hashable, Sendable {
  /// The name of the command.
  var commandName: String
  /// What the command does, in a sentence.
  var abstract: String?
  /// Everything else: paragraphs, and blocks of indented lines.
  var discussion: String?
  var subcommands: [CommandHelp]?
  /// The arguments, options and flags.
  var arguments: [Argument]?
  /// False for a hidden command.
  var shouldDisplay: Bool?

  /// An argument, option or flag.
  struct Argument: Decodable, Hashable, Sendable {
    /// `positional`, `option` or `flag`.
    var kind: String
    /// False for a hidden argument.
    var shouldDisplay: Bool?
    /// The names of an option or a flag.
    var names: [Name]?
    /// The placeholder for the value.
    var valueName: String?
    var defaultValue: String?
    /// What the argument does.
    var abstract: String?
  }

  /// A name of an option: `-v` is short, `--verbose` long.
  struct Name: Decodable, Hashable, Sendable {
    /// `long`, `short` or `longWithSingleDash`.
    var kind: String
    /// The name without its dashes.
    var name: String
  }

  /// Reads the root command of a tool, with its subcommands, from a help dump.
  ///
  /// - Throws: `HelpDumpError` if the dump has another serialization version; `DecodingError` if it is malformed.
  public init(dump: Data) throws {
    let tool = try JSONDecoder().decode(Tool.self, from: dump)
    guard tool.serializationVersion == 0 else { throw HelpDumpError(version: tool.serializationVersion) }
    self = tool.command
  }

  private struct Tool: Decodable {
    var serializationVersion: Int
    var command: CommandHelp
  }
}

/// The argument parser's help dump has a serialization version that this module cannot read.
public struct HelpDumpError: Error, Hashable, CustomStringConvertible {
  /// The version of the dump.
  public var version: Int

  /// What is wrong.
  public var description: String { "the help of the commands is in a form (version \(version)) that cannot be read" }
}

/// The manual page of a tool with subcommands, made from the help of its commands.
///
///     let root = try CommandHelp(dump: dump)
///     let page = ManualPage(of: root, date: "November 23, 2026", version: "capdb 0.1.0", sections: [])
///     print(page.text)   // for man, mandoc or groff -mdoc
///
/// Source: mdoc(7), for the macros and the order of the sections.
public struct ManualPage: Sendable {
  /// A section beside those of the commands: a list of terms and their meanings.
  public struct Section: Hashable, Sendable {
    /// Its heading, such as `ENVIRONMENT`.
    public var title: String
    /// A sentence before the list, or the whole text of a section without a list.
    public var introduction: String?
    /// Terms and their meanings.
    public var entries: [Entry]

    /// A term and its meaning.
    public struct Entry: Hashable, Sendable {
      /// The term, such as `NO_COLOR`.
      public var term: String
      /// What it means.
      public var meaning: String

      /// Creates an entry.
      public init(_ term: String, _ meaning: String) {
        self.term = term
        self.meaning = meaning
      }
    }

    /// Creates a section, by default without an introduction and a list.
    public init(_ title: String, introduction: String? = nil, _ entries: [Entry] = []) {
      self.title = title
      self.introduction = introduction
      self.entries = entries
    }
  }

  /// The page as mdoc source.
  public let text: String

  /// Creates the page.
  ///
  /// - Parameters:
  ///   - root: the tool.
  ///   - date: the date of the last change to the page, in the form `November 23, 2026`.
  ///   - version: the text of the footer: the tool and its version.
  ///   - sections: the sections after the commands.
  public init(of root: CommandHelp, date: String, version: String, sections: [Section]) {
    var source = ManualSource()
    source.macro("Dd", date)
    source.macro("Dt", "\(root.commandName.uppercased()) 1")
    source.macro("Os", version)
    source.writeHead(of: root)
    source.macro("Sh", "COMMANDS")
    for command in root.subcommands ?? [] where command.shouldDisplay != false && command.commandName != "help" {
      source.write(command)
    }
    for section in sections { source.write(section) }
    text = source.text
  }
}

extension ManualSource {
  /// Name, synopsis and description.
  fileprivate mutating func writeHead(of root: CommandHelp) {
    macro("Sh", "NAME")
    macro("Nm", root.commandName)
    macro("Nd", ManualText.escaped(root.abstract.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 } ?? ""))
    macro("Sh", "SYNOPSIS")
    macro("Nm")
    macro("Ar", "command")
    macro("Op", "Ar options")
    macro("Sh", "DESCRIPTION")
    write(discussion: root.discussion ?? "", afterHeading: true)
    write(root.arguments ?? [])
  }

  /// The options that every command takes; the page shows them only for the tool itself.
  private static let common: Set<String> = ["help", "version"]

  /// A command: its abstract, its options and its discussion.
  fileprivate mutating func write(_ command: CommandHelp) {
    macro("Ss", ManualText.escaped(command.commandName))
    writeText(command.abstract ?? "")
    write((command.arguments ?? []).filter { !($0.names ?? []).contains { Self.common.contains($0.name) } })
    write(discussion: command.discussion ?? "", afterHeading: false)
  }

  private mutating func write(_ arguments: [CommandHelp.Argument]) {
    let shown = arguments.filter { $0.shouldDisplay != false }
    guard !shown.isEmpty else { return }
    macro("Bl", "-tag -width Ds")
    for argument in shown {
      macro("It", argument.term)
      writeText(argument.meaning)
    }
    macro("El")
  }

  fileprivate mutating func write(_ section: ManualPage.Section) {
    macro("Sh", section.title)
    if let introduction = section.introduction { writeText(introduction) }
    guard !section.entries.isEmpty else { return }
    macro("Bl", "-tag -width Ds")
    for entry in section.entries {
      macro("It", "Sy \(ManualText.argument(entry.term))")
      writeText(entry.meaning)
    }
    macro("El")
  }
}

extension CommandHelp.Argument {
  /// The argument as the term of a list item.
  fileprivate var term: String {
    let value = valueName.map { "Ar \(ManualText.argument($0))" } ?? ""
    if kind == "positional" { return value }
    let shortFirst = (names ?? []).filter { $0.kind == "short" } + (names ?? []).filter { $0.kind != "short" }
    let names = shortFirst.map { "Fl \(ManualText.argument(($0.kind == "short" ? "" : "-") + $0.name))" }
    return names.joined(separator: " , ") + (kind == "option" ? " \(value)" : "")
  }

  /// What the argument does, and its default value.
  fileprivate var meaning: String {
    let text = abstract ?? ""
    guard let defaultValue, kind != "flag" else { return text }
    return "\(text) Default: \(defaultValue)."
  }
}
