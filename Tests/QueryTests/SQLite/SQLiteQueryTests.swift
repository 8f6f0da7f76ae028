import HistoryFixture
import Database
import Capacity
import Foundation
import Testing

import History
@testable import Query

/// What SQL that somebody types in may ask, and what it is answered.
struct SQLiteQueryTests {
  private let fixture: Fixture
  private let query: SQLiteQuery

  init() throws {
    fixture = try Fixture()
    try fixture.record(
      Fixture.full, at: 0, supplement: CollectionSupplement(shortLivedPods: [Fixture.shortLivedPod(at: 0)]))
    try fixture.markPodsPruned(before: 0)
    query = SQLiteQuery(fixture.path)
  }

  private func rows(_ sql: String, _ parameters: [String: SQLValue] = [:]) throws -> [[SQLValue]] {
    let result = try query.answer(sql, parameters: parameters)
    return (0..<result.rowCount).map { result[$0] }
  }

  private func error(_ sql: String) -> QueryError? {
    do {
      _ = try query.answer(sql)
      return nil
    } catch {
      return error as? QueryError
    }
  }

  @Test func valuesKeepTheirStorageClass() throws {
    let result = try query.answer("SELECT 1, -9223372036854775808, 0.1, 'ä', x'00ff', NULL, '', 1e999")
    #expect(result.columns.prefix(3) == ["1", "-9223372036854775808", "0.1"])
    #expect(
      result[0] == [
        .integer(1), .integer(.min), .real(0.1), .text("ä"), .blob([0, 255]), .null, .text(""), .real(.infinity),
      ])
  }

  @Test func textThatIsNotUTF8IsRepairedAndNULDoesNotCutIt() throws {
    #expect(
      try rows("SELECT CAST(x'61ff62' AS TEXT), CAST(x'610062' AS TEXT)") == [[.text("a\u{FFFD}b"), .text("a\0b")]])
  }

  @Test func viewsJoinsWindowsRecursionAndExplainAreReading() throws {
    #expect(try rows("SELECT node, pods_allocatable FROM v_nodes") == [[.text("node-1"), .integer(17)]])
    #expect(
      try rows("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT sum(i) FROM n")
        == [[.integer(10)]])
    #expect(try rows("VALUES (1), (2)") == [[.integer(1)], [.integer(2)]])
    #expect(try rows("SELECT lag(pod) OVER (ORDER BY pod) FROM v_pods") == [[.null], [.text("web-7f9c-1")]])
    #expect(try rows("SELECT count(*) FROM v_pods JOIN v_nodes USING (cluster_id, node)") == [[.integer(1)]])
    #expect(try rows("EXPLAIN QUERY PLAN SELECT * FROM v_pods").isEmpty == false)
    #expect(try rows("PRAGMA table_info(v_subnets)").isEmpty == false)
    #expect(try rows("SELECT name FROM pragma_table_info('v_clusters') LIMIT 1") == [[.text("cluster")]])
    #expect(try rows("SELECT value FROM json_each('[7]')") == [[.integer(7)]])
    #expect(try rows("SELECT count(*) FROM v_eni_addresses") == [[.integer(5)]])
    #expect(try rows("SELECT 1 -- one\n;\n/* and no more */ ;") == [[.integer(1)]])
  }

  @Test(arguments: ViewDescription.all.map(\.name))
  func everyViewCanBeAsked(view: String) throws {
    #expect(try rows("SELECT * FROM \(view)").isEmpty == false)
  }

  @Test func rowsOfManyKindsComeBackAsTheyWere() throws {
    let sql = """
      WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 49999)
      SELECT i, i / 7.0, printf('row %d %s', i, hex(zeroblob(i % 50))), iif(i % 3, NULL, i) FROM n
      """
    let result = try query.answer(sql)
    #expect(result.rowCount == 50_000)
    for row in stride(from: 0, to: 50_000, by: 4_999) {
      let text = "row \(row) " + String(repeating: "00", count: row % 50)
      let last: SQLValue = row % 3 == 0 ? .integer(Int64(row)) : .null
      #expect(result[row] == [.integer(Int64(row)), .real(Double(row) / 7), .text(text), last])
    }
  }

  @Test func aLimitOfRowsStopsTheQueryThere() throws {
    let endless = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    #expect(try query.answer(endless, limits: QueryLimits(rows: 3)).rowCount == 3)
    #expect(try query.answer("SELECT 1", limits: QueryLimits(rows: 0)).rowCount == 0)
  }

  @Test func anEndlessQueryIsStoppedWhenItsTimeIsUp() throws {
    let endless = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    let began = ContinuousClock.now
    #expect(throws: QueryError.timeLimit(.milliseconds(200))) {
      try query.answer(endless, limits: QueryLimits(time: .milliseconds(200)))
    }
    #expect(ContinuousClock.now - began < .seconds(5))
  }

  @Test func anAnswerThatGrowsTooLargeIsRefused() throws {
    let endless = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT hex(zeroblob(1000)) FROM n"
    #expect(throws: QueryError.tooLarge(bytes: 1 << 20)) {
      try query.answer(endless, limits: QueryLimits(bytes: 1 << 20))
    }
    guard case .failed = error("SELECT length(zeroblob(1000000000))") else {
      Issue.record("a value of a gigabyte was made")
      return
    }
  }

  @Test func parametersAreBoundByName() throws {
    #expect(
      try rows("SELECT :a, @b, $c, :a", ["a": .integer(1), "b": .text("it's"), "c": .real(0.5)])
        == [[.integer(1), .text("it's"), .real(0.5), .integer(1)]])
    #expect(throws: QueryError.missingParameter(":a")) { try rows("SELECT :a") }
    #expect(throws: QueryError.missingParameter("?")) { try rows("SELECT ?") }
    #expect(throws: QueryError.unknownParameter("b", known: [":a"])) {
      try rows("SELECT :a", ["a": .null, "b": .null])
    }
  }

  @Test func aParameterNeverBecomesSQL() throws {
    let values: [String: SQLValue] = ["node": .text("x' OR 1 = 1 --")]
    #expect(try rows("SELECT pod FROM v_pods WHERE node = :node", values) == [])
  }

  @Test func mistakesAreNamedWithTheirPlace() {
    #expect(error("") == .empty)
    #expect(error(" -- nothing\n ; ") == .empty)
    #expect(error("SELECT 1; SELECT 2") == .severalStatements)
    #expect(error("SELECT 1; nonsense") == .severalStatements)
    #expect(error("SELECT 1;\nDROP TABLE pod") == .severalStatements)
    #expect(
      error("SELECT *\n  FORM v_pods") == .syntax(reason: #"near "FORM": syntax error"#, line: 2, column: 3))
    #expect(error("SELECT 'é', ]") == .syntax(reason: #"unrecognized token: "]""#, line: 1, column: 13))
    #expect(error("SELECT (1") == .syntax(reason: "incomplete input", line: nil, column: nil))
    #expect(error("SELECT 1\0; DROP TABLE pod") == .syntax(reason: "it has a NUL character", line: nil, column: nil))
    #expect(error("SELECT * FROM v_pod") == .unknownTable("v_pod", similar: "v_pods"))
    #expect(error("SELECT * FROM interfaces") == .unknownTable("interfaces", similar: "v_network_interfaces"))
    #expect(error("SELECT * FROM nonsense_entirely") == .unknownTable("nonsense_entirely", similar: nil))
    #expect(
      error("SELECT pod, n.nod FROM v_pods n")
        == .unknownColumn("n.nod", similar: "node", line: 1, column: 13))
    #expect(error("SELECT abs(-9223372036854775808)") == .failed(reason: "integer overflow"))
  }

  @Test func aMisspeltColumnInDoubleQuotesIsNoText() throws {
    #expect(throws: QueryError.self) { try rows(#"SELECT count(*) FROM v_pods WHERE "nod" = 'node-1'"#) }
    #expect(try rows(#"SELECT count(*) FROM v_pods WHERE "node" = 'node-1'"#) == [[.integer(1)]])
  }

  @Test func everyMistakeIsOneLine() {
    let mistakes = [
      "", "SELECT 1; SELECT 2", "DROP TABLE pod", "SELECT *\nFORM v_pods", "SELECT * FROM v_pod",
      "SELECT x FROM v_pods",
      "SELECT ?", "SELECT abs(-9223372036854775808)", "BEGIN",
    ]
    for sql in mistakes {
      let words = error(sql)?.description ?? "no error"
      #expect(words != "no error" && !words.contains("\n"), "\(sql): \(words)")
    }
  }
}
