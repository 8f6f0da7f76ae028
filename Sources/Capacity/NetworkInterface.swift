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
  /// The tags that tell what the interface is for: those of the VPC CNI, EKS and the cluster. Sorted by key.
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
  /// Whether a tag with this key is kept: those that tell what an interface is for, and its name.
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
