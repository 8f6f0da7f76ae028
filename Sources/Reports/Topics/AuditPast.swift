import Capacity

/// What a cluster's nodes and its CNI's settings were up to a moment: tells since when a finding has held.
struct AuditPast {
  private let nodes: [UID: [FactInterval<Node>]]
  /// What the settings were; nil where the CNI's settings at the moment are not known: then they are taken to have
  /// been what they are.
  private let settings: [FactInterval<CNISettings>]?
  private let present: Reading<CNISettings?>
  private let moment: Timestamp

  /// Reads the past of the nodes that a state has.
  ///
  /// None of them can be older than its creation, so the past of those before them is not read.
  init(of state: RecordedState, in history: some HistoryReading) throws {
    let created = (state.snapshot.nodes.value ?? []).map { $0.createdAt ?? Timestamp(seconds: 0) }
    let start = min(created.min() ?? state.observedAt, state.observedAt)
    let span = start..<(state.observedAt + 1)
    self.init(
      nodes: try history.nodeHistory(of: state.cluster.id, in: span),
      settings: try history.cniHistory(of: state.cluster.id, in: span), of: state)
  }

  init(nodes: [FactInterval<Node>], settings: [FactInterval<CNISettings>], of state: RecordedState) {
    let moment = state.observedAt
    self.moment = moment
    self.nodes = Dictionary(grouping: nodes.filter { $0.validFrom <= moment }, by: \.value.uid)
      .mapValues { $0.sorted { $0.validFrom > $1.validFrom } }
    present = state.snapshot.cni
    let areKnown = (present.value ?? nil) != nil
    self.settings = areKnown ? settings.filter { $0.validFrom <= moment } : nil
  }

  /// When the present finding began: the machine as it is, its kubelet and the CNI's settings as they were.
  ///
  /// - Returns: the earliest moment from which on every change left the finding as it is, not before the node and the
  ///   settings were first observed; nil for an unknown finding and for a node without a past.
  func start(of finding: SlotFinding, on node: Node, network: NodeNetwork) -> Timestamp? {
    guard finding != .unknown, let past = nodes[node.uid].map(Self.unbroken) else { return nil }
    var start: Timestamp?
    for moment in changes(of: past) {
      guard let then = past.first(where: { $0.holds(at: moment) })?.value, let settings = settings(at: moment),
        SlotAudit(of: then, network: network, settings: settings).finding == finding
      else { break }
      start = moment
    }
    return start
  }

  /// The intervals, latest first, up to the first gap between them.
  private static func unbroken(_ intervals: [FactInterval<Node>]) -> [FactInterval<Node>] {
    var found: [FactInterval<Node>] = []
    for interval in intervals {
      if let next = found.last, interval.validTo != next.validFrom { break }
      found.append(interval)
    }
    return found
  }

  /// When the node or the settings changed while the node was there, latest first.
  private func changes(of past: [FactInterval<Node>]) -> [Timestamp] {
    guard let first = past.last?.validFrom else { return [] }
    let ofSettings = (settings ?? []).flatMap { [$0.validFrom] + ($0.validTo.map { [$0] } ?? []) }
    let all = past.map(\.validFrom) + ofSettings
    return Set(all.filter { $0 >= first && $0 <= moment }).sorted(by: >)
  }

  /// The settings at a moment; nil if nothing is recorded for it.
  private func settings(at moment: Timestamp) -> Reading<CNISettings?>? {
    guard let settings else { return present }
    return settings.first { $0.holds(at: moment) }.map { .known($0.value) }
  }
}

extension FactInterval {
  fileprivate func holds(at moment: Timestamp) -> Bool {
    validFrom <= moment && validTo.map { moment < $0 } ?? true
  }
}
