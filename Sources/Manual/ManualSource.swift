import TextEncoding

/// Collects the lines of mdoc source.
struct ManualSource {
  private var lines: [String] = []

  var text: String { lines.map { "\($0)\n" }.joined() }

  /// Adds a line with a macro. Its arguments must be escaped.
  mutating func macro(_ name: String, _ arguments: String = "") {
    lines.append(arguments.isEmpty ? ".\(name)" : ".\(name) \(arguments)")
  }

  /// Adds text that the formatter fills into lines. Each sentence begins on a new line, as mdoc(7) asks for.
  mutating func writeText(_ text: String) {
    lines += ManualText.sentences(of: ManualText.marked(text)).map(ManualText.line)
  }

  /// Adds a discussion as `--help` shows it: paragraphs, headings in capitals, and indented lines, which stay as they are.
  ///
  /// - Parameter afterHeading: whether it begins its section, so that no space is added before it.
  mutating func write(discussion: String, afterHeading: Bool) {
    var needsSpace = !afterHeading
    for block in Self.blocks(of: discussion) {
      switch block {
      case .paragraph(let text):
        if needsSpace { macro("Pp") }
        writeText(text)
      case .heading(let text):
        macro("Pp")
        macro("Sy", ManualText.argument(text.prefix(1) + text.dropFirst().lowercased()))
      case .literal(let text):
        macro("Bd", "-literal -offset indent")
        lines += text.map { ManualText.line(ManualText.verbatim($0)) }
        macro("Ed")
      }
      needsSpace = true
    }
  }

  enum Block: Hashable {
    case paragraph(String)
    case heading(String)
    case literal([String])
  }

  /// Splits a discussion into blocks.
  static func blocks(of discussion: String) -> [Block] {
    var blocks: [Block] = []
    var startsAnew = true
    for line in discussion.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      let text = line.drop { $0 == " " }
      switch (blocks.last, startsAnew) {
      case _ where text.isEmpty: startsAnew = true
      case (.literal(let lines)?, false) where line.hasPrefix("  "):
        blocks[blocks.count - 1] = .literal(lines + [String(line.dropFirst(2))])
      case (.paragraph(let start)?, false) where !line.hasPrefix("  "):
        blocks[blocks.count - 1] = .paragraph("\(start) \(text)")
      case _ where line.hasPrefix("  "): blocks.append(.literal([String(line.dropFirst(2))]))
      case _ where isHeading(text): blocks.append(.heading(String(text)))
      default: blocks.append(.paragraph(String(text)))
      }
      if !text.isEmpty { startsAnew = false }
    }
    return blocks
  }

  private static func isHeading(_ text: Substring) -> Bool {
    text.allSatisfy { $0.isUppercase || $0 == " " }
  }
}

/// Text as roff source.
///
/// Source: groff_char(7) and mdoc(7), sections on escapes and on the syntax of macros.
enum ManualText {
  /// Escapes what the formatter would take for a command; it may typeset a hyphen as a typographic one.
  static func escaped(_ text: some StringProtocol) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\\": result += "\\e"
      case "…": result += "..."
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default: result += "\\[u\(Hexadecimal.text(scalar.value, width: 4, uppercase: true))]"
      }
    }
  }

  /// Escapes text that readers copy: hyphens and quotes stay those of the keyboard.
  static func verbatim(_ text: some StringProtocol) -> String {
    escaped(text).reduce(into: "") { result, character in
      switch character {
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      default: result.append(character)
      }
    }
  }

  /// Escapes text, with what is between backquotes in bold and verbatim. Options and paths keep their hyphens, and are not
  /// hyphenated.
  static func marked(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { number, part in
      if number % 2 == 1 { return "\\fB\(verbatim(part))\\fR" }
      return part.split(separator: " ", omittingEmptySubsequences: false).map { word in
        if word.contains("/") { return "\\%" + verbatim(word) }
        return word.drop { $0 == "(" }.hasPrefix("-") ? verbatim(word) : escaped(word)
      }.joined(separator: " ")
    }.joined()
  }

  /// Splits a text into its sentences.
  static func sentences(of text: String) -> [String] {
    var sentences: [String] = []
    var endsOne = true
    for word in text.split(separator: " ") {
      if endsOne, sentences.isEmpty || word.first?.isUppercase == true {
        sentences.append(String(word))
      } else {
        sentences[sentences.count - 1] += " \(word)"
      }
      endsOne = word.last == "." || word.hasSuffix(".)")
    }
    return sentences
  }

  /// Protects a line that the formatter would take for a macro.
  static func line(_ text: String) -> String {
    text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
  }

  /// Makes text a single argument of a macro: quoted if it has blanks, and protected if it looks like a macro.
  static func argument(_ text: some StringProtocol) -> String {
    let escaped = verbatim(text).split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\(dq")
    let isMacroLike = (1...3).contains(text.count) && text.first?.isUppercase == true
    if escaped.contains(" ") { return "\"\(escaped)\"" }
    return isMacroLike ? "\\&\(escaped)" : escaped
  }
}
