import Database

extension HistoryReader {
  /// The version of the schema that is read.
  ///
  /// - Throws: the database's own errors.
  package func schemaVersion() throws -> Int64 {
    try read { connection in
      let sql = connection.dialect == .sqlite ? "PRAGMA user_version" : "SELECT max(version) FROM hub_migration"
      return try Statement(sql, in: connection).first { $0.integer() } ?? 0
    }
  }

  /// What SQLite's quick check finds wrong with a file, at most ten damages; nothing for a sound one and for a hub.
  ///
  /// Source: https://sqlite.org/pragma.html#pragma_quick_check
  /// - Throws: the database's own errors.
  package func damages() throws -> [String] {
    try read { connection in
      guard connection.dialect == .sqlite else { return [] }
      var damages: [String] = []
      try Statement("PRAGMA quick_check(10)", in: connection).forEach { damages.append($0.text()) }
      return damages.filter { $0 != "ok" }
    }
  }

  /// The statements that made the tables and views of a file, in the order in which they were made; none for a hub.
  ///
  /// - Throws: the database's own errors.
  package func schemaSQL() throws -> [String] {
    try read { connection in
      guard connection.dialect == .sqlite else { return [] }
      var statements: [String] = []
      try Statement("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", in: connection)
        .forEach { statements.append($0.text()) }
      return statements
    }
  }

  /// The version of the engine.
  ///
  /// - Throws: the database's own errors.
  package func engineVersion() throws -> String {
    try read { connection in
      let sql = connection.dialect == .sqlite ? "SELECT 'SQLite ' || sqlite_version()" : "SELECT version()"
      return try Statement(sql, in: connection).first { $0.text() } ?? ""
    }
  }
}
