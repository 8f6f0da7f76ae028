import Capacity

/// Finds what would let more pods of a plan run, by playing each change through.
struct PlanRemedies {
  let scenario: PlanScenario
  let index: StateIndex
  /// The outcome without any change.
  let baseline: PlanOutcome

  /// The changes that let more pods run: by how many wait then, those that touch fewer nodes first, and in the order of
  /// the kinds.
  func all() -> [PlanRemedy] {
    guard baseline.wait > 0 else { return [] }
    let found =
      newNodes(.addNodes, usesPrefixes: false) + prefixDelegation()
      + newNodes(.prefixDelegationNewNodes, usesPrefixes: true) + replacedNodes() + otherSubnets() + higherMaxPods()
      + lowerRequests()
    return found.filter { $0.run > baseline.run }.enumerated().sorted { left, right in
      (left.element.wait, left.element.nodes ?? 0, left.offset)
        < (right.element.wait, right.element.nodes ?? 0, right.offset)
    }.map(\.element)
  }

  private func newNodes(_ kind: PlanRemedy.Kind, usesPrefixes: Bool) -> [PlanRemedy] {
    let start = usesPrefixes ? withPrefixes() : scenario
    return NodeTemplate.all(scenario.room.nodes, in: index, usesPrefixes: usesPrefixes).compactMap { template in
      guard let (nodes, outcome) = fewestNodes(of: template, from: start) else { return nil }
      var remedy = PlanRemedy(
        kind, outcome,
        note: usesPrefixes
          ? "ENABLE_PREFIX_DELEGATION=true, and new nodes with \(template.slotsInWords)" : template.slotsInWords)
      remedy.instanceType = template.instanceType
      remedy.nodeGroup = template.node.node.nodeGroup
      remedy.subnet = template.subnet
      remedy.nodes = nodes
      return remedy
    }
  }

  /// The fewest nodes with which as many pods run as nodes of this kind can bring about; nil if they bring nothing.
  private func fewestNodes(of template: NodeTemplate, from start: PlanScenario) -> (nodes: Int, outcome: PlanOutcome)? {
    var best = (nodes: 0, outcome: start.outcome())
    var tooFew = 0
    var count = 1
    while best.outcome.wait > 0 {
      let (launched, outcome) = play(count, of: template, from: start)
      guard outcome.run > best.outcome.run else { break }
      tooFew = best.nodes
      best = (launched, outcome)
      // A node that brings anything brings one pod at least.
      guard launched == count, count < baseline.wait else { break }
      count = min(2 * count, baseline.wait)
    }
    while tooFew + 1 < best.nodes {
      let middle = (tooFew + best.nodes) / 2
      let (launched, outcome) = play(middle, of: template, from: start)
      if outcome.run >= best.outcome.run { best = (launched, outcome) } else { tooFew = middle }
    }
    return best.nodes > 0 ? best : nil
  }

  private func play(
    _ count: Int, of template: NodeTemplate, from start: PlanScenario
  ) -> (launched: Int, outcome: PlanOutcome) {
    var changed = start
    let launched = template.launch(count, into: &changed.room)
    return (launched, changed.outcome())
  }
}
