import Foundation
import Reports

extension Problem {
  /// A few words for the heading of a page and the `title` of a problem document.
  var title: String {
    switch self {
    case .noSuchPage: "There is no such page"
    case .method: "This method is not allowed here"
    case .unknownParameter, .repeatedParameter, .badValue, .tooManySteps: "The address has a wrong parameter"
    case .report(let error): status == 400 ? "The address has a wrong parameter" : Self.title(of: error.isUsageError)
    case .foreignHost: "This server is not called that"
    case .foreignOrigin: "The form came from another site"
    case .noToken: "A token is needed"
    case .wrongToken: "The token is wrong"
    case .tooManyRequests: "Too many requests"
    case .busy: "The server is busy"
    case .tooLong: "The request is too long"
    case .tookTooLong: "The answer took too long"
    case .history: "The history cannot be read"
    }
  }

  private static func title(of isUsageError: Bool) -> String {
    isUsageError ? "There is no such report" : "The history does not have this"
  }

  /// What is wrong, and what to do.
  var detail: String {
    switch self {
    case .noSuchPage: "The start page lists what there is."
    case .method(let allowed): "This address takes \(allowed.joined(separator: " and ")); the history is only read."
    case .unknownParameter(let name, let known):
      "There is no parameter '\(Self.shortened(name))' here; the parameters are \(known.joined(separator: ", "))."
    case .repeatedParameter(let name): "The parameter \(name) is given more than once."
    case .badValue(let text, let parameter, let accepted):
      "'\(Self.shortened(text))' is no value of \(parameter), which takes \(accepted)."
    case .tooManySteps(let most):
      "The span has more than \(most) steps of this length; ask for longer steps or a shorter span."
    case .report(let error): Self.sentence(Self.shortened(Self.withoutDashes(error.description), to: 1000))
    case .foreignHost(let name):
      "The request is addressed to '\(Self.shortened(name))'. If this is a name of this server, start it with --host NAME."
    case .foreignOrigin: "Open the page of this server and send its form."
    case .noToken: "Send the token as 'Authorization: Bearer TOKEN', or enter it in the form of a page."
    case .wrongToken: "It is not the token that this server was started with."
    case .tooManyRequests(let seconds): "Ask again in \(seconds) s."
    case .busy: "Too many requests are under way; ask again in a moment."
    case .tooLong: "The address, the header fields or the body are longer than this server reads."
    case .tookTooLong: "Ask for less: a shorter span, longer steps, or one cluster."
    case .history(let problem): problem.detail
    }
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  /// Reports word their errors for the command line, where parameters begin with dashes.
  private static func withoutDashes(_ text: String) -> String {
    ReportQuery.parameters.reduce(text) { $0.replacing("--\($1)", with: $1) }
  }

  /// Text that a client sent, of a bounded length.
  private static func shortened(_ text: String, to most: Int = 100) -> String {
    text.count <= most ? text : text.prefix(most) + "…"
  }
}

extension HistoryProblem {
  /// What is wrong, and what to do. Those who run the server find more in its log.
  var detail: String {
    switch self {
    case .missing: "There is no history yet, or no longer. capdb collect makes one; this page shows it then."
    case .olderSchema: "An older capdb wrote the history. Run capdb migrate, or wait for the next collection."
    case .newerSchema: "A newer capdb wrote the history. Update the capdb that serves it."
    case .unreadable: "What is in the place of the history is damaged, or not capdb's. The log of the server says more."
    case .unreachable: "The hub cannot be reached. The log of the server says more."
    case .refused: "The database refused. The log of the server says more."
    case .locked: "Another process keeps the history locked. Try again in a moment."
    }
  }
}
