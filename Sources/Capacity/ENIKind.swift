/// What a network interface is for, from a cluster's point of view.
public enum ENIKind: String, CaseIterable, Sendable {
  /// The interface an instance was launched with.
  case primary
  /// A further interface of an instance, which the VPC CNI fills with addresses for pods.
  case secondary
  /// The interface of a node that carries branches: security groups for pods.
  case trunk
  /// The interface of one pod with security groups of its own, or of a Windows pod.
  case branch
  /// An interface for Elastic Fabric Adapter traffic beside the primary one: the CNI gives it no pods.
  case efa
  /// An interface of an instance that the VPC CNI was told to leave alone.
  case unmanaged
  /// An unattached interface that the VPC CNI left behind.
  case leaked
  /// An interface that an AWS service made for itself: a load balancer, a NAT gateway, an endpoint, …
  case awsManaged = "aws-managed"
  /// Anything else, such as an interface that is free on purpose.
  case other

  /// Whether such an interface, attached to a node, takes an ENI's place without carrying pods.
  public var takesENIWithoutPods: Bool { self == .trunk || self == .efa || self == .unmanaged }
}

extension NetworkInterface {
  /// What the interface is for.
  ///
  /// The signs are those that the VPC CNI and the VPC resource controller set; see the tags in
  /// https://github.com/aws/amazon-vpc-cni-k8s#eni-tags-related-to-allocation.
  ///
  /// - Parameter now: decides whether a free interface of the CNI is leaked or only between creation and attachment.
  public func kind(at now: Timestamp) -> ENIKind {
    switch interfaceType {
    case "trunk": return .trunk
    case "branch": return .branch
    default: break
    }
    if let attachment, attachment.instanceID != nil { return kind(of: attachment) }
    if isRequesterManaged { return .awsManaged }
    if carriesFabricTraffic { return .efa }
    guard hasCNISigns else { return .other }
    return status == "available" && isOld(at: now) ? .leaked : .secondary
  }

  private func kind(of attachment: Attachment) -> ENIKind {
    if attachment.deviceIndex == 0, attachment.networkCardIndex == 0 { return .primary }
    if carriesFabricTraffic { return .efa }
    if tag("node.k8s.amazonaws.com/no_manage") == "true" { return .unmanaged }
    return isRequesterManaged ? .awsManaged : .secondary
  }

  private var carriesFabricTraffic: Bool { interfaceType == "efa" || interfaceType == "efa-only" }

  /// Whether the VPC CNI has tagged or described the interface as its own.
  var hasCNISigns: Bool {
    description.hasPrefix("aws-K8S-") || tag("node.k8s.amazonaws.com/instance_id") != nil
      || tag("eks:eni:owner") == "amazon-vpc-cni"
  }

  /// The CNI's own clean-up leaves free interfaces alone for this long.
  ///
  /// Source: `eniDeleteCooldownTime` in pkg/awsutils/awsutils.go of amazon-vpc-cni-k8s.
  private static let attachmentSeconds: Int64 = 300

  private func isOld(at now: Timestamp) -> Bool {
    guard let createdAt = tag("node.k8s.amazonaws.com/createdAt").flatMap({ Timestamp(rfc3339: $0) }) else {
      // Only releases before 1.6 made interfaces without this tag.
      return true
    }
    return now - createdAt > Self.attachmentSeconds
  }

  /// The value of a tag; nil if the interface does not have it.
  public func tag(_ key: String) -> String? {
    tags.first { $0.key == key }?.value
  }

  /// The cluster the interface belongs to, as its tags tell; nil if they do not, or name several.
  public var clusterName: String? {
    for key in ["cluster.k8s.amazonaws.com/name", "eks:cluster-name", "eks:eks-cluster-name"] {
      if let name = tag(key), !name.isEmpty { return name }
    }
    let prefix = "kubernetes.io/cluster/"
    let owners = tags.filter { $0.key.hasPrefix(prefix) }
    return owners.count == 1 ? owners.first.map { String($0.key.dropFirst(prefix.count)) } : nil
  }
}
