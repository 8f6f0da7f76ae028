import Database
import GRDB
import GRDBSQLite

/// A connection of its own for SQL that somebody typed in: nothing can be written through it.
///
/// Four things keep it so, each of them enough: the file is opened read-only, `query_only` is set, the authorizer denies
/// whatever is not known to read, and a statement that SQLite itself does not call read-only is not run.
final class QueryConnection {
  let handle: OpaquePointer
  let path: String
  let authorizer = QueryAuthorizer()
  /// How the files looked before they were opened without locks; nil where locks keep others from writing.
  private let stamp: FileStamp?

  /// Opens the database at `path`, which must be a history.
  ///
  /// - Throws: `SQLiteError`.
  static func open(_ path: String) throws -> QueryConnection {
    try SQLiteDatabase.translatingErrors(path, .reading) {
      try ReadAccess.opening(path) { try QueryConnection(path, $0) }
    }
  }

  /// - Throws: SQLite's error.
  private init(_ path: String, _ access: ReadAccess) throws {
    stamp = access.isWithoutLocks ? FileStamp(path) : nil
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | (access == .shared ? 0 : SQLITE_OPEN_URI)
    let code = sqlite3_open_v2(access.name(of: path), &handle, flags, nil)
    guard let handle else { throw DatabaseError(resultCode: .SQLITE_NOMEM) }
    self.handle = handle
    self.path = path
    guard code == SQLITE_OK else { throw failure(code) }
    try secure(access)
  }

  deinit {
    sqlite3_close_v2(handle)
  }

  private func secure(_ access: ReadAccess) throws {
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, Int32(SQLiteFile.busySeconds * 1000))
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, QueryLimits.valueBytes)
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
    // A column's misspelt name in double quotes would otherwise be taken as text, and the answer would be wrong.
    _disableDoubleQuotedStringLiterals(handle)
    // The first read opens the file; what follows is denied to the query itself.
    let code = sqlite3_exec(
      handle,
      access.preparation
        + "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; SELECT count(*) FROM sqlite_schema", nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
    declareTables()
    authorizer.install(on: handle)
  }

  /// Has SQLite make the virtual tables that a query may name. To it that is an UPDATE of its schema, which the authorizer
  /// denies; it happens once per connection, when a table is first named, and writes nothing.
  private func declareTables() {
    let names = ["json_each", "json_tree"] + QueryAuthorizer.describingPragmas.map { "pragma_\($0)" }
    for name in names {
      var statement: OpaquePointer?
      // A library without one of them has no such table for the query either.
      _ = sqlite3_prepare_v2(handle, "SELECT 1 FROM \(name)", -1, &statement, nil)
      sqlite3_finalize(statement)
    }
  }

  /// SQLite's own words for what failed last.
  var message: String { sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown error" }

  /// Where in the text of the statement the last error is, in bytes; nil if SQLite does not say.
  var errorOffset: Int? {
    let offset = sqlite3_error_offset(handle)
    return offset < 0 ? nil : Int(offset)
  }

  /// The error of a result code, as the other readers of the file have it.
  func error(_ code: Int32) -> SQLiteError { SQLiteError(failure(code), path: path, .reading) }

  private func failure(_ code: Int32) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
  }

  /// Runs `body`, which counts only if nobody wrote the file meanwhile.
  ///
  /// - Throws: `SQLiteError.changed`; what `body` throws.
  func watching<Answer>(_ body: () throws -> Answer) throws -> Answer {
    try stamp.watching(path, body)
  }
}

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
