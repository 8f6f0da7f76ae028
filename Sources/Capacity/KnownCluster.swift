/// What the history knows of a cluster before it is collected again.
public struct KnownCluster: Hashable, Sendable {
  /// Types that were asked before: reference data, which EC2 need not be asked for each time.
  public var instanceTypes: [InstanceType]
  /// When all of these types were last asked for; nil if they never were.
  public var instanceTypesAskedAt: Timestamp?
  /// The instances behind the nodes, as last recorded: EC2 can be asked about them while the Kubernetes API is down.
  public var instanceIDs: [String]
  /// UID of the namespace `kube-system`; nil if it was never read.
  public var uid: UID?
  /// From where the changes of sources can be followed.
  public var resume: [Source: ResumePoint]
  /// When EC2 was last asked, if all that was asked of it was answered, or refused where a cluster may refuse it; else nil.
  public var ec2AnsweredAt: Timestamp?
  /// The cluster's VPCs, as last recorded or as EKS says.
  public var vpcIDs: [String]

  /// By default nothing is known.
  public init(
    instanceTypes: [InstanceType] = [], instanceTypesAskedAt: Timestamp? = nil, instanceIDs: [String] = [],
    vpcIDs: [String] = [], uid: UID? = nil, resume: [Source: ResumePoint] = [:]
  ) {
    self.instanceTypes = instanceTypes
    self.instanceTypesAskedAt = instanceTypesAskedAt
    self.instanceIDs = instanceIDs
    self.vpcIDs = vpcIDs
    self.uid = uid
    self.resume = resume
  }
}
