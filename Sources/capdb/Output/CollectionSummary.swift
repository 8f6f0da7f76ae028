import Capacity

/// The line that `collect` prints for a cluster.
struct CollectionSummary: CustomStringConvertible {
  var name: String
  var snapshot: Snapshot
  var changes: Int
  var milliseconds: Int64

  var description: String {
    let status = CollectionStatus(
      sources: Dictionary(uniqueKeysWithValues: Source.allCases.map { ($0, snapshot.status(of: $0)) }))
    let facts =
      [nodes, pods, interfaces, subnets].compactMap { $0 } + ["\(changes) \(changes == 1 ? "change" : "changes")"]
    return "\(name): \(status.rawValue), \(facts.joined(separator: ", ")), in \(seconds)"
  }

  private var nodes: String? {
    guard let nodes = snapshot.nodes.value else { return nil }
    let slots = nodes.reduce(0) { $0 + ($1.allocatable.pods ?? 0) }
    guard let pods = snapshot.pods.value else { return "\(nodes.count) nodes with \(slots) pod slots" }
    return "\(nodes.count) nodes with \(pods.count(where: \.takesSlot)) of \(slots) pod slots used"
  }

  private var pods: String? {
    guard let pods = snapshot.pods.value else { return nil }
    let waiting = pods.count { $0.node == nil && !$0.phase.isFinished }
    return waiting == 0 ? "\(pods.count) pods" : "\(pods.count) pods (\(waiting) not scheduled)"
  }

  private var interfaces: String? {
    snapshot.networkInterfaces.value.map { "\($0.count) ENIs" }
  }

  private var subnets: String? {
    snapshot.subnets.value.map { "\($0.count) subnets" }
  }

  private var seconds: String {
    "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
  }
}

/// The lines that say what failed in a collection: one for each reason, with the sources that failed for it.
struct FailureSummary {
  /// The lines, in the order of the sources.
  let lines: [String]

  init(name: String, snapshot: Snapshot) {
    var reasons: [(reason: String, sources: [String])] = []
    for source in Source.allCases where snapshot.status(of: source) == .failed {
      let reason = snapshot.error(of: source) ?? "failed"
      if let known = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[known].sources.append(source.rawValue)
      } else {
        reasons.append((reason, [source.rawValue]))
      }
    }
    lines = reasons.map { "\(name): \($0.sources.joined(separator: ", ")): \($0.reason)" }
  }
}
