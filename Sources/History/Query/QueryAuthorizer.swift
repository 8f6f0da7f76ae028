import GRDBSQLite

/// Decides what a query may do, asked by SQLite for each step of the plan that it makes of a statement.
///
/// What is not known to read is denied, so an SQLite of tomorrow can add what it likes.
/// Source: https://sqlite.org/c3ref/set_authorizer.html
final class QueryAuthorizer {
  /// What was denied first since the last `reset()`.
  private(set) var denied: Denial?

  /// An action that a query may not do.
  struct Denial: Hashable {
    /// One of SQLite's action codes.
    var action: Int32
    /// What it would be done to: the name of a table, function or pragma.
    var name: String?
  }

  func reset() { denied = nil }

  /// Sets the authorizer of a connection, which must not outlive it.
  func install(on connection: OpaquePointer) {
    sqlite3_set_authorizer(
      connection,
      { context, action, first, second, _, _ in
        guard let context else { return SQLITE_DENY }
        let authorizer = Unmanaged<QueryAuthorizer>.fromOpaque(context).takeUnretainedValue()
        return authorizer.answer(action, first.map { String(cString: $0) }, second.map { String(cString: $0) })
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func answer(_ action: Int32, _ first: String?, _ second: String?) -> Int32 {
    if Self.allows(action, first, second) { return SQLITE_OK }
    // Functions are named by the second argument, everything else by the first.
    if denied == nil { denied = Denial(action: action, name: action == SQLITE_FUNCTION ? second : first) }
    return SQLITE_DENY
  }

  static func allows(_ action: Int32, _ first: String?, _ second: String?) -> Bool {
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: true
    case SQLITE_FUNCTION: !deniedFunctions.contains(second?.lowercased() ?? "")
    case SQLITE_PRAGMA: allowsPragma(first?.lowercased() ?? "", hasArgument: second != nil)
    default: false
    }
  }

  private static func allowsPragma(_ name: String, hasArgument: Bool) -> Bool {
    describingPragmas.contains(name) || !hasArgument && readingPragmas.contains(name)
  }

  /// Functions that reach beyond the database. SQLite's library has the first two, both switched off; its shell and
  /// common extensions have the others.
  private static let deniedFunctions: Set = [
    "load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", "lsdir", "fsdir", "eval", "system", "shell",
  ]
  /// Pragmas that describe the schema or the library, whatever their argument.
  static let describingPragmas: Set = [
    "collation_list", "compile_options", "database_list", "foreign_key_list", "function_list", "index_info",
    "index_list", "index_xinfo", "module_list", "pragma_list", "table_info", "table_list", "table_xinfo",
  ]
  /// Pragmas that read a setting; with an argument they would set it.
  private static let readingPragmas: Set = [
    "application_id", "data_version", "encoding", "freelist_count", "journal_mode", "page_count", "page_size",
    "schema_version", "user_version",
  ]
}

extension QueryAuthorizer.Denial {
  /// The action in a user's words.
  ///
  /// - Parameter statement: the first word of the statement, which says more than SQLite's own bookkeeping: to make a
  ///   table is to SQLite an INSERT into its schema.
  func words(statement: String) -> String {
    switch action {
    case SQLITE_FUNCTION: "the function \(name ?? "")()"
    case SQLITE_PRAGMA: "PRAGMA \(name ?? "")"
    case SQLITE_INSERT where !isSchema: "INSERT"
    case SQLITE_UPDATE where !isSchema: "UPDATE"
    case SQLITE_DELETE where !isSchema: "DELETE"
    case SQLITE_UPDATE where statement == "SELECT" || statement == "WITH" || statement == "EXPLAIN":
      "a virtual table of SQLite's own"
    default: statement
    }
  }

  private var isSchema: Bool { name?.hasPrefix("sqlite_") ?? true }
}
