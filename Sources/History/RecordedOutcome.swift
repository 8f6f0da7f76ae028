public import Capacity

/// What a collection became in the history.
public struct RecordedOutcome: Hashable, Sendable {
  /// The number of the collection within its cluster, from 1 on.
  public var number: Int64
  /// The moment its facts are recorded for.
  public var observedAt: Timestamp
  /// What was opened and closed, by table; tables without a change are missing.
  public var changesByTable: [TableChanges]
  /// How many seconds the collector's clock is behind the observation before this one; 0 if it is not.
  ///
  /// History never runs backwards: while this is more than 0, collections are recorded one second after each other.
  public var clockSteppedBackBy: Int64
  /// The former cluster of the same name, whose history ends here; nil if there was none.
  public var retiredCluster: ClusterIdentity?
  /// By how many bytes the database grew.
  public var bytesAdded: Int64

  /// Makes an outcome.
  public init(
    number: Int64, observedAt: Timestamp, changesByTable: [TableChanges], clockSteppedBackBy: Int64,
    retiredCluster: ClusterIdentity? = nil, bytesAdded: Int64
  ) {
    self.number = number
    self.observedAt = observedAt
    self.changesByTable = changesByTable
    self.clockSteppedBackBy = clockSteppedBackBy
    self.retiredCluster = retiredCluster
    self.bytesAdded = bytesAdded
  }

  /// Facts that were opened or closed.
  public var changes: Int { changesByTable.reduce(0) { $0 + $1.opened + $1.closed } }
}
