/// Who says in an event that a pod waits.
///
/// The scheduler decides what a pod without a node waits for. Others look at the same pod with other eyes: Karpenter
/// and cluster-autoscaler say why they add no node for it.
public enum ReporterKind: Sendable {
  /// The scheduler, which looked for a node. Any scheduler: a cluster may have several, as Volcano's.
  case scheduler
  /// Another component that would help a pod without a node.
  case provisioner
  /// The VPC resource controller, which gives branch ENIs and Windows' addresses to pods that have their nodes.
  case resourceController
  /// The kubelet, in the words of the CNI plugin, about a pod that has its node and no address.
  case kubelet

  /// Whether the pod has its node.
  public var isOfBoundPod: Bool { self == .resourceController || self == .kubelet }
}

extension CapacityEvent {
  /// Who says in this event that a pod waits; nil if the event says nothing of a pod's wait.
  public var reporterKind: ReporterKind? {
    switch reason {
    case "FailedScheduling": isFromProvisioner ? .provisioner : .scheduler
    case "NotTriggerScaleUp": .provisioner
    case "BranchAllocationFailed", "BranchENIAnnotationFailed", "ResourceAllocationFailed": .resourceController
    case "FailedCreatePodSandBox": tellsOfMissingAddress ? .kubelet : nil
    default: nil
    }
  }

  /// Schedulers have any name that `spec.schedulerName` may have, so it is the others that are known.
  ///
  /// Karpenter is known by its words too, since it runs under other names, as in EKS Auto Mode.
  /// Source: `PodFailedToScheduleEvent` in
  /// https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/controllers/provisioning/scheduling/events.go.
  private var isFromProvisioner: Bool {
    Self.provisioners.contains(reporter) || reporter.hasPrefix("kueue") || message.hasPrefix("Failed to schedule pod")
  }

  private static let provisioners: Set<String> = [
    "karpenter", "eks-auto-mode/compute", "cluster-autoscaler", "vc-controller-manager",
  ]

  private var tellsOfMissingAddress: Bool {
    AddressWords.failedSandbox(message) || AddressWords.missesWindowsAddress(message)
  }
}
