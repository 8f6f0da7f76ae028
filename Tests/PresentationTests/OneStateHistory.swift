import Capacity

/// A history of one cluster that was seen once.
struct OneStateHistory: TrendlessHistory {
  var state: RecordedState

  func clusters() -> [RecordedCluster] { [state.cluster] }

  func state(of id: RecordedCluster.ID, at moment: Timestamp?) -> RecordedState? { state }

  func collections(of id: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?) -> [RecordedCollection] { [] }

  func pendingSpells(of id: RecordedCluster.ID, in span: Range<Timestamp>) -> [PendingSpell] { [] }

  func replay(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    if span.contains(state.observedAt) { try body(state) }
  }
}
