import GRDB

/// What answers SQL: a SQLite database, or another engine that has the same tables.
///
/// The SQL that goes through here is written once, in what SQLite ≥ 3.40 and PostgreSQL ≥ 13 share. Parameters are `?`
/// or, where one is used twice, `?1`, `?2`, ….
package protocol SQLSource {
  /// Makes what runs one statement.
  ///
  /// - Throws: the engine's own errors.
  func engine(for sql: String) throws -> StatementEngine
}

/// What runs one statement of a source.
package struct StatementEngine {
  enum Kind {
    case sqlite(Statement)
    case remote(RemoteHandle)
  }

  let kind: Kind

  /// The engine of a statement that SQLite's library does not run.
  package init(_ remote: any RemoteStatement) {
    kind = .remote(RemoteHandle(remote))
  }

  init(_ statement: Statement) {
    kind = .sqlite(statement)
  }
}

/// A statement that a server runs. It is run when it is first stepped.
package protocol RemoteStatement: AnyObject {
  /// Forgets parameters and rows.
  func reset()
  /// Gives the value of the next parameter.
  func bind(_ parameter: RemoteParameter)
  /// Steps to the next row; false at the end, where the statement is reset.
  func step() throws -> Bool
  /// The bytes of a column of the current row, valid until the next step; nil for NULL. A number has its 2, 4 or 8
  /// bytes, the highest first.
  func bytes(ofColumn column: Int32) -> UnsafeRawBufferPointer?
  /// The different numbers in those columns of all rows whose names end with `suffix`, run or not yet run.
  func numbers(inColumnsEndingWith suffix: String) throws -> Set<Int64>
}

/// A value of a remote statement's parameter.
package enum RemoteParameter {
  /// NULL.
  case null
  /// A whole number.
  case integer(Int64)
  /// Text.
  case text(String)
  /// Bytes.
  case bytes([UInt8])
}

/// Holds a remote statement, so that readers and binders of its rows can point to it without counting references.
final class RemoteHandle {
  let statement: any RemoteStatement

  init(_ statement: any RemoteStatement) {
    self.statement = statement
  }
}

extension Database: SQLSource {
  package func engine(for sql: String) throws -> StatementEngine {
    StatementEngine(try makeStatement(sql: sql))
  }
}
