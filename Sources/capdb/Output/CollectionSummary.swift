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
