/// What differs between the engines that answer capdb's SQL, for the few who must know.
public enum SQLDialect: Hashable, Sendable {
  /// SQLite 3.40 or later: a history in a file.
  case sqlite
  /// PostgreSQL 13 or later, or an engine that speaks its protocol: a hub.
  case postgresql
}

/// What a transaction is for.
public enum TransactionMode: Sendable {
  /// Reads one consistent state and writes nothing.
  case reading
  /// Writes; what was written is committed unless the body throws.
  case writing
  /// Writes, and is rolled back at its end: for finding out what would be written.
  case rehearsing
}

/// One connection to a database, used by one thread at a time.
///
/// The SQL that goes through a connection is written once, in what SQLite ≥ 3.40 and PostgreSQL ≥ 13 share
/// (docs/decisions/0013). Parameters are `?` or, where one is used twice, `?1`, `?2`, ….
public protocol Connection: AnyObject {
  /// The engine behind the connection.
  var dialect: SQLDialect { get }

  /// Makes what runs one statement; `Statement` is its interface.
  ///
  /// - Parameter rowsAtOnce: how many rows of an answer a server sends at a time, which takes a transaction; nil has it
  ///   send all rows in one round trip. SQLite gives one row after the other either way.
  /// - Throws: the engine's own errors.
  func prepare(_ sql: String, rowsAtOnce: Int?) throws -> any PreparedStatement

  /// Runs statements that have neither parameters nor rows.
  ///
  /// - Throws: the engine's own errors.
  func execute(_ sql: String) throws

  /// Runs `body` in a transaction, which is rolled back if it throws. Within another transaction it is part of that.
  ///
  /// - Throws: the engine's own errors; what `body` throws.
  func transaction<Result>(_ mode: TransactionMode, _ body: () throws -> Result) throws -> Result

  /// Keeps the state of this moment: until the connection is closed, every transaction that reads sees it, and none may
  /// write.
  ///
  /// - Throws: the engine's own errors.
  func holdSnapshot() throws

  /// How many rows the last statement inserted, updated or deleted.
  var changedRows: Int { get }

  /// Writes many rows into a table in the fastest way that the engine has for them.
  ///
  /// - Parameter rows: gives the rows to the writer, each with the columns of `target` in their order.
  /// - Throws: the engine's own errors; what `rows` throws.
  func insert(into target: InsertTarget, rows: (any RowWriter) throws -> Void) throws

  /// Whether a transaction that failed with this error may succeed if it is run again.
  func isTransient(_ error: any Error) -> Bool

  /// Runs `body`, which reads rows of all clusters; where a distributed engine cannot reach all of its servers, it reads
  /// the rows of the others, and `serversOutOfReach` names those.
  ///
  /// - Parameter body: is given what stands for the table in a FROM clause.
  /// - Throws: the engine's own errors; what `body` throws.
  func readingAllRows<Answer>(of table: String, _ body: (String) throws -> Answer) throws -> Answer

  /// The servers of a distributed engine whose rows were left out when all rows of a table were last read.
  var serversOutOfReach: [String] { get }

  /// Whether this is the error of a distributed engine one of whose servers is out of reach; others may serve.
  func isOutOfReach(_ error: any Error) -> Bool

  /// What the engine said where it refused something because the role lacks a right, or a schema to make tables in; nil
  /// for any other error.
  func missingRight(_ error: any Error) -> String?
}

extension Connection {
  /// All rows are within reach of an engine that is not distributed.
  public func readingAllRows<Answer>(of table: String, _ body: (String) throws -> Answer) throws -> Answer {
    try body(table)
  }

  /// None.
  public var serversOutOfReach: [String] { [] }

  /// Never.
  public func isOutOfReach(_ error: any Error) -> Bool { false }
}

/// A database that several tasks may ask, one after the other.
public protocol SQLDatabase: Sendable {
  /// What the database is called where people read it: a path, or an address without a password.
  var name: String { get }

  /// Gives the connection to `body` alone, outside of any transaction. It must not be kept.
  ///
  /// - Throws: the engine's own errors, in which a `CorruptRow` has become one that names the database; what `body`
  ///   throws.
  func withConnection<Result>(_ body: (any Connection) throws -> Result) throws -> Result

  /// Ends the statement under way, if there is one, with an error; called from any thread.
  func interrupt()
}

extension SQLDatabase {
  /// Does nothing: a server has a limit of its own for the time of a statement.
  public func interrupt() {}

  /// Runs `body` in one transaction.
  ///
  /// - Throws: as `withConnection`.
  public func transaction<Result>(
    _ mode: TransactionMode, _ body: (any Connection) throws -> Result
  ) throws -> Result {
    try withConnection { connection in try connection.transaction(mode) { try body(connection) } }
  }
}

/// A row that contradicts the schema or another row: something else than capdb wrote it, or it is damaged.
public struct CorruptRow: Error, Hashable, Sendable {
  /// What is wrong with it.
  public var reason: String

  /// Makes the error.
  public init(_ reason: String) {
    self.reason = reason
  }
}
