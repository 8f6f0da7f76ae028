import Foundation

/// A question that somebody at a terminal answers before something is lost.
enum Confirmation {
  /// Whether somebody is there to answer.
  static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && StandardError.isTerminal }

  /// Throws unless `--yes` was given or somebody answers yes.
  ///
  /// - Parameters:
  ///   - question: what would happen, without a question mark.
  ///   - isGiven: whether `--yes` was given.
  /// - Throws: `CommandError.notConfirmed`, `CommandError.needsYes`.
  static func ask(_ question: String, isGiven: Bool) throws(CommandError) {
    guard !isGiven else { return }
    guard isPossible else { throw .needsYes(question) }
    guard answer(to: question) else { throw .notConfirmed }
  }

  /// Whether somebody at the terminal answers yes.
  ///
  /// - Parameter usual: what no word means.
  static func answer(to question: String, usual: Bool = false) -> Bool {
    StandardError.write("\(question)? \(usual ? "[Y/n]" : "[y/N]") ".escapingControlCharacters)
    let answer = readLine()?.lowercased() ?? ""
    return answer.isEmpty ? usual : ["y", "yes"].contains(answer)
  }
}
