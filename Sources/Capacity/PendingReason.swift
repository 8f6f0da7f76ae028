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
  /// `FailedScheduling`.
  ///
  /// A message may name several reasons. These rules find the one that binds first:
  ///
  /// 1. A node is counted only under the first filter that rejects it, and the filters for taints, selectors and
  ///    volumes' zones come before or beside the one for resources. Nodes that they reject are no candidates, however
  ///    much they have free. So as long as any node lacks a resource, the lack of resources is the reason.
  /// 2. Of several resources the one that most nodes lack binds: `3 Insufficient cpu, 6 Too many pods` waits for pod
  ///    slots, because three of the six nodes would still be full if they had the CPU.
  /// 3. Where no node lacks a resource, the rule that rejects most nodes is the reason.
  /// 4. Among equals the order of the cases decides: pod slots before addresses before CPU and so on.
  ///
  /// Source: https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/#filter (filters stop at
  /// the first that rejects a node).
  public init(schedulerMessage message: some StringProtocol) {
    var candidates: [PendingReason: Int] = [:]
    var rejected: [PendingReason: Int] = [:]
    for objection in SchedulerMessage(message).objections {
      let meaning = ObjectionMeaning(words: objection.words)
      if meaning.isCandidate {
        // One node may lack two resources of the same reason, so their counts cannot be added.
        candidates[meaning.reason] = max(candidates[meaning.reason] ?? 0, objection.nodes)
      } else {
        rejected[meaning.reason, default: 0] += objection.nodes
      }
    }
    self = Self.widest(candidates) ?? Self.widest(rejected) ?? .other
  }

  /// The reason that most nodes have; among equals the first in the order of the cases.
  private static func widest(_ nodes: [PendingReason: Int]) -> PendingReason? {
    guard let most = nodes.values.max() else { return nil }
    return allCases.first { nodes[$0] == most }
  }

  /// What the pod or node of an event lacks; nil if the event does not say that a pod waits.
  ///
  /// A failed sandbox means a lack of addresses only where the VPC CNI says that it has none left. That the CNI could not
  /// be reached is another failure.
  /// Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/troubleshooting.md, and for the events of the
  /// resource controller https://github.com/aws/amazon-vpc-resource-controller-k8s.
  public init?(event: CapacityEvent) {
    switch event.reason {
    case "FailedScheduling":
      self.init(schedulerMessage: event.message)
    case "FailedCreatePodSandBox":
      self = event.message.contains("failed to assign an IP address to container") ? .ipAddresses : .other
    case "OutOfpods":
      self = .podSlots
    case "BranchAllocationFailed", "ResourceAllocationFailed", "InsufficientCidrBlocks":
      self = .ipAddresses
    case "NetworkNotReady", "TrunkENICreationFailed", "NodeTrunkFailedInit", "MissingIAMPermissions":
      self = .other
    default:
      return nil
    }
  }
}
