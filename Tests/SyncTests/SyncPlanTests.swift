import Capacity
import Testing

@testable import Sync

/// Plans follow from positions alone.
@Suite("A plan")
struct SyncPlanTests {
  private static let position = CollectionPosition(number: 5, observedAt: Timestamp(seconds: 500))
  private static let later = CollectionPosition(number: 9, observedAt: Timestamp(seconds: 900))
  private static let divergence = Divergence(common: position, latest: later, otherLatest: later)
  private static let relations: [Relation] = [
    .absent, .same, .ahead(of: position), .behind(latest: later), .diverged(divergence),
  ]

  @Test("of a push appends what the hub lacks, and refuses where it would lose collections")
  func push() {
    #expect(
      Self.relations.map { SyncPlan.push($0, isReplacing: false) } == [
        .append(after: nil), .nothing, .append(after: Self.position), .refuse, .refuse,
      ])
    #expect(Self.relations.map { SyncPlan.push($0, isReplacing: true) } == Array(repeating: .replace, count: 5))
  }

  @Test("writes nothing of a cluster whose server is out of reach, whatever is to be replaced")
  func unknown() {
    let unknown = Relation.unknown(reason: "no route")
    #expect([true, false].map { SyncPlan.push(unknown, isReplacing: $0) } == [.refuse, .refuse])
    #expect(SyncPlan.append(after: nil).rest(unknown) == nil && !unknown.extendsOther)
  }

  @Test("goes on after a transaction from where the target is, and ends where another sync was faster")
  func rest() {
    let rest = Self.relations.map { SyncPlan.append(after: nil).rest($0) }
    #expect(rest == [.append(after: nil), .nothing, .append(after: Self.position), .nothing, nil])
    #expect(Self.relations.map { SyncPlan.replace.rest($0) } == Array(repeating: .replace, count: 5))
  }

  @Test("of a pull records the file's own collections again behind those of the hub where these take their place")
  func pull() {
    func plans(isReplacing: Bool) -> [PullPlan] {
      Self.relations.map { PullPlan($0, latest: Self.later, isReplacing: isReplacing) }
    }
    #expect(plans(isReplacing: false).map(\.recordAgainAfter) == [nil, nil, nil, nil, 5])
    #expect(
      plans(isReplacing: false).map(\.transfer) == [
        .append(after: nil), .nothing, .append(after: Self.position), .refuse, .replace,
      ])
    #expect(plans(isReplacing: true).map(\.recordAgainAfter) == [nil, 9, 5, 9, 5])
    #expect(plans(isReplacing: true).map(\.transfer) == Array(repeating: .replace, count: 5))
  }
}
