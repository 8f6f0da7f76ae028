/// What one or several kubeconfig files say together.
///
/// Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
public struct Kubeconfig: Sendable {
  /// `current-context`; empty if no file names one.
  public internal(set) var currentContext = ""
  /// The files that were read, in their order.
  public internal(set) var files: [String] = []
  /// What is odd about the files, in words for the user.
  public internal(set) var warnings: [String] = []

  var contexts: [String: Entry] = [:]
  var clusters: [String: Entry] = [:]
  var users: [String: Entry] = [:]

  /// An entry of one of the lists, and where it comes from: paths in it are relative to its file.
  struct Entry: Equatable, Sendable {
    var name: String
    var value: YAMLValue
    var directory: String
  }

  /// The names of all contexts, sorted.
  public var contextNames: [String] { contexts.keys.sorted() }

  /// Whether no file says anything.
  public var isEmpty: Bool {
    contexts.isEmpty && clusters.isEmpty && users.isEmpty && currentContext.isEmpty
  }

  /// Adds what another file says: an entry or current context that is already there wins as a whole.
  mutating func merge(_ other: Kubeconfig) {
    if currentContext.isEmpty { currentContext = other.currentContext }
    contexts.merge(other.contexts) { first, _ in first }
    clusters.merge(other.clusters) { first, _ in first }
    users.merge(other.users) { first, _ in first }
    files += other.files
    warnings += other.warnings
  }
}
