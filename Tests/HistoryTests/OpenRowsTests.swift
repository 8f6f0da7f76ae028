import Capacity
import Testing

@testable import History

@Suite("The open rows that a process remembers")
struct OpenRowsTests {
  /// A key whose hash is what the test says.
  private struct Key: Hashable {
    var name: String
    var hash: Int

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
  }

  @Test("are found by fact, and follow what collections do to them")
  func moves() throws {
    let uids = (0..<500).map { UID(high: UInt64($0), low: 7) }
    let found = OpenRows<UID>(asOf: 4) { place in
      for (row, uid) in uids.enumerated() { place(uid, Int64(row)) }
    }
    let rows = try #require(found)
    #expect(uids.indices.allSatisfy { rows[uids[$0]] == Int64($0) } && rows[UID(high: 500, low: 7)] == nil)
    let moved = try #require(
      rows.applying([uids[3]: 1000, uids[4]: Int64?.none, UID(high: 501, low: 7): 1001], of: 5))
    #expect(moved.collection == 5 && moved[uids[3]] == 1000 && moved[uids[4]] == nil && moved[uids[5]] == 5)
    #expect(moved[UID(high: 501, low: 7)] == 1001 && rows[uids[3]] == 3)
    // A pod may come back.
    #expect(moved.applying([uids[4]: 1002], of: 6)?[uids[4]] == 1002)
  }

  @Test("are not remembered where two facts have one hash, or so many moved that they are better found anew")
  func forgotten() {
    let (one, other) = (Key(name: "one", hash: 1), Key(name: "other", hash: 1))
    #expect(
      OpenRows<Key>(asOf: 1) {
        $0(one, 1)
        $0(other, 2)
      }?.collection == nil)
    let many = Dictionary(uniqueKeysWithValues: (0..<10_001).map { (UID(high: UInt64($0), low: 0), Int64?.some(1)) })
    #expect(OpenRows<UID>(asOf: 1) { _ in }?.applying(many, of: 2)?.collection == nil)
  }
}
