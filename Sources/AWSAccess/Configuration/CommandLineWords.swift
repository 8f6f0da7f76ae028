/// Splits a line into words the way a POSIX shell does, and expands nothing.
enum CommandLineWords {
  /// The words of `line`: blanks separate, `'…'` keeps all, `"…"` keeps all but `\"` and `\\`, a backslash outside keeps
  /// the next character. nil if a quotation mark is not closed or the line ends with a backslash.
  static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var rest = line[...]
    while let character = rest.popFirst() {
      switch character {
      case "'":
        guard let end = rest.firstIndex(of: "'") else { return nil }
        word = (word ?? "") + rest[..<end]
        rest = rest[rest.index(after: end)...]
      case "\"":
        guard let quoted = popQuoted(&rest) else { return nil }
        word = (word ?? "") + quoted
      case "\\":
        guard let next = rest.popFirst() else { return nil }
        word = (word ?? "") + String(next)
      case _ where character.isWhitespace:
        if let complete = word { words.append(complete) }
        word = nil
      default:
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }

  /// Takes the rest of a double-quoted part with its closing mark.
  private static func popQuoted(_ rest: inout Substring) -> String? {
    var quoted = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"": return quoted
      case "\\":
        guard let next = rest.popFirst() else { return nil }
        if next != "\"" && next != "\\" { quoted.append("\\") }
        quoted.append(next)
      default: quoted.append(character)
      }
    }
    return nil
  }
}
