import TextEncoding

/// Text in the language of roff.
///
/// Source: groff_char(7) and mdoc(7), sections on escapes and on the syntax of macros.
enum ManualText {
  /// Text without anything that the formatter would take for a command; hyphens may become typographic ones.
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

  /// Text to be copied: hyphens and quotes are those of the keyboard.
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

  /// Text in which what stands between backquotes is bold and verbatim; options and paths keep their hyphens and get no
  /// others.
  static func marked(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { number, part in
      if number % 2 == 1 { return "\\fB\(verbatim(part))\\fR" }
      return part.split(separator: " ", omittingEmptySubsequences: false).map { word in
        if word.contains("/") { return "\\%" + verbatim(word) }
        return word.drop { $0 == "(" }.hasPrefix("-") ? verbatim(word) : escaped(word)
      }.joined(separator: " ")
    }.joined()
  }

  /// The sentences of a text; none of an empty one.
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

  /// A line that the formatter does not take for a macro.
  static func line(_ text: String) -> String {
    text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
  }

  /// A single argument of a macro: quoted if it has blanks, and never taken for a macro itself.
  static func argument(_ text: some StringProtocol) -> String {
    let escaped = verbatim(text).split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\(dq")
    let isMacroLike = (1...3).contains(text.count) && text.first?.isUppercase == true
    if escaped.contains(" ") { return "\"\(escaped)\"" }
    return isMacroLike ? "\\&\(escaped)" : escaped
  }
}
