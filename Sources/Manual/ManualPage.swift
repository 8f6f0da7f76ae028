/// The manual page of a tool with subcommands, made from what its commands say of themselves.
///
///     let page = ManualPage(of: root, date: "November 23, 2026", version: "capdb 0.1.0", sections: [])
///     print(page.text)   // for man, mandoc or groff -mdoc
///
/// Source: mdoc(7), for the macros and the order of the sections.
public struct ManualPage: Sendable {
  /// A section that no command tells: a list of terms and what they mean.
  public struct Section: Hashable, Sendable {
    /// Its heading, such as `ENVIRONMENT`.
    public var title: String
    /// A sentence before the list, or all there is.
    public var introduction: String?
    /// Terms and their meanings.
    public var entries: [Entry]

    /// A term and its meaning.
    public struct Entry: Hashable, Sendable {
      /// The term, such as `NO_COLOR`.
      public var term: String
      /// What it means.
      public var meaning: String

      /// Makes an entry.
      public init(_ term: String, _ meaning: String) {
        self.term = term
        self.meaning = meaning
      }
    }

    /// Makes a section.
    public init(_ title: String, introduction: String? = nil, _ entries: [Entry] = []) {
      self.title = title
      self.introduction = introduction
      self.entries = entries
    }
  }

  /// The page as mdoc source.
  public let text: String

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - root: the tool.
  ///   - date: when the page was last changed, in the form `November 23, 2026`.
  ///   - version: what stands at the foot: the tool and its version.
  ///   - sections: what follows the commands.
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

  /// What every command takes, and the page says once.
  private static let common: Set<String> = ["help", "version"]

  /// A command: what it does, its options, and what else it says.
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
  /// The argument as the head of a list's item.
  fileprivate var term: String {
    let value = valueName.map { "Ar \(ManualText.argument($0))" } ?? ""
    if kind == "positional" { return value }
    let shortFirst = (names ?? []).filter { $0.kind == "short" } + (names ?? []).filter { $0.kind != "short" }
    let names = shortFirst.map { "Fl \(ManualText.argument(($0.kind == "short" ? "" : "-") + $0.name))" }
    return names.joined(separator: " , ") + (kind == "option" ? " \(value)" : "")
  }

  /// What it does, and what counts without it.
  fileprivate var meaning: String {
    let text = abstract ?? ""
    guard let defaultValue, kind != "flag" else { return text }
    return "\(text) Default: \(defaultValue)."
  }
}
