public import Capacity

/// What the history knows of a cluster before it is collected again.
public struct KnownCluster: Sendable {
  /// Types that were asked before: reference data, which EC2 need not be asked for each time.
  public var instanceTypes: [InstanceType]
  /// When all of these types were last asked for; nil if they never were.
  public var instanceTypesAskedAt: Timestamp?
  /// The instances behind the nodes, as last recorded: EC2 can be asked about them while the Kubernetes API is down.
  public var instanceIDs: [String]
  /// The cluster's VPCs, as last recorded or as EKS tells.
  public var vpcIDs: [String]

  /// Makes such knowledge; by default there is none.
  public init(
    instanceTypes: [InstanceType] = [], instanceTypesAskedAt: Timestamp? = nil, instanceIDs: [String] = [],
    vpcIDs: [String] = []
  ) {
    self.instanceTypes = instanceTypes
    self.instanceTypesAskedAt = instanceTypesAskedAt
    self.instanceIDs = instanceIDs
    self.vpcIDs = vpcIDs
  }

  /// How long a type's limits are taken as they are: AWS changes them rarely, and raises them when it does.
  static let instanceTypeLifetime: Int64 = 7 * 86_400

  /// Which of the types `names` must be asked for at `now`: all once a week, else those never seen.
  func instanceTypesToAsk(_ names: Set<String>, now: Timestamp) -> Set<String> {
    guard let askedAt = instanceTypesAskedAt, now - askedAt < Self.instanceTypeLifetime, now >= askedAt else {
      return names
    }
    return names.subtracting(instanceTypes.map(\.name))
  }
}
