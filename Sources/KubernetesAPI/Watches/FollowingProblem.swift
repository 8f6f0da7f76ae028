internal import OutsideText
public import Transport

/// Why the changes of a resource cannot be followed, so that it has to be listed.
public enum FollowingProblem: Error, Equatable, Sendable {
  /// The server refused the watch, or ended it with a `Status`: 410 where the version is too old.
  case refused(Refusal)
  /// The server refused one of the questions beside it, or gave no answer.
  case failed(KubernetesError)
  /// What the server said is no watch, or damaged.
  case unusable(DecodingFailure)
  /// The connection broke.
  case interrupted(TransportError)
  /// The server ended the watch before everything was told.
  case ended
  /// The server has only an earlier version than the one to go on from: it was restored from a backup, or is another one.
  case serverIsBehind
  /// The watch cache of the server did not reach the present version in time.
  case cacheIsBehind
  /// The server does not say how many objects there are.
  case uncounted
  /// With the changes there are not as many objects as the server counts.
  case miscounted(Int, counted: Int)
  /// There were more changes than are worth following.
  case tooManyChanges
  /// The changes did not come to an end in time.
  case unsettled
}

extension FollowingProblem: CustomStringConvertible {
  /// Why, in a clause without the names of server and cluster: it is recorded with each collection that lists.
  public var description: String {
    switch self {
    case .refused(let refusal): Self.words(refusal)
    case .failed(let error):
      if case .refused(let refusal) = error.problem { Self.words(refusal) } else { "a question about its state failed" }
    case .unusable(let failure): "what the server sent cannot be used: \(failure)"
    case .interrupted(let error): "the watch broke off: \(error.summary)"
    case .ended: "the server ended the watch early"
    case .serverIsBehind: "the server has only an earlier version: it was restored, or is another one"
    case .cacheIsBehind: "the server's watch cache is behind"
    case .uncounted: "the server does not count the objects"
    case .miscounted(let found, let counted): "\(found) objects with the changes, where the server counts \(counted)"
    case .tooManyChanges: "too many changes"
    case .unsettled: "the changes did not come to an end in time"
    }
  }

  private static func words(_ refusal: Refusal) -> String {
    switch refusal.httpStatus {
    case 410: "the version to go on from is too old"
    case 403: "RBAC does not allow to watch"
    default: "HTTP \(refusal.httpStatus)\(refusal.reason.map { " \($0)" } ?? "")"
    }
  }
}
