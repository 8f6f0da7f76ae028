import Database
import Migrations
import Testing

@Suite("A script of SQL")
struct SQLScriptTests {
  @Test(
    "is cut at the semicolons between statements alone",
    arguments: [
      ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
      ("SELECT 1;\n", ["SELECT 1"]),
      ("", []), (" ; -- nothing;\n ;/* none; */", []),
      ("SELECT ';', 'it''s;' ; SELECT \";\", \"a\"\";\"", ["SELECT ';', 'it''s;'", "SELECT \";\", \"a\"\";\""]),
      (#"SELECT E'\';', e'\\'; SELECT '\'; SELECT 3"#, [#"SELECT E'\';', e'\\'"#, #"SELECT '\'"#, "SELECT 3"]),
      (#"SELECT E'a'';\'b'; SELECT 2"#, [#"SELECT E'a'';\'b'"#, "SELECT 2"]),
      (
        "SELECT $$a;b$$; SELECT $t$;$$;$t$; SELECT a$b, $1; SELECT 4",
        ["SELECT $$a;b$$", "SELECT $t$;$$;$t$", "SELECT a$b, $1", "SELECT 4"]
      ),
      ("SELECT $1$2; SELECT 3", ["SELECT $1$2", "SELECT 3"]),
      ("-- one; two\nSELECT 1 -- three;\n; SELECT 2", ["-- one; two\nSELECT 1 -- three;", "SELECT 2"]),
      ("/* a; /* b; */ c; */ SELECT 1; SELECT 4 /*;*/ / 2", ["/* a; /* b; */ c; */ SELECT 1", "SELECT 4 /*;*/ / 2"]),
      (
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
        ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"]
      ),
      ("SELECT 'ü;€'; SELECT ü", ["SELECT 'ü;€'", "SELECT ü"]),
      ("SELECT 'open; SELECT 2", ["SELECT 'open; SELECT 2"]), ("SELECT $$open; ", ["SELECT $$open;"]),
      ("/* open; SELECT 1", []), (#"SELECT E'\"#, [#"SELECT E'\"#]),
    ])
  func cut(text: String, statements: [String]) {
    #expect(SQLScript(text).statements == statements)
  }

  @Test("of a migration has all of its text in it, one command in each statement")
  func migrations() {
    for migration in Migration.hub {
      let statements = SQLScript(migration.sql).statements
      let commands = statements.compactMap { statement in
        statement.split(separator: "\n").first { !$0.hasPrefix("--") && !$0.isEmpty }?.prefix { $0.isLetter }
      }
      #expect(commands.count == statements.count)
      #expect(Set(commands).isSubset(of: ["CREATE", "ALTER", "DROP", "UPDATE", "INSERT"]), "\(Set(commands))")
      let joined = statements.joined(separator: ";").filter { !$0.isWhitespace } + ";"
      #expect(joined == migration.sql.filter { !$0.isWhitespace }, "\(migration.name)")
    }
  }
}
