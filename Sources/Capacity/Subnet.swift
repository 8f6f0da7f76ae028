/// A subnet of a VPC.
public struct Subnet: Hashable, Sendable {
  /// `subnetId`.
  public var id: String
  /// `vpcId`.
  public var vpcID: String
  /// `ownerId`: the account that owns the subnet, which may share it with others; nil if EC2 did not say.
  public var ownerID: String?
  /// `availabilityZone`.
  public var zone: String
  /// `cidrBlock`; nil on an IPv6-only subnet.
  public var cidr: IPv4Block?
  /// `ipv6CidrBlockAssociationSet` in state `associated`.
  public var ipv6CIDRs: [IPv6Block]
  /// `availableIpAddressCount`: IPv4 addresses that are neither reserved nor assigned.
  public var availableIPv4Count: Int
  /// The tags that decide whether the VPC CNI and load balancers use the subnet, and its `Name`. Sorted by key.
  public var tags: [Tag]

  /// Makes a subnet; everything but its identity may be left out.
  public init(
    id: String, vpcID: String, ownerID: String? = nil, zone: String = "", cidr: IPv4Block? = nil,
    ipv6CIDRs: [IPv6Block] = [], availableIPv4Count: Int = 0, tags: [Tag] = []
  ) {
    self.id = id
    self.vpcID = vpcID
    self.ownerID = ownerID
    self.zone = zone
    self.cidr = cidr
    self.ipv6CIDRs = ipv6CIDRs
    self.availableIPv4Count = availableIPv4Count
    self.tags = tags
  }

  /// Addresses that AWS reserves in every subnet: the first four and the last one.
  ///
  /// Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
  public static let reservedAddressCount = 5

  /// IPv4 addresses of the subnet that can be assigned.
  public var usableIPv4Count: Int { max(0, (cidr?.addressCount ?? 0) - (cidr == nil ? 0 : Self.reservedAddressCount)) }
}

extension Subnet {
  /// Whether a tag with this key is recorded: those that decide what the VPC CNI and load balancers do with a subnet, and
  /// its name.
  public static func recordsTag(_ key: String) -> Bool { key == "Name" || key.hasAnyPrefix(of: recordedTagPrefixes) }

  private static let recordedTagPrefixes = ["kubernetes.io/", "cni.networking.k8s.aws/"]
}

/// A VPC and its address ranges.
public struct VPC: Hashable, Sendable {
  /// `vpcId`.
  public var id: String
  /// `cidrBlockAssociationSet` in state `associated`, the first one first.
  public var cidrs: [IPv4Block]
  /// `ipv6CidrBlockAssociationSet` in state `associated`.
  public var ipv6CIDRs: [IPv6Block]

  /// Makes a VPC.
  public init(id: String, cidrs: [IPv4Block], ipv6CIDRs: [IPv6Block] = []) {
    self.id = id
    self.cidrs = cidrs
    self.ipv6CIDRs = ipv6CIDRs
  }
}

/// A range of a subnet set aside, for prefixes or against any use.
public struct SubnetCIDRReservation: Hashable, Sendable {
  /// `subnetCidrReservationId`.
  public var id: String
  /// `subnetId`.
  public var subnetID: String
  /// `cidr`; IPv4 reservations only.
  public var cidr: IPv4Block
  /// `reservationType` is `prefix` (else `explicit`).
  public var isForPrefixes: Bool

  /// Makes a reservation.
  public init(id: String, subnetID: String, cidr: IPv4Block, isForPrefixes: Bool) {
    self.id = id
    self.subnetID = subnetID
    self.cidr = cidr
    self.isForPrefixes = isForPrefixes
  }
}

extension Subnet {
  /// Whether another account owns the subnet and shares it with these, which then see no interfaces but their own and may
  /// not ask for its reservations. The owner itself sees the interfaces of all.
  ///
  /// Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
  ///
  /// - Parameter accounts: those that launched the cluster's instances; empty if they are unknown.
  package func isShared(with accounts: Set<String>) -> Bool {
    guard let ownerID, !accounts.isEmpty else { return false }
    return !accounts.contains(ownerID)
  }
}
