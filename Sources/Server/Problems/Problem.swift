import Reports

/// Why a request is not answered with what it asks for. It carries facts; `Problem+Wording.swift` words them.
enum Problem: Error, Sendable {
  /// There is nothing at this path.
  case noSuchPage
  /// The method is none that the path takes.
  case method(allowed: [String])
  /// A parameter that the path does not take.
  case unknownParameter(String, known: [String])
  /// A parameter was given twice that may be given once.
  case repeatedParameter(String)
  /// A value that a parameter does not take.
  case badValue(String, parameter: String, accepted: String)
  /// A trend would have more steps than one answer may have.
  case tooManySteps(most: Int64)
  /// The report cannot be made.
  case report(ReportError)
  /// The request came under a name that is none of this server's.
  case foreignHost(name: String)
  /// A form was sent from the page of another site.
  case foreignOrigin
  /// The request needs a token and has none.
  case noToken
  /// The token is not the right one.
  case wrongToken
  /// The client asks too often.
  case tooManyRequests(seconds: Int)
  /// Too many requests are under way.
  case busy
  /// The target, the header fields or the body are too long.
  case tooLong
  /// The answer took too long.
  case tookTooLong
  /// The history cannot be read.
  case history(HistoryProblem)
}

extension Problem {
  /// The problem of a request that the reports refuse; nil for any other error.
  init?(answering error: any Error) {
    guard let error = error as? ReportError else { return nil }
    self = .report(error)
  }

  /// The status code of the answer.
  ///
  /// Source: RFC 9110 section 15, RFC 6585 section 4.
  var status: Int {
    switch self {
    case .noSuchPage: 404
    case .method: 405
    case .unknownParameter, .repeatedParameter, .badValue, .tooManySteps: 400
    case .report(let error): Self.status(of: error)
    case .foreignHost: 421
    case .foreignOrigin: 403
    case .noToken, .wrongToken: 401
    case .tooManyRequests: 429
    case .busy, .history: 503
    case .tooLong: 413
    case .tookTooLong: 504
    }
  }

  private static func status(of error: ReportError) -> Int {
    switch error {
    case .unknownTopic, .unknownCluster, .unknownSeries, .emptyHistory, .nothingSucceeded, .nothingRecorded: 404
    case .outOfReach: 503
    default: 400
    }
  }

  /// In how many seconds it is worth to ask again; nil where that changes nothing.
  var retrySeconds: Int? {
    switch self {
    case .tooManyRequests(let seconds): seconds
    case .busy: 1
    case .history, .report(.outOfReach): 10
    default: nil
    }
  }

  /// The header fields of the answer that belong to the problem.
  var headers: [(name: String, value: String)] {
    var headers: [(name: String, value: String)] = []
    if let retrySeconds { headers.append(("Retry-After", "\(retrySeconds)")) }
    if case .method(let allowed) = self { headers.append(("Allow", allowed.joined(separator: ", "))) }
    if status == 401 { headers.append(("WWW-Authenticate", "Bearer realm=\"capdb\"")) }
    return headers
  }
}
