/// What kind of thing holds addresses of a subnet. The raw values stand in the column `owner_kind`.
public enum AddressOwnerKind: String, CaseIterable, Sendable {
  /// Pods of a cluster.
  case pod
  /// Primary addresses of the interfaces on a cluster's nodes.
  case node
  /// Secondary and prefix addresses on these that no pod holds.
  case warm
  /// Branch interfaces: pods with security groups of their own.
  case branch
  /// Elastic load balancers.
  case loadBalancer = "load-balancer"
  /// NAT gateways.
  case natGateway = "nat-gateway"
  /// Lambda functions.
  case lambda
  /// RDS, ElastiCache, Redshift and other databases.
  case database
  /// Interface endpoints of AWS services.
  case endpoint
  /// Unattached interfaces that the VPC CNI left behind.
  case leaked
  /// Anything else.
  case other
}

/// Who holds addresses of a subnet.
public struct AddressOwner: Hashable, Sendable {
  /// `subnetId`.
  public var subnetID: String
  /// What kind of thing it is.
  public var kind: AddressOwnerKind
  /// The cluster, or the name of the service or resource.
  public var owner: String

  /// Makes an owner.
  public init(subnetID: String, kind: AddressOwnerKind, owner: String) {
    self.subnetID = subnetID
    self.kind = kind
    self.owner = owner
  }
}

/// How many addresses an owner holds in a subnet at a moment.
public struct OwnerCounters: Hashable, Sendable {
  /// IPv4 addresses, a /28 prefix as 16.
  public var ipsUsed: Int64

  /// Makes a count.
  public init(ipsUsed: Int64) {
    self.ipsUsed = ipsUsed
  }
}

extension OwnerCounters: TrendCounters {
  /// The addresses, out of nothing: an owner has no share of its own.
  public var load: Load { Load(used: ipsUsed, of: 0) }
}
