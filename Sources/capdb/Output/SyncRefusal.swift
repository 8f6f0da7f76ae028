import Capacity
import Sync

/// Why a cluster's history did not go to a hub, and what to do.
struct SyncRefusal: CustomStringConvertible {
  private let sync: ClusterSync
  private let hub: String

  init(_ sync: ClusterSync, hub: String) {
    self.sync = sync
    self.hub = hub
  }

  var description: String {
    switch sync.relation {
    case .behind(let latest):
      """
      \(sync.cluster): hub \(hub) has collections up to \(latest.observedAt) that this file lacks, which was restored or \
      copied, or another collector pushes too; capdb sync --pull \(ShellWord.quoted(sync.cluster)) pulls them
      """
    case .diverged(let divergence):
      """
      \(sync.cluster): hub \(hub) has another history of this cluster\(Self.since(divergence)), up to \
      \(divergence.otherLatest.observedAt): this file was restored or copied, or another collector pushes too. \
      Let one collector push; capdb sync --pull \(ShellWord.quoted(sync.cluster)) takes the hub's history and records this \
      file's later collections behind it, --replace puts this file's in its place (docs/hub.md)
      """
    case .unknown(let reason): "\(sync.cluster) was not pushed: \(reason)"
    case .absent, .same, .ahead: "\(sync.cluster): nothing keeps it from hub \(hub)"
    }
  }

  private static func since(_ divergence: Divergence) -> String {
    divergence.common.map { " since \($0.observedAt)" } ?? ""
  }
}

/// A word of a command that people copy.
enum ShellWord {
  /// A name as a shell takes it.
  static func quoted(_ name: String) -> String {
    name.allSatisfy { $0.isLetter || $0.isNumber || "-_./:@".contains($0) }
      ? name : "'\(name.replacing("'", with: #"'\''"#))'"
  }
}
