internal import Capacity

/// The labels of a node that tell what it is. An empty label counts as absent.
struct NodeLabels {
  private let values: [String: String]

  init(_ labels: [ProtoStringEntry]) {
    values = Dictionary(labels.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
  }

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

  /// The managed node group, or what stands for it with Karpenter, eksctl, Fargate or kOps.
  var nodeGroup: String? {
    first([
      "eks.amazonaws.com/nodegroup", "karpenter.sh/nodepool", "alpha.eksctl.io/nodegroup-name",
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
