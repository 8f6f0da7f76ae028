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

  /// Facts that were opened or closed.
  public var changes: Int { changesByTable.reduce(0) { $0 + $1.opened + $1.closed } }
}

/// How many intervals of one table a collection opened and closed.
public struct TableChanges: Hashable, Sendable {
  /// The table, for example `pod_state`.
  public var table: String
  /// Intervals that began: facts that are new, or new values of known ones.
  public var opened: Int
  /// Intervals that ended: facts that are gone, or former values.
  public var closed: Int

  /// Makes a count.
  public init(table: String, opened: Int, closed: Int) {
    self.table = table
    self.opened = opened
    self.closed = closed
  }
}
