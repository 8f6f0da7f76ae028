/// A Kubernetes event that reports a lack of capacity. The API server deletes it after an hour; the history keeps it.
public struct CapacityEvent: Hashable, Sendable {
  /// `metadata.uid` of the event.
  public var uid: UID
  /// What the event is about.
  public var involved: ObjectReference
  /// `reason`, for example `FailedScheduling`.
  public var reason: String
  /// `message`; a series keeps its first text.
  public var message: String
  /// Who wrote it: the reporting component, or for older writers the source component.
  public var reporter: String
  /// When it first happened.
  public var firstSeenAt: Timestamp
  /// When it last happened. Components report repeats with a delay, so this lags by up to 30 minutes.
  public var lastSeenAt: Timestamp
  /// How often it happened, at least 1. Lags like `lastSeenAt`.
  public var count: Int64

  /// Makes an event.
  public init(
    uid: UID, involved: ObjectReference, reason: String, message: String, reporter: String, firstSeenAt: Timestamp,
    lastSeenAt: Timestamp, count: Int64
  ) {
    self.uid = uid
    self.involved = involved
    self.reason = reason
    self.message = message
    self.reporter = reporter
    self.firstSeenAt = firstSeenAt
    self.lastSeenAt = lastSeenAt
    self.count = count
  }

  /// The reasons that are recorded: those that scheduler, kubelet, VPC CNI and VPC resource controller give when a pod
  /// gets no slot or no address, and that cluster-autoscaler gives when it adds no node for one. Karpenter says so by the
  /// scheduler's own reason.
  ///
  /// `NotTriggerScaleUp` and `NodeTrunkFailedInit` are of type Normal, for which a list of events that leaves out the
  /// ordinary ones does not ask.
  public static let recordedReasons: Set<String> = [
    "FailedScheduling", "NotTriggerScaleUp", "FailedCreatePodSandBox", "NetworkNotReady", "OutOfpods",
    "BranchAllocationFailed", "BranchENIAnnotationFailed", "ResourceAllocationFailed", "TrunkENICreationFailed",
    "InsufficientCidrBlocks", "NodeTrunkFailedInit", "MissingIAMPermissions",
  ]
}

/// The object an event is about.
public struct ObjectReference: Hashable, Sendable {
  /// For example `Pod`.
  public var kind: String
  /// Empty for objects outside namespaces.
  public var namespace: String
  /// The object's name.
  public var name: String
  /// The object's UID; nil where the writer left it out.
  public var uid: UID?

  /// Makes a reference.
  public init(kind: String, namespace: String, name: String, uid: UID?) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.uid = uid
  }
}
