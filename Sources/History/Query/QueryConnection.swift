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
  /// - Throws: `HistoryError`.
  static func open(_ path: String) throws -> QueryConnection {
    try HistoryFile.translatingErrors(path, .reading) { try ReadAccess.opening(path) { try QueryConnection(path, $0) } }
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
    sqlite3_busy_timeout(handle, Int32(HistoryFile.busySeconds * 1000))
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

  /// Where in the text of the statement the last error is, in bytes; nil if SQLite does not tell.
  var errorOffset: Int? {
    let offset = sqlite3_error_offset(handle)
    return offset < 0 ? nil : Int(offset)
  }

  /// The error of a result code, as the other readers of the file have it.
  func error(_ code: Int32) -> HistoryError { HistoryError(failure(code), path: path, .reading) }

  private func failure(_ code: Int32) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
  }

  /// Runs `body`, which counts only if nobody wrote the file meanwhile.
  ///
  /// - Throws: `HistoryError.changed`; what `body` throws.
  func watching<Answer>(_ body: () throws -> Answer) throws -> Answer {
    try stamp.watching(path, body)
  }
}
