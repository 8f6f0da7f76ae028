/// What a pod waits for: the resource that binds first.
public enum PendingReason: String, CaseIterable, Sendable {
  /// No node has a free pod slot (`Too many pods`).
  case podSlots = "PodSlots"
  /// No address for the pod, on its node or in the subnet.
  case ipAddresses = "IPAddresses"
  /// Not enough CPU.
  case cpu = "CPU"
  /// Not enough memory.
  case memory = "Memory"
  /// Not enough ephemeral storage.
  case ephemeralStorage = "EphemeralStorage"
  /// No node whose taints the pod tolerates.
  case taint = "Taint"
  /// No node that the pod's selectors, affinities or spread constraints accept.
  case affinity = "Affinity"
  /// A volume is missing, unbound or elsewhere.
  case volume = "Volume"
  /// Anything else.
  case other = "Other"
}

extension PendingReason {
  /// What a pod waits for, by the scheduler's message: the message of its condition `PodScheduled` or of an event
  /// `FailedScheduling`. The words of Karpenter and of cluster-autoscaler are read too, for pods of which no scheduler
  /// said anything.
  ///
  /// A message may name several reasons. These rules find the one that binds first:
  ///
  /// 1. A node is counted only under the first filter that rejects it. Nodes that a taint, a selector or a cordon rejects
  ///    are no candidates, however much they have free. So as long as any node lacks a resource, a place for a volume or
  ///    a claimed device, that lack is the reason.
  /// 2. Of several resources the one that most nodes lack binds: `3 Insufficient cpu, 6 Too many pods` waits for pod
  ///    slots, because three of the six nodes would still be full if they had the CPU.
  /// 3. Where no node lacks anything, the rules that are asked after the resources come before those asked earlier: one
  ///    node that has room and is in the wrong zone for a volume says more than sixty with a foreign taint.
  /// 4. Of several such rules the one that rejects most nodes is the reason.
  /// 5. Among equals the order of the cases decides: pod slots before addresses before CPU and so on.
  ///
  /// Words that users wrote, as the names of taints, count for nothing. Of a message that was cut the last objection counts
  /// if what is left of it has a meaning.
  ///
  /// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/#filter (filters stop at
  /// the first that rejects a node).
  public init(schedulerMessage text: some StringProtocol) {
    let message = SchedulerMessage(text)
    var nodes: [ObjectionMeaning.Stage: [PendingReason: Int]] = [:]
    for (index, objection) in message.objections.enumerated() {
      let isLast = index == message.objections.count - 1
      guard let meaning = ObjectionMeaning(objection, in: message, isLast: isLast) else { continue }
      let counted = nodes[meaning.stage]?[meaning.reason] ?? 0
      // One node may lack two resources of the same reason, so their counts cannot be added.
      let (sum, overflows) = counted.addingReportingOverflow(objection.nodes)
      let all = meaning.stage == .lacking ? max(counted, objection.nodes) : overflows ? .max : sum
      nodes[meaning.stage, default: [:]][meaning.reason] = all
    }
    self = nodes.max { $0.key < $1.key }.flatMap { Self.widest($0.value) } ?? .other
  }

  /// The reason that most nodes have; among equals the first in the order of the cases.
  private static func widest(_ nodes: [PendingReason: Int]) -> PendingReason? {
    guard let most = nodes.values.max() else { return nil }
    return allCases.first { nodes[$0] == most }
  }
}
