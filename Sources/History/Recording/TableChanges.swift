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
