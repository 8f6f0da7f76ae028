import DatabasePostgres
import Database
import Query
import History
import PostgresServer
import Testing

@Suite("A query's parameters", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct QueryParameterTests {
  private let fixture: QueryFixture

  init() throws {
    fixture = try QueryFixture()
  }

  @Test("are given by name, with any of three signs")
  func parametersAreBoundByName() throws {
    #expect(
      try fixture.rows(
        "SELECT :a, @b, $c, :a, @größe", ["a": .integer(1), "b": .text("it's"), "c": .real(0.5), "größe": .null])
        == [[.integer(1), .text("it's"), .real(0.5), .integer(1), .null]])
    #expect(
      try fixture.rows(
        "SELECT :a + 1, :a::text, substr('abc', :a), :big, :blob, :none IS NULL",
        ["a": .integer(2), "big": .integer(.max), "blob": .blob([0, 255]), "none": .null])
        == [[.integer(3), .text("2"), .text("bc"), .integer(.max), .blob([0, 255]), .integer(1)]])
    let many = (1...12).map { ":p\($0)" }.joined(separator: ", ")
    let values = Dictionary(uniqueKeysWithValues: (1...12).map { ("p\($0)", SQLValue.integer($0)) })
    #expect(try fixture.rows("SELECT \(many)", values) == [(1...12).map { .integer($0) }])
  }

  @Test("have to be those that are given, and none may be missing")
  func parametersHaveToMatch() throws {
    #expect(throws: QueryError.missingParameter(":a")) { try fixture.rows("SELECT :a") }
    #expect(throws: QueryError.missingParameter("$1")) { try fixture.rows("SELECT $1") }
    #expect(throws: QueryError.unknownParameter("b", known: [":a"])) {
      try fixture.rows("SELECT :a", ["a": .null, "b": .null])
    }
  }

  @Test("never become SQL")
  func parametersNeverBecomeSQL() throws {
    let values: [String: SQLValue] = ["node": .text("x' OR 1 = 1 --")]
    #expect(try fixture.rows("SELECT pod FROM v_pods WHERE node = :node", values) == [])
    #expect(try fixture.rows("SELECT pod FROM v_pods WHERE node=@node", ["node": .text("node-1")]).count == 1)
  }

  @Test("keep the places of mistakes behind them")
  func placesAreKept() {
    let error = #expect(throws: QueryError.self) {
      try fixture.rows("SELECT :größe,\n :node, nod FROM v_pods", ["größe": .integer(1), "node": .text("x")])
    }
    #expect(error == .unknownColumn("nod", similar: "node", line: 2, column: 9))
  }

  /// Texts that the server itself takes apart, and what it makes of them.
  static let texts: [(sql: String, value: SQLValue)] = [
    ("':a'", .text(":a")), ("'it''s :a'", .text("it's :a")), (#"'\' || ':a'"#, .text(#"\:a"#)),
    (#"E'\':a'"#, .text("':a")), (#"e'a''\':a;'"#, .text("a'':a;")), (#"U&'\0061:a'"#, .text("a:a")),
    ("$$:a;$$", .text(":a;")), ("$t$:a $$ $x$ ' $t$", .text(":a $$ $x$ ' ")), ("$t$$$t$", .text("$")),
    (#"(SELECT ":a"" b" FROM (SELECT 1) AS x(":a"" b"))"#, .integer(1)),
    ("1 -- :a ' \n", .integer(1)), ("1 /* :a /* ' */ :b ; */", .integer(1)), ("'7'::int", .integer(7)),
    ("(array[1,2,3])[2:3]", .text("{2,3}")), ("array[1,2] @> array[1]", .integer(1)),
    ("array[1]<@array[1,2]", .integer(1)), ("@ -5", .integer(5)), ("'{\"a\":1}'::jsonb->>'a'", .text("1")),
    ("(SELECT a$b FROM (SELECT 2) AS x(a$b))", .integer(2)), ("'{\"a\":1}'::jsonb ? 'a'", .integer(1)),
    ("make_interval(hours := 2)", .text("02:00:00")), ("-1--1\n", .integer(-1)), ("'' /**/", .text("")),
  ]

  @Test("are found where PostgreSQL has no text, name, comment or operator")
  func scannerReadsAsTheServerDoes() throws {
    for (sql, value) in Self.texts {
      let rows = try fixture.rows("SELECT \(sql), :p", ["p": .integer(9)])
      #expect(rows == [[value, .integer(9)]], "\(sql)")
    }
  }

  @Test("are not looked for beyond a text or comment that does not end")
  func unfinishedTextsAreSyntaxErrors() {
    for sql in ["'a :p", "/* :p", "$t$ :p", "\":p"] {
      guard case .syntax = fixture.error("SELECT \(sql)") else {
        Issue.record("\(sql): \(String(describing: fixture.error("SELECT \(sql)")))")
        continue
      }
    }
  }
}
