import Capacity
import Database
import GRDB
import History
import HistoryFixture
import Testing

@Suite("A damaged file")
struct DamagedFileTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture()
    try fixture.record(
      Snapshot(nodes: .known([]), pods: .known([Fixture.pod(1), Fixture.pod(2)])), at: 0)
  }

  private func damage(_ sql: String) throws { try fixture.store.queue.write { try $0.execute(sql: sql) } }

  @Test("may name any number of facts: no room is made for it", arguments: [-1, 1 << 40, Int64.max])
  func counts(count: Int64) throws {
    try damage("UPDATE collection SET pods_count = \(count), nodes_count = \(count)")
    #expect(try fixture.store.recordedObjects(clusterNamed: "c1").pods.count == 2)
    #expect(try fixture.reader().state(of: 1, at: nil)?.snapshot.pods.value?.count == 2)
  }

  @Test("that lacks a text of a pod's names is said to be damaged", arguments: ["name_prefix_ref", "owner_ref"])
  func texts(column: String) throws {
    try damage("DELETE FROM text WHERE text_key IN (SELECT \(column) FROM pod_template)")
    #expect(throws: SQLiteError.corrupt(path: fixture.path, reason: "a text of pod_template 1 is missing")) {
      try fixture.store.recordedObjects(clusterNamed: "c1")
    }
  }
}
