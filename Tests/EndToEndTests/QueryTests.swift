import CapdbRunner
import Foundation
import Testing

/// `capdb query` as a user runs it.
@Suite(.serialized)
struct QueryTests {
  @Test func anAnswerComesInEveryFormat() async throws {
    try await SimulatedEnvironment.withArticle { environment async throws in
      let capdb = environment.capdb
      #expect(try await capdb("collect").exitCode == 0)
      let sql =
        "SELECT count(*) AS nodes, sum(pods_allocatable) / 3.0 AS mean, NULL AS none, x'0aff' AS bytes FROM v_nodes"
      #expect(try await capdb("query", sql).output == "nodes  mean  none  bytes\n    3  17.0  -     x'0aff'\n")
      #expect(
        try await capdb("query", sql, "--format", "csv").output == "nodes,mean,none,bytes\r\n3,17.0,,x'0aff'\r\n")
      #expect(
        try await capdb("query", sql, "--format", "json").output
          == #"{"report":"query","from":null,"to":null,"rows":["#
          + "\n" + #"{"nodes":3,"mean":17.0,"none":null,"bytes":"x'0aff'"}"# + "\n]}\n")
    }
  }

  @Test func theSQLComesFromAFileOrStandardInputToo() async throws {
    try await SimulatedEnvironment.withArticle { environment async throws in
      let capdb = environment.capdb
      #expect(try await capdb("collect").exitCode == 0)
      let file = environment.directory.appending(path: "nodes.sql")
      try "-- how many nodes\nSELECT count(*) AS nodes FROM v_nodes;\n".write(
        to: file, atomically: true, encoding: .utf8)
      #expect(try await capdb("query", "--file", file.path).output == "nodes\n    3\n")
      #expect(try await capdb("query", "-", shell: "exec < nodes.sql;").output == "nodes\n    3\n")
      let missing = try await capdb("query", "--file", "nowhere.sql")
      #expect(missing.exitCode == 1 && missing.errors == "capdb: cannot read nowhere.sql: No such file or directory\n")
    }
  }

  @Test func parametersAreValuesAndNeverSQL() async throws {
    try await SimulatedEnvironment.withArticle { environment async throws in
      let capdb = environment.capdb
      #expect(try await capdb("collect").exitCode == 0)
      let types = "SELECT typeof(:a) AS a, typeof(:b) AS b, typeof(:c) AS c, typeof(:d) AS d, :d AS text"
      let typed = try await capdb(
        "query", types, "--param", "a=17", "--param", ":b=0.5", "--param", "c=017", "--param", "d='1'';--'",
        "--format", "csv")
      #expect(typed.output == "a,b,c,d,text\r\ninteger,real,text,text,1';--\r\n")
      let missing = try await capdb("query", "SELECT :node")
      #expect(missing.exitCode == 64 && missing.errors.contains("--param node=value"))
      #expect(try await capdb("query", "SELECT 1", "--param", "node=x").exitCode == 64)
    }
  }

  @Test func nothingIsWrittenAndEveryRefusalIsOneLine() async throws {
    try await SimulatedEnvironment.withArticle { environment async throws in
      let capdb = environment.capdb
      #expect(try await capdb("collect").exitCode == 0)
      let before = try environment.rowCounts()
      let tricks = [
        "DELETE FROM pod_state", "UPDATE cluster SET name = 'x' RETURNING name", "ATTACH 'other.db' AS other",
        "WITH x AS (SELECT 1) INSERT INTO cluster (name) SELECT 'x' FROM x", "VACUUM INTO 'other.db'",
        "CREATE TEMP TABLE x (y)", "PRAGMA writable_schema = ON", "PRAGMA journal_mode = DELETE",
        "SELECT load_extension('other.so')", "SELECT 1; DELETE FROM pod_state", "DROP VIEW v_pods", "BEGIN IMMEDIATE",
      ]
      for trick in tricks {
        let outcome = try await capdb("query", trick)
        #expect(outcome.exitCode == 1, "\(trick)")
        #expect(outcome.output.isEmpty, "\(trick)")
        #expect(outcome.errors.hasPrefix("capdb: ") && outcome.errors.count { $0 == "\n" } == 1, "\(outcome.errors)")
      }
      #expect(try environment.rowCounts() == before)
      #expect(!FileManager.default.fileExists(atPath: environment.directory.appending(path: "other.db").path))
    }
  }

  @Test func aQueryWithoutEndIsStoppedAndDisturbsNoCollection() async throws {
    try await SimulatedEnvironment.withArticle { environment async throws in
      let capdb = environment.capdb
      #expect(try await capdb("collect").exitCode == 0)
      let endless = """
        WITH RECURSIVE n(i) AS (SELECT count(*) FROM v_pods UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n
        """
      async let query = capdb("query", endless, "--timeout", "4s")
      try await Task.sleep(for: .seconds(1))
      try environment.scale(to: 12)
      let collection = try await capdb("collect")
      #expect(collection.exitCode == 0, "\(collection.errors)")
      let outcome = try await query
      #expect(outcome.exitCode == 1)
      #expect(
        outcome.errors
          == "capdb: the query was stopped after 4 s; narrow it down, or give it longer with --timeout\n")
      let seen = try await capdb("query", "SELECT count(*) AS n FROM v_collections", "--format", "json").rows()
      #expect(seen == [["n": .integer(2)]])
    }
  }

  @Test func mistakesPointToTheirPlace() async throws {
    try await SimulatedEnvironment.withArticle { environment async throws in
      let capdb = environment.capdb
      #expect(try await capdb("collect").exitCode == 0)
      let typo = try await capdb("query", "SELECT *\nFORM v_pods")
      #expect(typo.errors == "capdb: this is no SQL (line 2, column 1): near \"FORM\": syntax error\n")
      let table = try await capdb("query", "SELECT * FROM v_pod")
      #expect(table.errors.hasPrefix("capdb: there is no view 'v_pod', but there is v_pods;"))
      for outcome in [typo, table] { #expect(outcome.exitCode == 1 && outcome.output.isEmpty) }
    }
  }

  @Test func theViewsAreExplainedWithoutAHistory() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let capdb = CapdbRunner(directory: directory)
    let rows = try await capdb("query", "--views", "--format", "json").rows()
    #expect(rows.contains { $0["view"] == .text("v_pods") && $0["column"] == .null })
    #expect(
      rows.contains(
        [
          "view": .text("v_instance_types"), "column": .text("memory_mib"), "type": .text("integer"),
          "unit": .text("MiB"), "description": .text("its memory"),
        ]))
    let one = try await capdb("query", "--views", "v_pods", "--format", "json").rows()
    #expect(Set(one.map { $0["view"] }) == [.text("v_pods")])
    #expect(try await capdb("query", "--views", "v_pod").exitCode == 1)
  }
}
