import Capacity

/// How a plan ends.
struct PlanOutcome {
  /// Pods of the plan that run, those that ran before included.
  var run: Int
  /// Pods of the plan that wait.
  var wait: Int
  /// What they wait for; nil if none does.
  var reason: PendingReason?
  /// The pods of the plan on each node, by its index; nil where the plan scales down, as it is the workload's
  /// controller that chooses which pods go.
  var runByNode: [Int: Int]?
  /// Those of them that were placed by the plan.
  var placedByNode: [Int: Int]
  /// The cluster with these pods.
  var room: PlanRoom
}

extension PlanScenario {
  /// Plays the scenario through.
  ///
  /// Pods are spread as the scheduler spreads them. Where that leaves pods without an address they are placed again, the
  /// subnets' addresses used as sparingly as can be, so that the outcome is the most that could run.
  func outcome() -> PlanOutcome {
    let spread = outcome(order: .spread)
    guard spread.wait > 0, spread.room.rooms != nil, !pod.isHostNetwork else { return spread }
    let frugal = outcome(order: .frugal)
    return frugal.run > spread.run ? frugal : spread
  }

  private func outcome(order: PlanRoom.Order) -> PlanOutcome {
    var room = room
    var running = bound
    for pod in awaiting where room.nodes[pod.node].supply?.take(from: &room.rooms) != nil {
      if pod.isOfWorkload { running[pod.node, default: 0] -= 1 }
    }
    let kept = running.values.reduce(0, +)
    let missing = replicas - bound.values.reduce(0, +)
    guard missing > 0 else { return withoutPlacing(kept: kept, running: missing == 0 ? running : nil, in: room) }
    for group in competing { _ = room.place(group.count, of: group.pod, order: order) }
    let placed = room.place(missing, of: pod, order: order)
    let run = kept + placed.values.reduce(0, +)
    let isUnplaced = placed.values.reduce(0, +) < missing
    let reason: PendingReason? = isUnplaced ? room.reason(for: pod) : run < replicas ? .ipAddresses : nil
    return PlanOutcome(
      run: run, wait: replicas - run, reason: reason, runByNode: running.merging(placed, uniquingKeysWith: +),
      placedByNode: placed, room: room)
  }

  /// The outcome where there are as many pods as asked for, or more. A controller that scales down takes pods that do not
  /// run before those that do.
  private func withoutPlacing(kept: Int, running: [Int: Int]?, in room: PlanRoom) -> PlanOutcome {
    let run = min(replicas, kept)
    return PlanOutcome(
      run: run, wait: replicas - run, reason: run < replicas ? .ipAddresses : nil, runByNode: running,
      placedByNode: [:], room: room)
  }
}
