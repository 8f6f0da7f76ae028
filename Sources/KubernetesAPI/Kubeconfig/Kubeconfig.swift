import Foundation
internal import OutsideText
internal import YAMLDocument

/// What one or several kubeconfig files say together.
///
/// Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
public struct Kubeconfig: Sendable {
  /// `current-context`; empty if no file names one.
  public internal(set) var currentContext = ""
  /// The files that were read, in their order.
  public internal(set) var files: [String] = []

  var contexts: [String: Entry] = [:]
  var clusters: [String: Entry] = [:]
  var users: [String: Entry] = [:]

  /// An entry of one of the lists, and the file that it comes from.
  struct Entry: Sendable {
    var name: String
    var value: YAMLValue
    var origin: Origin

    /// The name, as messages show it.
    var safeName: SafeText { Kubeconfig.safeName(name) }
  }

  /// A file that entries come from: paths in them are relative to its folder.
  struct Origin: Sendable {
    var path: String
    var files: RunFiles

    /// The path, as messages show it.
    var file: SafeText { .path(path) }

    /// The folder that relative paths begin at.
    var directory: String {
      URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
    }
  }

  /// A definition's name as messages show it. The empty one is a name, too: that of an entry that is `null`.
  static func safeName(_ name: String) -> SafeText { name.isEmpty ? "" : .name(name) }

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
  }
}
