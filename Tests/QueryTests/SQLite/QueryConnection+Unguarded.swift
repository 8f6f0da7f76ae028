import GRDB
import GRDBSQLite

import History
@testable import Query

extension QueryConnection {
  /// Runs a statement with the authorizer taken away, and gives SQLite's primary result code.
  func executeWithoutAuthorizer(_ sql: String) -> ResultCode {
    sqlite3_set_authorizer(handle, nil, nil)
    defer { authorizer.install(on: handle) }
    return ResultCode(rawValue: sqlite3_exec(handle, sql, nil, nil, nil)).primaryResultCode
  }
}
