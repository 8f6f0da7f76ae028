import Capacity

/// Puts together what several clusters saw of the same subnets.
///
/// Each cluster's collection sees all interfaces of its VPC. Of another cluster's it can tell whose they are, but not
/// which addresses pods hold; so what a cluster holds is taken from its own collections where the history has them, and
/// everything else from whoever looked last.
struct OwnerLedger {
  private struct Place: Hashable {
    let time: Timestamp
    let owner: AddressOwner
  }

  fileprivate struct Entry {
    let ipsUsed: Int64?
    let knownAt: Timestamp?
    let isOwn: Bool
  }

  private let clusters: [String]
  private var entries: [Place: Entry] = [:]
  /// Steps in which a cluster knew what it holds.
  private var ownSteps: [String: Set<Timestamp>] = [:]
  private var subnets: [String: SubnetGroup] = [:]

  /// - Parameter clusters: the names of all clusters that will be added.
  init(clusters: [String]) {
    self.clusters = clusters
  }

  /// Adds what a cluster's collections saw.
  mutating func add(_ trend: SteppedTrend<AddressOwner, OwnerCounters>, seenBy cluster: String) {
    ownSteps[cluster] = Set(trend.knownAt.keys)
    for step in trend.steps() where step.counters?.ipsUsed != 0 {
      let place = Place(time: step.time, owner: step.group)
      let entry = Entry(
        ipsUsed: step.counters?.ipsUsed, knownAt: trend.knownAt[step.time], isOwn: step.group.owner == cluster)
      if let known = entries[place], !entry.isBetter(than: known) { continue }
      entries[place] = entry
    }
  }

  /// Adds what is known of subnets.
  mutating func add(_ groups: [SubnetGroup]) {
    for group in groups { if let id = group.subnetID { subnets[id] = group } }
  }

  /// The rows, by time, subnet, kind and owner.
  func rows() -> [OwnerRow] {
    entries.filter { !isToldBetter($0.key, $0.value) }.map { place, entry in
      let subnet = subnets[place.owner.subnetID]
      return OwnerRow(
        time: place.time, vpcID: subnet?.vpcID, cidr: subnet?.cidr, owner: place.owner, ipsUsed: entry.ipsUsed)
    }.sorted(by: OwnerRow.precedes)
  }

  /// Whether the owner is a cluster whose own collections tell of this step.
  private func isToldBetter(_ place: Place, _ entry: Entry) -> Bool {
    guard !entry.isOwn else { return false }
    return clusters.contains {
      $0.isName(ofEKSCluster: place.owner.owner) && ownSteps[$0]?.contains(place.time) == true
    }
  }
}

extension OwnerLedger.Entry {
  fileprivate func isBetter(than other: Self) -> Bool {
    if isOwn != other.isOwn { return isOwn }
    return (knownAt?.seconds ?? .min) > (other.knownAt?.seconds ?? .min)
  }
}

extension String {
  /// Whether a cluster of this name in the history is the EKS cluster of that name: a kubeconfig of the AWS CLI calls it
  /// by its ARN, which ends in `:cluster/NAME`.
  fileprivate func isName(ofEKSCluster name: String) -> Bool {
    self == name || hasSuffix(":cluster/" + name)
  }
}
