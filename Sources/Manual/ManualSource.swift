/// Gathers the lines of a manual page's source.
struct ManualSource {
  private var lines: [String] = []

  var text: String { lines.map { "\($0)\n" }.joined() }

  /// Adds a line with a macro; its arguments are taken as they are.
  mutating func macro(_ name: String, _ arguments: String = "") {
    lines.append(arguments.isEmpty ? ".\(name)" : ".\(name) \(arguments)")
  }

  /// Adds text that the formatter fills into lines, each sentence from a line of its own on, as mdoc wants it.
  mutating func writeText(_ text: String) {
    lines += ManualText.sentences(of: ManualText.marked(text)).map(ManualText.line)
  }

  /// Adds a discussion as `--help` shows it: paragraphs, headings in capitals, and indented lines that stay as they are.
  ///
  /// - Parameter afterHeading: nothing precedes it in its section, so that no space is wanted either.
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

  /// Takes a discussion apart.
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
