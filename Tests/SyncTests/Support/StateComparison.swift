import Capacity
import RandomHistory
import Testing

/// Checks that a cluster held the same in two histories at all moments of collections from `moment` on.
func expectSameStates(
  _ one: any HistoryReading, _ other: any HistoryReading, of name: String = "c1", from moment: Timestamp,
  until end: Timestamp = Timestamp(seconds: 1 << 40), sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let mine = try #require(try one.clusters().first { $0.identity.name == name }, sourceLocation: sourceLocation)
  let theirs = try #require(try other.clusters().first { $0.identity.name == name }, sourceLocation: sourceLocation)
  let moments = try other.collections(of: theirs.id, in: moment..<end, limit: nil).map(\.observedAt)
  #expect(!moments.isEmpty, sourceLocation: sourceLocation)
  #expect(
    try one.collections(of: mine.id, in: moment..<end, limit: nil).map(\.observedAt) == moments,
    sourceLocation: sourceLocation)
  for moment in moments {
    let state = try #require(try one.state(of: mine.id, at: moment), sourceLocation: sourceLocation)
    let want = try #require(try other.state(of: theirs.id, at: moment), sourceLocation: sourceLocation)
    #expect(differingSources(state.snapshot, want.snapshot) == [], "at \(moment)", sourceLocation: sourceLocation)
  }
}
