public import OutsideText
public import Transport

/// Why a question to a cluster's API has no answer. Holds facts; `description` words them. Never holds a secret.
public struct KubernetesError: Error, Equatable, Sendable {
  /// What went wrong.
  public enum Problem: Equatable, Sendable {
    /// There was no complete answer.
    case transport(TransportError)
    /// There are no credentials to send.
    case credential(CredentialError)
    /// The server refused.
    case refused(Refusal)
    /// The answer cannot be used.
    case undecodable(DecodingFailure, page: Int)
    /// The server gave a token for the next page that it had given before.
    case repeatedContinueToken(page: Int)
  }

  /// The cluster's display name.
  public var cluster: SafeText
  /// Scheme, host and port of the API server.
  public var server: SafeText
  /// What was asked for.
  public var request: APIRequest
  /// What went wrong.
  public var problem: Problem

  /// The HTTP status, where the server refused.
  public var httpStatus: Int? {
    if case .refused(let refusal) = problem { refusal.httpStatus } else { nil }
  }

  /// Whether the credentials are known but lack a right (403).
  public var isDenied: Bool { httpStatus == 403 }
}

extension KubernetesError: CustomStringConvertible {
  /// What failed, for whom, why, and what to do next.
  ///
  /// A problem that meets every request is described without naming one, so that it is shown once for all sources.
  public var description: String {
    let action = problem.meetsEveryRequest ? "" : "cannot \(request.description): "
    return "\(cluster) (\(server)): \(action)\(problem.description(of: request))"
  }
}

extension KubernetesError.Problem {
  /// Whether it lies in the way to the server or in who asks, not in what is asked for.
  fileprivate var meetsEveryRequest: Bool {
    switch self {
    case .transport, .credential: true
    case .refused(let refusal): refusal.httpStatus == 401
    case .undecodable, .repeatedContinueToken: false
    }
  }

  fileprivate func description(of request: APIRequest) -> String {
    switch self {
    case .transport(let error): error.words
    case .credential(let error): error.description
    case .refused(let refusal): refusal.description(of: request)
    case .undecodable(let failure, let page): "page \(page) of the answer cannot be used: \(failure)"
    case .repeatedContinueToken(let page):
      "after page \(page) the server gave a continue token that it had given before; this list would never end. "
        + "Nothing of it was recorded. Is there a caching proxy before the API server?"
    }
  }
}

extension TransportError {
  /// In one line; the server is named before it.
  fileprivate var words: String {
    let what = detail.text.isEmpty ? summary : "\(summary) (\(detail))"
    return remedy.map { "\(what). \($0)" } ?? what
  }
}
