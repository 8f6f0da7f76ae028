import HubFixture
import DatabasePostgres
import Query
import Foundation
import History
import PostgresServer
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

  @Test("in docs/query-and-export.md is answered alike by a file and by its hub")
  func examplesAreAnsweredAlike() throws {
    let fixture = try HubFixture()
    let file = try fixture.file()
    try file.record(40, of: "c1", seed: 3, every: 3000)
    try file.record(20, of: "c2", seed: 4, every: 3000)
    _ = try HistoryPush(of: file.path, to: fixture.hub()).run()
    let (one, other) = (SQLiteQuery(file.path), PostgresQuery(try PostgresDatabase(fixture.address())))
    #expect(try Self.examples.count == 3)
    for sql in try Self.examples {
      let (want, answer) = (try one.answer(sql), try other.answer(sql))
      #expect(answer.columns == want.columns)
      #expect((0..<answer.rowCount).map { answer[$0] } == (0..<want.rowCount).map { want[$0] }, "\(sql)")
      #expect(want.rowCount > 1, "\(sql)")
    }
  }
}
