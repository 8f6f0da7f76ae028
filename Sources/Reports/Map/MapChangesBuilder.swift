import Capacity

/// Goes through the states of one cluster, earliest first, and keeps what differs from one to the next.
struct MapChangesBuilder {
  private(set) var moments: [Timestamp] = []
  private var unknownTrack = IntervalTrack<[Source]>()
  private var totalsTrack = IntervalTrack<MapChanges.Totals>()
  private var nodeKeys = Numbering<MapChanges.NodeIdentity>()
  private var nodeTrack = IntervalTrack<MapChanges.NodeState>()
  private var interfaceKeys = Numbering<MapChanges.InterfaceIdentity>()
  private var interfaceTrack = IntervalTrack<MapChanges.InterfaceState>()
  private var podKeys = Numbering<UID>()
  private(set) var pods: [MapChanges.PodIdentity] = []
  private var placementTrack = IntervalTrack<MapChanges.Placement>()
  private var waitTrack = IntervalTrack<MapChanges.Wait>()
  private var slots = SlotAssignment()
  private let spells: [PendingSpell]
  /// What the map before was made of; nil if a map of the same could differ from it.
  private var last: Snapshot?
  /// All observations, also those at which nothing changed.
  private var observations: [Timestamp] = []

  init(spells: [PendingSpell]) {
    self.spells = spells
  }

  var isEmpty: Bool { moments.isEmpty }
  var unknown: [MapInterval<[Source]>] { unknownTrack.intervals }
  var totals: [MapInterval<MapChanges.Totals>] { totalsTrack.intervals }
  var nodes: [MapChanges.NodeIdentity] { nodeKeys.keys }
  var nodeStates: [MapInterval<MapChanges.NodeState>] { nodeTrack.intervals }
  var interfaces: [MapChanges.InterfaceIdentity] { interfaceKeys.keys }
  var interfaceStates: [MapInterval<MapChanges.InterfaceState>] { interfaceTrack.intervals }
  var placements: [MapInterval<MapChanges.Placement>] { placementTrack.intervals }
  var waits: [MapInterval<MapChanges.Wait>] { waitTrack.intervals }

  /// The spans between observations that are longer than one and a half times the median.
  var gaps: [Range<Timestamp>] {
    let spans = zip(observations, observations.dropFirst()).filter { $0 < $1 }.map { $0..<$1 }
    let lengths = spans.map { $0.upperBound - $0.lowerBound }.sorted()
    guard !lengths.isEmpty else { return [] }
    let median = lengths[lengths.count / 2]
    return spans.filter { ($0.upperBound - $0.lowerBound) * 2 > median * 3 }
  }

  /// Adds the next state.
  mutating func add(_ state: RecordedState) {
    if let last, last.showsTheSame(as: state.snapshot) {
      observations.append(state.observedAt)
      return
    }
    let map = ClusterMap(of: state, spells: spells)
    // A reason that only a spell tells may change although no pod does.
    last = map.waiting?.allSatisfy { !$0.message.isEmpty } ?? true ? state.snapshot : nil
    add(map)
  }

  /// Adds the next map. What is unknown in it stays as it was.
  mutating func add(_ map: ClusterMap) {
    observations.append(map.observedAt)
    let moment = moments.count
    var hasChanged = note(unknown: map.unknownSources, at: moment) || moments.isEmpty
    if let nodes = map.nodes, let waiting = map.waiting {
      hasChanged = follow(nodes, at: moment) || hasChanged
      hasChanged = follow(waiting, at: moment) || hasChanged
      hasChanged = totalsTrack.put(MapChanges.Totals(map), of: 0, at: moment) || hasChanged
    }
    if hasChanged { moments.append(map.observedAt) }
  }

  private mutating func note(unknown sources: [Source], at moment: Int) -> Bool {
    sources.isEmpty ? unknownTrack.end(0, at: moment) : unknownTrack.put(sources, of: 0, at: moment)
  }

  private mutating func follow(_ nodes: [MappedNode], at moment: Int) -> Bool {
    var present: [(subject: Int, node: Int, pod: MappedPod)] = []
    nodeTrack.begin()
    interfaceTrack.begin()
    placementTrack.begin()
    var hasChanged = false
    for node in nodes {
      let subject = nodeKeys.number(of: MapChanges.NodeIdentity(node))
      hasChanged = nodeTrack.put(MapChanges.NodeState(node), of: subject, at: moment) || hasChanged
      for interface in node.interfaces ?? [] {
        let key = interfaceKeys.number(of: MapChanges.InterfaceIdentity(interface, node: subject))
        hasChanged = interfaceTrack.put(MapChanges.InterfaceState(interface), of: key, at: moment) || hasChanged
      }
      for pod in node.pods ?? [] { present.append((number(of: pod), subject, pod)) }
    }
    hasChanged = !nodeTrack.endOthers(at: moment).isEmpty || hasChanged
    hasChanged = !interfaceTrack.endOthers(at: moment).isEmpty || hasChanged
    return place(present, at: moment) || hasChanged
  }

  /// Pods that are gone or on another node give their slots back before the others get theirs.
  private mutating func place(_ present: [(subject: Int, node: Int, pod: MappedPod)], at moment: Int) -> Bool {
    for (subject, node, _) in present where placementTrack.current(subject)?.node == node {
      placementTrack.keep(subject)
    }
    let ended = placementTrack.endOthers(at: moment)
    for placement in ended { slots.release(placement.slot, on: placement.node) }
    var hasChanged = !ended.isEmpty
    for (subject, node, pod) in present {
      let slot = placementTrack.current(subject)?.slot ?? slots.take(on: node)
      let placement = MapChanges.Placement(node: node, slot: slot, use: pod.use, address: pod.address)
      hasChanged = placementTrack.put(placement, of: subject, at: moment) || hasChanged
    }
    return hasChanged
  }

  private mutating func follow(_ waiting: [WaitingPod], at moment: Int) -> Bool {
    waitTrack.begin()
    var hasChanged = false
    for pod in waiting {
      let subject = number(of: pod.uid) {
        MapChanges.PodIdentity(uid: pod.uid, namespace: pod.namespace, name: pod.name, workload: pod.workload)
      }
      let wait = MapChanges.Wait(reason: pod.reason, message: pod.message)
      hasChanged = waitTrack.put(wait, of: subject, at: moment) || hasChanged
    }
    return !waitTrack.endOthers(at: moment).isEmpty || hasChanged
  }

  private mutating func number(of pod: MappedPod) -> Int {
    number(of: pod.uid) {
      MapChanges.PodIdentity(uid: pod.uid, namespace: pod.namespace, name: pod.name, workload: pod.workload)
    }
  }

  private mutating func number(of uid: UID, _ identity: () -> MapChanges.PodIdentity) -> Int {
    let number = podKeys.number(of: uid)
    if number == pods.count { pods.append(identity()) }
    return number
  }

  /// Ends the span with the last observation, also where nothing changed at it.
  mutating func finish() {
    if let last = observations.last, moments.last != last { moments.append(last) }
  }
}

extension Snapshot {
  /// Whether a map of another snapshot is the same. Values that did not change between two collections are the same array,
  /// so this takes no time.
  fileprivate func showsTheSame(as other: Snapshot) -> Bool {
    nodes == other.nodes && pods == other.pods && networkInterfaces == other.networkInterfaces
      && subnets == other.subnets && cni == other.cni && ciliumNodes == other.ciliumNodes
      && instances == other.instances && instanceTypes == other.instanceTypes
      && cidrReservations == other.cidrReservations
  }
}

/// Numbers keys in the order in which they appear.
private struct Numbering<Key: Hashable> {
  private(set) var keys: [Key] = []
  private var numbers: [Key: Int] = [:]

  mutating func number(of key: Key) -> Int {
    if let number = numbers[key] { return number }
    numbers[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }
}

/// Intervals of many subjects, of which each has at most one open.
private struct IntervalTrack<Value: Hashable & Sendable> {
  private(set) var intervals: [MapInterval<Value>] = []
  /// The place of each subject's open interval; -1 without one.
  private var open: [Int] = []
  /// The round in which each subject was last kept.
  private var kept: [Int] = []
  private var round = 0

  /// Begins a round: subjects that are not put or kept before `endOthers` end with it.
  mutating func begin() { round += 1 }

  /// What holds of a subject; nil if nothing does.
  func current(_ subject: Int) -> Value? {
    guard subject < open.count, open[subject] >= 0 else { return nil }
    return intervals[open[subject]].value
  }

  mutating func keep(_ subject: Int) { kept[subject] = round }

  /// Lets a value hold from a moment on, and returns whether it differs from what held.
  mutating func put(_ value: Value, of subject: Int, at moment: Int) -> Bool {
    while open.count <= subject {
      open.append(-1)
      kept.append(0)
    }
    kept[subject] = round
    if current(subject) == value { return false }
    _ = end(subject, at: moment)
    open[subject] = intervals.count
    intervals.append(MapInterval(subject: subject, from: moment, to: nil, value: value))
    return true
  }

  /// Ends what holds of a subject, and returns whether anything did.
  mutating func end(_ subject: Int, at moment: Int) -> Bool {
    guard subject < open.count, open[subject] >= 0 else { return false }
    intervals[open[subject]].to = moment
    open[subject] = -1
    return true
  }

  /// Ends what holds of all subjects that this round did not keep, and returns what held.
  mutating func endOthers(at moment: Int) -> [Value] {
    var ended: [Value] = []
    for subject in open.indices where open[subject] >= 0 && kept[subject] != round {
      ended.append(intervals[open[subject]].value)
      _ = end(subject, at: moment)
    }
    return ended
  }
}

/// Which slots of each node pods take: each gets the first one that is free.
private struct SlotAssignment {
  private var taken: [Int: [Bool]] = [:]

  mutating func take(on node: Int) -> Int {
    var slots = taken[node, default: []]
    let slot = slots.firstIndex(of: false) ?? slots.count
    if slot == slots.count { slots.append(true) } else { slots[slot] = true }
    taken[node] = slots
    return slot
  }

  mutating func release(_ slot: Int, on node: Int) { taken[node]?[slot] = false }
}

extension MapChanges.Totals {
  fileprivate init(_ map: ClusterMap) {
    slotsAllocatable = map.slotsAllocatable ?? 0
    slotsUsed = map.slotsUsed ?? 0
    effectiveFree = map.effectiveFree
    waiting = map.waiting?.count ?? 0
  }
}

extension MapChanges.NodeIdentity {
  fileprivate init(_ node: MappedNode) {
    self.init(
      uid: node.uid, cluster: 0, name: node.name, instanceType: node.instanceType, zone: node.zone,
      nodeGroup: node.nodeGroup)
  }
}

extension MapChanges.NodeState {
  fileprivate init(_ node: MappedNode) {
    slots = node.slots
    isReady = node.isReady
    isSchedulable = node.isSchedulable
    effectiveFree = node.effectiveFree
    bindingLimit = node.bindingLimit
  }
}

extension MapChanges.InterfaceIdentity {
  fileprivate init(_ interface: MappedInterface, node: Int) {
    self.init(
      node: node, id: interface.id, networkCardIndex: interface.networkCardIndex, deviceIndex: interface.deviceIndex,
      kind: interface.kind)
  }
}

extension MapChanges.InterfaceState {
  fileprivate init(_ interface: MappedInterface) {
    assigned = interface.assigned
    prefixes = interface.prefixes.count
    used = interface.used
    warm = interface.warm
  }
}
