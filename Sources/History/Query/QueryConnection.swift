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

  /// Opens the database at `path`, which must be a history.
  ///
  /// - Throws: `HistoryError`.
  static func open(_ path: String) throws -> QueryConnection {
    do {
      return try QueryConnection(path: path, name: path)
    } catch HistoryError.cannotOpen where !HistoryFile.exists(path + "-wal") {
      return try QueryConnection(path: path, name: HistoryFile.immutableURI(path))
    }
  }

  private init(path: String, name: String) throws {
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | (name == path ? 0 : SQLITE_OPEN_URI)
    let code = sqlite3_open_v2(name, &handle, flags, nil)
    guard let handle else { throw HistoryError.cannotOpen(path: path, reason: "out of memory") }
    self.handle = handle
    self.path = path
    guard code == SQLITE_OK else { throw error(code) }
    try secure()
  }

  deinit {
    sqlite3_close_v2(handle)
  }

  private func secure() throws {
    sqlite3_busy_timeout(handle, Int32(HistoryFile.busySeconds * 1000))
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, QueryLimits.valueBytes)
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
    // A column's misspelt name in double quotes would otherwise be taken as text, and the answer would be wrong.
    _disableDoubleQuotedStringLiterals(handle)
    // The first read opens the file; what follows is denied to the query itself.
    let code = sqlite3_exec(
      handle, "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; SELECT count(*) FROM sqlite_schema", nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
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

  /// Where in the text of the statement the last error is, in bytes; nil if SQLite does not tell.
  var errorOffset: Int? {
    let offset = sqlite3_error_offset(handle)
    return offset < 0 ? nil : Int(offset)
  }

  /// The error of a result code, as the other readers of the file have it.
  func error(_ code: Int32) -> HistoryError {
    HistoryError(DatabaseError(resultCode: ResultCode(rawValue: code), message: message), path: path)
  }
}
