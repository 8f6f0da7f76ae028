internal import Capacity
internal import OutsideText

extension NodeFields {
  func value(_ texts: inout ListTexts) throws(DecodingFailure) -> Node? {
    guard !metadata.name.isEmpty else { throw DecodingFailure(.missing(field: "metadata.name")) }
    guard !metadata.uid.isEmpty else { throw DecodingFailure(.missing(field: "metadata.uid")) }
    let labels = NodeLabels(values: metadata.labels)
    return Node(
      uid: UID(opaque: metadata.uid), name: metadata.name, createdAt: metadata.createdAt, providerID: providerID,
      instanceType: labels.instanceType, zone: labels.zone, nodeGroup: labels.nodeGroup,
      compute: labels.compute(providerID: providerID),
      isReady: conditions.contains(Typed(type: "Ready", text: "True")), isSchedulable: !isUnschedulable,
      taints: taints.sorted(), allocatable: try Allocatable(allocatable),
      internalIP: try address(ofType: "InternalIP"), externalIP: try address(ofType: "ExternalIP"),
      kubeletVersion: kubeletVersion, operatingSystem: operatingSystem, hasTrunkENI: labels.hasTrunkENI)
  }

  /// The first address of a type.
  private func address(ofType type: SafeText) throws(DecodingFailure) -> IPAddress? {
    guard let address = addresses.first(where: { $0.type == type.text }) else { return nil }
    return try IPAddress.kubernetes(address.text, field: "status.addresses \(type)")
  }
}

extension Allocatable {
  /// Converts the resources that decide how many pods fit; others are not read.
  ///
  /// - Throws: `DecodingFailure` if one of them is no quantity.
  fileprivate init(_ resources: [String: String]) throws(DecodingFailure) {
    let quantity = { (name: SafeText) throws(DecodingFailure) -> Quantity? in
      guard let text = resources[name.text] else { return nil }
      return try Quantity(kubernetes: text, field: "status.allocatable \(name)")
    }
    self.init(
      cpuMillicores: try quantity("cpu")?.milli, memoryBytes: try quantity("memory")?.integer,
      ephemeralStorageBytes: try quantity("ephemeral-storage")?.integer,
      hugepages1GiBytes: try quantity("hugepages-1Gi")?.integer,
      hugepages2MiBytes: try quantity("hugepages-2Mi")?.integer, pods: try quantity("pods")?.integer,
      podENIs: try quantity("vpc.amazonaws.com/pod-eni")?.integer,
      privateIPv4Addresses: try quantity("vpc.amazonaws.com/PrivateIPv4Address")?.integer)
  }
}

/// The labels of a node that show what it is. An empty label counts as absent.
private struct NodeLabels {
  let values: [String: String]

  /// The first of these labels that the node has.
  private func first(_ keys: [String]) -> String? {
    keys.lazy.compactMap { values[$0] }.first { !$0.isEmpty }
  }

  /// Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#nodekubernetesioinstance-type
  var instanceType: String? {
    first(["node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"])
  }

  /// Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#topologykubernetesiozone
  var zone: String? {
    first(["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"])
  }

  /// The managed node group, or what stands for it with Karpenter (`NodePool`, and before release 0.32 `Provisioner`),
  /// eksctl, Fargate or kOps.
  ///
  /// Source: https://karpenter.sh/v0.32/upgrading/v1beta1-migration/#annotations-labels-and-status-conditions
  var nodeGroup: String? {
    first([
      "eks.amazonaws.com/nodegroup", "karpenter.sh/nodepool", "karpenter.sh/provisioner-name",
      "alpha.eksctl.io/nodegroup-name",
      "eks.amazonaws.com/fargate-profile", "kops.k8s.io/instancegroup", "node.kubernetes.io/instancegroup",
    ])
  }

  /// The VPC resource controller has attached a trunk ENI to the node.
  var hasTrunkENI: Bool { values["vpc.amazonaws.com/has-trunk-attached"] == "true" }

  /// Who runs the machine: by label where EKS sets one, else by the form of the provider ID.
  func compute(providerID: String) -> ComputeKind {
    switch values["eks.amazonaws.com/compute-type"] {
    case "fargate": return .fargate
    case "auto": return .autoMode
    case "hybrid": return .hybrid
    default: break
    }
    if providerID.hasPrefix("eks-hybrid:///") { return .hybrid }
    guard providerID.hasPrefix("aws://"), let last = providerID.split(separator: "/").last else { return .other }
    if last.hasPrefix("i-") { return .ec2 }
    return last.hasPrefix("fargate-") ? .fargate : .other
  }
}
