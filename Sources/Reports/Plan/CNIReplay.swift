import Capacity

/// Other settings of the VPC CNI on recorded states: what they would have assigned, subnet by subnet.
struct CNIReplay {
  /// What was recorded and what would have been, by subnet, earliest first.
  private(set) var steps: [String: [Step]] = [:]
  /// The zone of each subnet.
  private(set) var zones: [String: String] = [:]
  /// States that could not be replayed, as something they need is unknown.
  private(set) var unknownSteps = 0
  private let changes: CNIChanges

  /// One subnet at one moment.
  struct Step {
    var moment: Timestamp
    /// Addresses on the interfaces that carry the cluster's pods.
    var assigned: Int
    /// Those that would have been there.
    var replayed: Int
    /// Those that would have been wanted and that the subnet did not have.
    var short: Int

    var freed: Int { assigned - replayed }
  }

  init(_ changes: CNIChanges) {
    self.changes = changes
  }

  /// Replays one state.
  mutating func add(_ state: RecordedState) {
    let snapshot = state.snapshot
    guard let nodes = snapshot.nodes.value, snapshot.pods.value != nil, let settings = snapshot.cni.value ?? nil,
      snapshot.instanceTypes.value != nil, snapshot.networkInterfaces.value != nil, let subnets = snapshot.subnets.value
    else {
      unknownSteps += 1
      return
    }
    var changed = state
    changed.snapshot.cni = .known(changes.applied(to: settings))
    let index = StateIndex(changed)
    let warmNodes = nodes.compactMap { WarmNode($0, in: index) }
    let needs = warmNodes.reduce(into: [String: WarmNode.Need]()) { needs, node in
      for (subnet, need) in node.needs(podAddresses: node.podAddresses) { needs[subnet, default: .init()] += need }
    }
    let carriers = warmNodes.flatMap(\.pool.carriers)
    let assigned = carriers.reduce(into: [:]) { $0[$1.subnetID, default: 0] += $1.ipv4AssignedCount }
    let rooms = changed.without(carriers).subnetRooms() ?? [:]
    for subnet in subnets where needs[subnet.id] != nil || assigned[subnet.id] != nil {
      let need = needs[subnet.id] ?? WarmNode.Need()
      var room = rooms[subnet.id] ?? SubnetRoom(scattered: 0, blocks: 0)
      let short = need.take(from: &room)
      zones[subnet.id] = subnet.zone
      steps[subnet.id, default: []].append(
        Step(
          moment: state.observedAt, assigned: assigned[subnet.id] ?? 0, replayed: need.total - short, short: short))
    }
  }
}

extension RecordedState {
  /// The state as if these interfaces had never taken anything of their subnets.
  fileprivate func without(_ interfaces: [NetworkInterface]) -> StateIndex {
    let ids = Set(interfaces.map(\.id))
    let given = interfaces.reduce(into: [:]) { $0[$1.subnetID, default: 0] += $1.ipv4AssignedCount }
    var state = self
    state.snapshot.networkInterfaces = .known((snapshot.networkInterfaces.value ?? []).filter { !ids.contains($0.id) })
    state.snapshot.subnets = .known(
      (snapshot.subnets.value ?? []).map { subnet in
        var subnet = subnet
        subnet.availableIPv4Count += given[subnet.id] ?? 0
        return subnet
      })
    return StateIndex(state)
  }
}
