/// An elastic network interface (ENI) of a VPC, whoever owns it.
public struct NetworkInterface: Hashable, Sendable {
  /// `networkInterfaceId`.
  public var id: String
  /// `vpcId`.
  public var vpcID: String
  /// `subnetId`.
  public var subnetID: String
  /// `status`: available, associated, attaching, in-use or detaching.
  public var status: String
  /// `interfaceType`: interface, trunk, branch, efa, natGateway, lambda, …
  public var interfaceType: String
  /// `description`.
  public var description: String
  /// `requesterId`; empty if absent.
  public var requesterID: String
  /// `requesterManaged` or `operator/managed`: AWS made the interface for a service.
  public var isRequesterManaged: Bool
  /// What it is attached to; nil while it is free.
  public var attachment: Attachment?
  /// Private IPv4 addresses, the primary one first, then by number. May be empty on IPv6-only subnets.
  public var ipv4Addresses: [IPv4Address]
  /// Delegated IPv4 prefixes (/28), by number.
  public var ipv4Prefixes: [IPv4Block]
  /// IPv6 addresses.
  public var ipv6Addresses: [IPv6Address]
  /// Delegated IPv6 prefixes (/80).
  public var ipv6Prefixes: [IPv6Block]
  /// The public address that belongs to the primary private one.
  public var publicIP: IPv4Address?
  /// The tags that show what the interface is for: those of the VPC CNI, EKS and the cluster. Sorted by key.
  public var tags: [Tag]

  /// What an interface is attached to.
  public struct Attachment: Hashable, Sendable {
    /// The instance; nil where AWS owns the attachment.
    public var instanceID: String?
    /// 0 for the interface the instance was launched with.
    public var deviceIndex: Int
    /// The network card it uses; 0 on instances with one card.
    public var networkCardIndex: Int

    /// Makes an attachment.
    public init(instanceID: String?, deviceIndex: Int, networkCardIndex: Int = 0) {
      self.instanceID = instanceID
      self.deviceIndex = deviceIndex
      self.networkCardIndex = networkCardIndex
    }
  }

  /// Makes an interface; everything but its identity may be left out.
  public init(
    id: String, vpcID: String, subnetID: String, status: String = "in-use", interfaceType: String = "interface",
    description: String = "", requesterID: String = "", isRequesterManaged: Bool = false,
    attachment: Attachment? = nil, ipv4Addresses: [IPv4Address] = [], ipv4Prefixes: [IPv4Block] = [],
    ipv6Addresses: [IPv6Address] = [], ipv6Prefixes: [IPv6Block] = [], publicIP: IPv4Address? = nil, tags: [Tag] = []
  ) {
    self.id = id
    self.vpcID = vpcID
    self.subnetID = subnetID
    self.status = status
    self.interfaceType = interfaceType
    self.description = description
    self.requesterID = requesterID
    self.isRequesterManaged = isRequesterManaged
    self.attachment = attachment
    self.ipv4Addresses = ipv4Addresses
    self.ipv4Prefixes = ipv4Prefixes
    self.ipv6Addresses = ipv6Addresses
    self.ipv6Prefixes = ipv6Prefixes
    self.publicIP = publicIP
    self.tags = tags
  }

  /// IPv4 addresses that the interface takes from its subnet; a /28 prefix counts as 16.
  public var ipv4AssignedCount: Int {
    ipv4Addresses.count + ipv4Prefixes.reduce(0) { $0 + $1.addressCount }
  }
}

extension NetworkInterface {
  /// Whether a tag with this key is recorded: those that show what an interface is for, and its name.
  public static func recordsTag(_ key: String) -> Bool { key == "Name" || key.hasAnyPrefix(of: recordedTagPrefixes) }

  private static let recordedTagPrefixes = [
    "node.k8s.amazonaws.com/", "cluster.k8s.amazonaws.com/", "kubernetes.io/cluster/", "eks:", "aws:eks:",
    "vpcresources.k8s.aws/", "elbv2.k8s.aws/",
  ]
}

/// A tag of an EC2 resource.
public struct Tag: Hashable, Comparable, Sendable {
  /// The tag's key.
  public var key: String
  /// The tag's value.
  public var value: String

  /// Makes a tag.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }

  /// Orders tags by key and value.
  public static func < (left: Tag, right: Tag) -> Bool {
    (left.key, left.value) < (right.key, right.value)
  }
}

extension String {
  /// Whether the text begins with one of these, byte by byte.
  func hasAnyPrefix(of prefixes: [String]) -> Bool { prefixes.contains { utf8.starts(with: $0.utf8) } }
}

/// What a network interface is for, from a cluster's point of view.
public enum ENIKind: String, CaseIterable, Sendable {
  /// The interface an instance was launched with.
  case primary
  /// A further interface of an instance, which the VPC CNI fills with addresses for pods.
  case secondary
  /// The interface of a node that carries branch interfaces: security groups for pods.
  case trunk
  /// The interface of one pod with security groups of its own, or of a Windows pod.
  case branch
  /// An interface for Elastic Fabric Adapter traffic beside the primary one: of type `efa`, which the VPC CNI fills with
  /// addresses for pods, or `efa-only`, which it leaves alone.
  case efa
  /// An interface of an instance that carries the tag by which the VPC CNI leaves it alone.
  case unmanaged
  /// An unattached interface that the VPC CNI, the VPC resource controller or Cilium left behind.
  case leaked
  /// An interface that an AWS service made for itself: a load balancer, a NAT gateway, an endpoint, …
  case awsManaged = "aws-managed"
  /// Anything else, such as an interface that is free on purpose.
  case other
}

extension NetworkInterface {
  /// What the interface is for.
  ///
  /// The VPC CNI and the VPC resource controller set the tags; see
  /// https://github.com/aws/amazon-vpc-cni-k8s#eni-tags-related-to-allocation.
  ///
  /// - Parameter now: decides whether a free interface of the CNI is leaked or was just created and will be attached.
  public func kind(at now: Timestamp) -> ENIKind {
    if isLeftBehind(at: now) { return .leaked }
    switch interfaceType {
    case "trunk": return .trunk
    case "branch": return .branch
    default: break
    }
    if let attachment, attachment.instanceID != nil { return kind(of: attachment) }
    if isRequesterManaged { return .awsManaged }
    if carriesFabricTraffic { return .efa }
    return hasCNISigns ? .secondary : .other
  }

  /// Whether a CNI or the VPC resource controller made the interface, it is attached to nothing, and its maker has had the
  /// time to attach it.
  ///
  /// A branch interface that serves a pod has the status `in-use`, though no attachment shows. The controller's own cleaner
  /// looks for the status `available` and the tag `eks:eni:owner` with either maker.
  /// Sources: pkg/aws/ec2/api/cleanup/eni_cleanup.go of https://github.com/aws/amazon-vpc-resource-controller-k8s,
  /// https://github.com/aws/amazon-vpc-resource-controller-k8s/issues/574, and for Cilium `CreateInterface` in
  /// pkg/aws/eni/node.go of https://github.com/cilium/cilium.
  private func isLeftBehind(at now: Timestamp) -> Bool {
    guard status == "available", attachment == nil, !isRequesterManaged else { return false }
    return (hasCNISigns || tag("eks:eni:owner") == "eks-vpc-resource-controller") && isOld(at: now)
  }

  private func kind(of attachment: Attachment) -> ENIKind {
    if attachment.deviceIndex == 0, attachment.networkCardIndex == 0 { return .primary }
    if carriesFabricTraffic { return .efa }
    if tag("node.k8s.amazonaws.com/no_manage") == "true" { return .unmanaged }
    return isRequesterManaged ? .awsManaged : .secondary
  }

  private var carriesFabricTraffic: Bool { interfaceType == "efa" || isForFabricTrafficOnly }

  /// Whether the interface carries EFA traffic and nothing else.
  ///
  /// Source: `DescribeAllENIs` in pkg/awsutils/awsutils.go of amazon-vpc-cni-k8s leaves out `efa-only` alone.
  var isForFabricTrafficOnly: Bool { interfaceType == "efa-only" }

  /// Whether a CNI, the VPC's or Cilium, has tagged or described the interface as its own.
  var hasCNISigns: Bool {
    description.hasPrefix("aws-K8S-") || isMadeByCilium || tag("node.k8s.amazonaws.com/instance_id") != nil
      || tag("eks:eni:owner") == "amazon-vpc-cni"
  }

  /// The CNI's own clean-up leaves free interfaces alone for this long.
  ///
  /// Source: `eniDeleteCooldownTime` in pkg/awsutils/awsutils.go of amazon-vpc-cni-k8s.
  private static let attachmentSeconds: Int64 = 300

  private func isOld(at now: Timestamp) -> Bool {
    guard let createdAt = tag("node.k8s.amazonaws.com/createdAt").flatMap({ Timestamp(rfc3339: $0) }) else {
      // CNI releases before 1.6, the VPC resource controller and Cilium make interfaces without this tag.
      return true
    }
    return now - createdAt > Self.attachmentSeconds
  }

  /// The value of a tag; nil if the interface does not have it.
  public func tag(_ key: String) -> String? {
    tags.first { $0.key == key }?.value
  }

  /// The cluster that the interface belongs to by its tags; nil if they name none or several.
  public var clusterName: String? {
    for key in ["cluster.k8s.amazonaws.com/name", "eks:cluster-name", "eks:eks-cluster-name"] {
      if let name = tag(key), !name.isEmpty { return name }
    }
    let prefix = "kubernetes.io/cluster/"
    let owners = tags.filter { $0.key.hasPrefix(prefix) }
    return owners.count == 1 ? owners.first.map { String($0.key.dropFirst(prefix.count)) } : nil
  }
}
