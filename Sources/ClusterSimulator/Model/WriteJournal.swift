import Capacity

/// What was written of nodes, pods and events, in order, as far back as it is kept: what watches tell.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
struct WriteJournal: Sendable {
  /// A write of one object.
  struct Entry: Sendable {
    /// The type of the event that tells of it.
    var type: String
    var version: Int64
    /// The object as the write left it, or as it was last.
    var object: Object
  }

  /// An object of a resource that can be watched.
  enum Object: Sendable {
    case node(SimulatedNode)
    case pod(SimulatedPod)
    case event(SimulatedEvent)

    /// Its plural name in the API.
    var resource: String {
      switch self {
      case .node: "nodes"
      case .pod: "pods"
      case .event: "events"
      }
    }
  }

  /// Entries beyond these are forgotten, the earliest first.
  private static let limit = 100_000

  private var entries: [Entry] = []
  /// What came up to this version is forgotten.
  private var forgotten: Int64

  /// A journal of what is written after `version`.
  init(after version: Int64) {
    forgotten = version
  }

  mutating func add(_ type: String, _ object: Object, _ version: Int64) {
    entries.append(Entry(type: type, version: version, object: object))
    guard entries.count > Self.limit else { return }
    forgotten = entries[Self.limit / 2].version
    entries.removeFirst(Self.limit / 2 + 1)
  }

  /// The writes of a resource after a version; nil if some of them are forgotten.
  func entries(of resource: String, after version: Int64) -> [Entry]? {
    guard version >= forgotten else { return nil }
    // Versions only grow.
    return entries[entries.partitioningIndex { $0.version > version }...].filter { $0.object.resource == resource }
  }
}

extension SimulatedCluster {
  /// Keeps what is written from here on, so that it can be watched.
  public mutating func keepJournal() { journal = journal ?? WriteJournal(after: revision) }

  /// Forgets what was written so far, as an API server does that restarts: watches from before fail with 410.
  public mutating func forgetJournal() {
    _ = nextRevision()
    journal = journal.map { _ in WriteJournal(after: revision) }
  }

  mutating func noteWrite(_ type: String, ofPod pod: SimulatedPod) {
    journal?.add(type, .pod(pod), pod.resourceVersion)
  }

  mutating func noteWrite(_ type: String, ofEvent event: SimulatedEvent) {
    journal?.add(type, .event(event), event.resourceVersion)
  }

  mutating func noteWrite(_ type: String, ofNode node: SimulatedNode) {
    journal?.add(type, .node(node), node.resourceVersion)
  }
}
