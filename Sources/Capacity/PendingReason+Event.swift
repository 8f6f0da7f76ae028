extension PendingReason {
  /// What the pod or node of an event lacks; nil if the event does not say that a pod waits.
  public init?(event: CapacityEvent) {
    switch event.reason {
    case "FailedScheduling", "NotTriggerScaleUp":
      self.init(schedulerMessage: event.message)
    case "FailedCreatePodSandBox":
      self = AddressWords.failedSandbox(event.message) ? .ipAddresses : .other
    case "OutOfpods":
      self = .podSlots
    case "InsufficientCidrBlocks":
      self = .ipAddresses
    case "BranchAllocationFailed", "ResourceAllocationFailed", "TrunkENICreationFailed":
      self = AddressWords.failedAllocation(event.message) ? .ipAddresses : .other
    case "BranchENIAnnotationFailed", "NetworkNotReady", "NodeTrunkFailedInit", "MissingIAMPermissions":
      self = .other
    default:
      return nil
    }
  }
}

/// The words that mean a lack of addresses, by who says them. All other failures have other causes: a missing security
/// group, a permission, a state.
enum AddressWords {
  /// Whether the sandbox of a pod failed because a CNI has no address left. That the CNI could not be reached is another
  /// failure.
  static func failedSandbox(_ message: String) -> Bool { contains(message, sandboxPhrases) }

  /// Whether EC2 or the VPC resource controller refused an interface or an address for lack of addresses, of blocks or by
  /// a limit on them.
  static func failedAllocation(_ message: String) -> Bool { contains(message, errorCodes + allocationPhrases) }

  /// Whether Windows' CNI plugin misses the address that the VPC resource controller should have given to the pod. Why it
  /// did not, the words do not tell: it may be switched off, or the pod may not say that it is one for Windows.
  ///
  /// Source: `plugins/vpc-bridge/config` in https://github.com/aws/amazon-vpc-cni-plugins,
  /// https://github.com/kubernetes/kubernetes/issues/78429.
  static func missesWindowsAddress(_ message: String) -> Bool {
    contains(message, ["does not have label vpc.amazonaws.com/PrivateIPv4Address"])
  }

  private static func contains(_ message: String, _ phrases: [StaticString]) -> Bool {
    phrases.contains { message[...].firstIndex(ofASCII: $0) != nil }
  }

  private static let sandboxPhrases: [StaticString] = [
    // VPC CNI: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/troubleshooting.md.
    "failed to assign an IP address to container",
    // Cilium: pkg/ipam/crd.go (ENIs; the second since https://github.com/cilium/cilium/pull/42369),
    // pkg/ipam/service/ipallocator (a range of the node), pkg/ipam/pool.go (pools).
    "No more IPs available", "no IPs currently available on the node", "range is full", "CIDR ranges are exhausted",
    // host-local: https://github.com/containernetworking/plugins/blob/main/plugins/ipam/host-local/backend/allocator/allocator.go.
    "no IP addresses available in range set",
    // Calico: https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/ipam/ipam_types.go.
    "Assigned 0 out of 1 requested IPv",
  ]

  /// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html.
  private static let errorCodes: [StaticString] = [
    "InsufficientFreeAddressesInSubnet", "InsufficientCidrBlocks", "PrivateIpAddressLimitExceeded",
    "NetworkInterfaceLimitExceeded", "AttachmentLimitExceeded",
  ]

  private static let allocationPhrases: [StaticString] = [
    // EC2, under the code InvalidParameterValue too: https://github.com/aws/amazon-vpc-cni-k8s/issues/3105.
    "enough free addresses", "enough free cidr blocks", "sufficient free Ipv4 addresses",
    // The resource controller: pkg/handler/warm.go, pkg/pool/pool.go and pkg/provider/branch/trunk/trunk.go.
    "Warm pool for resource", "being cooled down", "at max capacity", "failed to find free vlan id",
  ]
}
