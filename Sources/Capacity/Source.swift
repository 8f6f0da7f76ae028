/// One of the things that a collection asks for. Each source succeeds or fails on its own.
public enum Source: String, CaseIterable, Hashable, Sendable {
  /// `GET /api/v1/nodes`.
  case nodes
  /// `GET /api/v1/pods`.
  case pods
  /// `GET /api/v1/events`.
  case events
  /// The environment of the DaemonSet `kube-system/aws-node`.
  case cni
  /// The objects `CiliumNode`: asked where `aws-node` does not serve the pods.
  case ciliumNodes = "cilium-nodes"
  /// `DescribeInstances`.
  case instances
  /// `DescribeInstanceTypes`.
  case instanceTypes = "instance-types"
  /// `DescribeNetworkInterfaces`.
  case networkInterfaces = "network-interfaces"
  /// `DescribeSubnets`.
  case subnets
  /// `DescribeVpcs`.
  case vpcs
  /// `GetSubnetCidrReservations`.
  case cidrReservations = "cidr-reservations"

  /// The sources that the Kubernetes API answers.
  public static let kubernetes: [Source] = [.nodes, .pods, .events, .cni, .ciliumNodes]
  /// The sources that the EC2 API answers.
  public static let ec2: [Source] = [
    .instances, .instanceTypes, .networkInterfaces, .subnets, .vpcs, .cidrReservations,
  ]

  /// Whether a cluster may refuse this source without making the collection partial: it is useful, but beyond the least
  /// rights that capdb asks for.
  public var isOptional: Bool { self == .cni || self == .ciliumNodes || self == .cidrReservations }
}

/// How one source ended in one collection.
public enum SourceStatus: Int, CaseIterable, Sendable {
  /// Answered in full.
  case complete = 0
  /// Asked, but there was no complete answer: its values are unknown.
  case failed = 1
  /// Not asked, because the configuration says so: its values are unknown.
  case notAsked = 2
  /// An optional source that may not be read: its values are unknown.
  case denied = 3
  /// Answered in full, but the values have been pruned since: they are unknown. No collection is recorded with it.
  case pruned = 4
}

/// The answer of one source: its values, or why there are none.
public enum Reading<Value: Sendable>: Sendable {
  /// The source answered in full.
  case known(Value)
  /// The source did not answer in full.
  case unknown(SourceStatus, error: String?)

  /// The values; nil if they are unknown.
  public var value: Value? {
    if case .known(let value) = self { value } else { nil }
  }

  /// How the source ended.
  public var status: SourceStatus {
    if case .unknown(let status, _) = self { status } else { .complete }
  }

  /// Why there are no values, in words for the user.
  public var error: String? {
    if case .unknown(_, let error) = self { error } else { nil }
  }

  /// Not asked because the configuration says so.
  public static var notAsked: Reading { .unknown(.notAsked, error: nil) }
}

extension Reading: Equatable where Value: Equatable {}
