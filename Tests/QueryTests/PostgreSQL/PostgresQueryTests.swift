import DatabasePostgres
import Database
import Query
import Capacity
import History
import Sync
import HubFixture
import PostgresServer
import Testing

/// What SQL that somebody types in may ask a hub, and what it is answered.
@Suite("A query to a hub", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct PostgresQueryTests {
  private let fixture: QueryFixture

  init() throws {
    fixture = try QueryFixture()
  }

  private func rows(_ sql: String, _ parameters: [String: SQLValue] = [:]) throws -> [[SQLValue]] {
    try fixture.rows(sql, parameters)
  }

  @Test("gives numbers, texts and bytes as SQLite has them")
  func valuesAreThoseOfSQLite() throws {
    let result = try fixture.query.answer(
      """
      SELECT 1::int2, 2147483647, (-9223372036854775808)::int8 AS smallest, 4294967295::oid, true, false, 0.1::float4,
        0.1::float8 + 0.2, 'Infinity'::float8, 'NaN'::float8, 'NaN'::numeric, sum(n), avg(n), 1.50::numeric,
        20000000000000000000::numeric, 'ä' AS "Ä", 'c'::char(3), ''::text, '\\x00ff'::bytea, ''::bytea, NULL
      FROM (VALUES (1::int8), (2)) AS v(n)
      """)
    #expect(result.columns.prefix(3) == ["int2", "?column?", "smallest"])
    #expect(result.columns[15] == "Ä")
    #expect(
      result[0] == [
        .integer(1), .integer(2_147_483_647), .integer(.min), .integer(4_294_967_295), .integer(1), .integer(0),
        .real(0.1), .real(0.1 + 0.2), .real(.infinity), .null, .null, .integer(3), .real(1.5), .real(1.5), .real(2e19),
        .text("ä"), .text("c  "), .text(""), .blob([0, 255]), .blob([]), .null,
      ])
  }

  @Test("gives everything else as its text, whatever the role's settings are")
  func otherTypesAreText() throws {
    let settings = [
      "DateStyle = 'German'", "TimeZone = 'Asia/Tokyo'", "extra_float_digits = -10", "bytea_output = escape",
    ]
    for setting in settings { try fixture.server.psql("ALTER DATABASE \(fixture.database) SET \(setting)") }
    let result = try fixture.query(as: "postgres").answer(
      """
      SELECT to_timestamp(1700000000), date '2026-11-25', interval '90 min', '{"a": 1}'::jsonb, array[1, 2],
        '10.0.0.1'::inet, 1 / 3.0::float8, '\\x0aff'::bytea
      """)
    #expect(
      result[0] == [
        .text("2023-11-14 22:13:20+00"), .text("2026-11-25"), .text("01:30:00"), .text(#"{"a": 1}"#), .text("{1,2}"),
        .text("10.0.0.1"), .real(1.0 / 3), .blob([10, 255]),
      ])
  }

  @Test("may be a SELECT, WITH, VALUES, TABLE or EXPLAIN, with comments and semicolons around it")
  func readingStatementsAreAnswered() throws {
    #expect(
      try rows("SELECT node, pods_allocatable, ready FROM v_nodes ORDER BY node") == [
        [.text("Node-2"), .null, .integer(0)], [.text("node-1"), .integer(17), .integer(1)],
      ])
    #expect(
      try rows("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT sum(i) FROM n")
        == [[.integer(10)]])
    #expect(try rows("VALUES (1), (2)") == [[.integer(1)], [.integer(2)]])
    #expect(try rows("(SELECT 1) UNION ALL (SELECT 2)") == [[.integer(1)], [.integer(2)]])
    #expect(try rows("table v_clusters").map { $0.last } == [.integer(7)])
    #expect(try rows("SELECT pod FROM v_pods JOIN v_nodes USING (cluster_id, node)") == [[.text("web-x1")]])
    #expect(try rows(" ; -- a\n SELECT 1 -- one; two\n;\n/* and /* no */ more; */ ;") == [[.integer(1)]])
    for explain in [
      "EXPLAIN", "explain (costs off, format text)", "EXPLAIN ANALYZE VERBOSE", "EXPLAIN (ANALYZE) /* é */",
    ] {
      #expect(try rows("\(explain) SELECT * FROM v_pods WHERE node = :node", ["node": .text("x")]).count > 3)
    }
    #expect(try rows("EXPLAIN (SELECT 1)").isEmpty == false)
  }

  @Test("gives all rows of a long answer in their order")
  func manyRowsComeBackAsTheyWere() throws {
    let result = try fixture.query.answer(
      """
      SELECT i, i / 7.0::float8, 'row ' || i || repeat(' x', i % 50), CASE i % 3 WHEN 0 THEN i END
      FROM generate_series(0, 49999) AS s(i)
      """)
    #expect(result.rowCount == 50_000)
    for row in stride(from: 0, to: 50_000, by: 4_999) {
      let text = "row \(row)" + String(repeating: " x", count: row % 50)
      let last: SQLValue = row % 3 == 0 ? .integer(Int64(row)) : .null
      #expect(result[row] == [.integer(Int64(row)), .real(Double(row) / 7), .text(text), last])
    }
  }

  @Test("without rows has columns all the same, and one without columns is refused")
  func emptyAnswersHaveColumns() throws {
    let result = try fixture.query.answer("SELECT node, zone FROM v_nodes WHERE node = 'x'")
    #expect(result.columns == ["node", "zone"] && result.rowCount == 0)
    #expect(fixture.error("SELECT FROM v_nodes") == .noRows)
  }

  @Test("ends at its limit of rows, and does not compute what comes after")
  func limitOfRows() throws {
    let endless = "WITH RECURSIVE n(i) AS (VALUES (1::int8) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    for limit in [0, 1, 49, 50, 51, 1234] {
      let result = try fixture.query.answer(endless, limits: QueryLimits(rows: limit))
      #expect(result.rowCount == limit && result.columns == ["i"])
      #expect((0..<limit).allSatisfy { result[$0] == [.integer(Int64($0 + 1))] })
    }
    #expect(try fixture.query.answer("EXPLAIN SELECT * FROM v_pods", limits: QueryLimits(rows: 1)).rowCount == 1)
  }

  @Test(
    "is stopped when its time is up, also one that lifts the server's limit",
    arguments: [
      "SELECT pg_sleep(60)",
      "WITH RECURSIVE n(i) AS (VALUES (1::int8) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
      "SELECT set_config('statement_timeout', '0', true), pg_sleep(0.001) FROM generate_series(1, 1000000)",
      "EXPLAIN ANALYZE SELECT pg_sleep(60)",
    ])
  func limitOfTime(sql: String) throws {
    let began = ContinuousClock.now
    #expect(throws: QueryError.timeLimit(.milliseconds(300))) {
      try fixture.query.answer(sql, limits: QueryLimits(time: .milliseconds(300)))
    }
    #expect(ContinuousClock.now - began < .seconds(5))
    #expect(try rows("SELECT 1") == [[.integer(1)]])
  }

  @Test("is refused when its answer grows too large")
  func limitOfBytes() throws {
    let wide = "SELECT repeat('x', 10000) FROM generate_series(1, 1000000)"
    #expect(throws: QueryError.tooLarge(bytes: 1 << 20)) {
      try fixture.query.answer(wide, limits: QueryLimits(bytes: 1 << 20))
    }
    #expect(try rows("SELECT 1") == [[.integer(1)]])
  }

  @Test("names its mistakes with their place")
  func mistakesAreNamed() {
    let error = fixture.error
    #expect(error("") == .empty)
    #expect(error(" -- nothing\n ; /* ; */") == .empty)
    #expect(error("SELECT 1; nonsense") == .severalStatements)
    #expect(error("SELECT 1;\nDROP TABLE pod") == .severalStatements)
    #expect(error("SELECT 1\0; DROP TABLE pod") == .syntax(reason: "it has a NUL character", line: nil, column: nil))
    #expect(
      error("SELECT *\n  FORM v_pods") == .syntax(reason: #"syntax error at or near "FORM""#, line: 2, column: 3))
    #expect(error("SELECT 'é', ]") == .syntax(reason: #"syntax error at or near "]""#, line: 1, column: 13))
    #expect(error("SELECT (1") == .syntax(reason: "syntax error at end of input", line: 1, column: 10))
    #expect(error("SELEKT 1") == .syntax(reason: #"syntax error at or near "SELEKT""#, line: 1, column: 1))
    #expect(
      error("EXPLAIN (costs off)\nSELECT 1 +") == .syntax(reason: "syntax error at end of input", line: 2, column: 11))
    #expect(error("SELECT * FROM v_pod") == .unknownTable("v_pod", similar: "v_pods"))
    #expect(error("SELECT * FROM interfaces") == .unknownTable("interfaces", similar: "v_network_interfaces"))
    #expect(error("SELECT * FROM nonsense_entirely") == .unknownTable("nonsense_entirely", similar: nil))
    #expect(
      error("SELECT pod, n.nod FROM v_pods n") == .unknownColumn("n.nod", similar: "node", line: 1, column: 13))
    #expect(
      error("SELECT p.node FROM v_nodes") == .unknownColumn("p.node", similar: "node", line: 1, column: 8))
    #expect(
      error(#"SELECT 1 FROM v_pods WHERE node = "web""#)
        == .unknownColumn("web", similar: nil, line: 1, column: 35))
    #expect(error("SELECT 1 / (pods_allocatable - 17) FROM v_nodes") == .failed(reason: "division by zero"))
  }

  @Test("that is written for SQLite is told that a hub speaks another dialect")
  func functionsOfSQLiteAreExplained() {
    #expect(
      fixture.error("SELECT 1,\n strftime('%Y', valid_from) FROM v_pods")
        == .failed(
          reason: """
            function strftime(unknown, text) does not exist; No function matches the given name and argument types. \
            You might need to add explicit type casts. (line 2, column 2); a hub answers PostgreSQL's SQL
            """))
  }

  @Test("never puts its mistakes into more than one line")
  func everyMistakeIsOneLine() {
    let mistakes = [
      "", "SELECT 1; SELECT 2", "DROP TABLE pod", "SELECT *\nFORM v_pods", "SELECT * FROM v_pod",
      "SELECT x FROM v_pods",
      "SELECT 1/0", "BEGIN", "SELECT '\n\n'::int", "SELECT strftime('%Y')", "SELECT ?",
    ]
    for sql in mistakes {
      let words = fixture.error(sql)?.description ?? "no error"
      #expect(words != "no error" && !words.contains("\n"), "\(sql): \(words)")
    }
  }

  @Test("leaves the connection to the questions after it, however it ended")
  func connectionGoesOn() throws {
    for sql in [
      "SELECT 1/0", "SELECT", "INSERT INTO text VALUES (1)", "SELECT pg_advisory_lock(5)",
      "SELECT 1/(3-i) FROM generate_series(1, 9) AS s(i)",
    ] {
      _ = try? fixture.query.answer(sql)
      #expect(try fixture.reader.clusters().map(\.identity.name) == ["c1"])
      #expect(try rows("SELECT count(*) FROM v_nodes") == [[.integer(2)]])
    }
  }
}

@Suite("A view of a hub", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct HubViewTests {
  @Test("has the columns that are described, in their order, and no view is missing")
  func viewsAreAsDescribed() throws {
    let fixture = try QueryFixture()
    let views = try fixture.server.psql(
      "SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY 1", database: fixture.database)
    #expect(views.split(separator: "\n").map(String.init) == ViewDescription.all.map(\.name).sorted())
    for view in ViewDescription.all {
      let columns = try fixture.query.answer("SELECT * FROM \(view.name)").columns
      #expect(columns == view.columns.map(\.name), "\(view.name)")
    }
  }

  private static func lines(_ result: QueryResult) -> [String] {
    (0..<result.rowCount).map { "\(result[$0])" }.sorted()
  }

  @Test("has the rows of the file's view, one of everything")
  func rowsAreThoseOfTheFile() throws {
    let fixture = try HubFixture()
    let file = try fixture.file()
    try file.record(20, seed: 3, every: 3000)
    var snapshot = Snapshot()
    let ranges = ["192.168.0.0/16", "10.255.0.0/28", "100.64.0.0/10"].compactMap { IPv4Block($0) }
    snapshot.vpcs = .known([
      VPC(id: "vpc-2", cidrs: ranges, ipv6CIDRs: ["2001:db8:ab::/56", "::/0"].compactMap { IPv6Block($0) }),
      VPC(id: "vpc-3", cidrs: [ranges[0]]), VPC(id: "vpc-4", cidrs: []),
    ])
    snapshot.cidrReservations = .known(
      [true, false].map {
        SubnetCIDRReservation(id: "scr-\($0)", subnetID: "subnet-1", cidr: ranges[1], isForPrefixes: $0)
      })
    let moment = HubFixture.start + 60_000
    _ = try file.store.record(
      snapshot, of: RandomFile.identity("c1"),
      run: CollectionRecord(startedAt: moment, finishedAt: moment, milliseconds: 1, bytesReceived: 1),
      supplement: CollectionSupplement(shortLivedPods: [
        ShortLivedPod(
          Pod(
            uid: UID(high: 9, low: 9), namespace: "default", name: "batch-x1", workload: "Job/batch",
            createdAt: moment + -20, node: "node-1", phase: .succeeded, scheduledAt: moment + -19),
          endedAt: moment + -3)
      ]))
    try file.store.withConnection { connection in
      try PrunedSpanTable.put(Timestamp(seconds: 0)..<HubFixture.start, of: .events, cluster: 1, in: connection)
    }
    _ = try HistoryPush(of: file.path, to: fixture.hub()).run()
    let (one, other) = (SQLiteQuery(file.path), PostgresQuery(try PostgresDatabase(fixture.address())))
    for view in ViewDescription.all {
      let columns = view.columns.map(\.name).filter { $0 != "cluster_id" }.joined(separator: ", ")
      let sql = "SELECT \(columns) FROM \(view.name)"
      let (want, rows) = (try one.answer(sql), try other.answer(sql))
      #expect(want.rowCount > 0, "\(view.name)")
      #expect(Self.lines(rows) == Self.lines(want), "\(view.name)")
    }
  }
}
