import Capacity
import DatabasePostgres
import Query
import Foundation
import History
import PostgresServer
import RandomHistory
import Sync
import Testing


@Suite("SQL for both", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct QueryDialectTests {
  /// The SQL of the section on hubs.
  private static var examples: [String] {
    get throws {
      let docs = URL(filePath: #filePath).appending(path: "../../../../docs/query-and-export.md").standardized
      let text = try String(contentsOf: docs, encoding: .utf8)
      let section = try #require(text.split(separator: "### Querying a hub").last)
      return section.matches(of: /```sql\n((?s).+?)```/).map { String($0.output.1) }
    }
  }

  /// Records collections of a cluster that drifts at random, one behind the other.
  private func record(_ count: Int, of name: String, seed: UInt64, in store: HistoryStore) throws {
    var cluster = RandomCluster(seed: seed)
    for number in 0..<count {
      let moment = Timestamp(seconds: 1_800_000_000 + Int64(number) * 3000)
      let identity = ClusterIdentity(name: name, uid: UID(high: seed, low: seed))
      let run = CollectionRecord(startedAt: moment, finishedAt: moment + 2, milliseconds: 1500, bytesReceived: 4096)
      _ = try store.record(cluster.snapshot(at: moment), of: identity, run: run)
    }
  }

  @Test("in docs/query-and-export.md is answered alike by a file and by its hub")
  func examplesAreAnsweredAlike() throws {
    let directory = try TemporaryDirectory()
    let store = try HistoryStore(path: directory.file("capdb.db"))
    try record(40, of: "c1", seed: 3, in: store)
    try record(20, of: "c2", seed: 4, in: store)
    let server = try PostgresServer.shared.get()
    let address = try #require(try PostgresAddress(server.connectionString(database: server.createDatabase())))
    _ = try HistoryPush(of: store.path, to: .server(name: address.name) { try PostgresDatabase(address) }).run()
    let (one, other) = (SQLiteQuery(store.path), PostgresQuery(try PostgresDatabase(address)))
    #expect(try Self.examples.count == 3)
    for sql in try Self.examples {
      let (want, answer) = (try one.answer(sql), try other.answer(sql))
      #expect(answer.columns == want.columns)
      #expect((0..<answer.rowCount).map { answer[$0] } == (0..<want.rowCount).map { want[$0] }, "\(sql)")
      #expect(want.rowCount > 1, "\(sql)")
    }
  }
}
