import CPostgres
public import Database
import Foundation

/// A connection to a PostgreSQL server.
///
/// Source: https://www.postgresql.org/docs/current/libpq.html
package final class PostgresConnection: Connection {
  /// What the server is called in errors.
  package let hub: String
  package let handle: OpaquePointer
  private var cursors = 0
  /// How many rows the last statement changed.
  package private(set) var changedRows = 0
  /// The tables that COPY may fill, once they have been asked for.
  var knownPlainTables: Set<String>?
  /// What is known of Citus, once it has been asked for.
  var knownCitus: Citus?
  /// How long a statement that writes waits for others: whoever holds a lock for a minute is not about to give it up.
  var lockSeconds = 60
  /// How many bytes of rows are reason enough for COPY, instead of one statement with their values.
  var bytesForCopy = PostgresConnection.defaultBytesForCopy

  package static let defaultBytesForCopy = 64 << 10

  /// Connects, and checks that the server will do.
  ///
  /// - Throws: `PostgresError`.
  init(_ address: PostgresAddress) throws(PostgresError) {
    hub = address.name
    handle = try Self.connect(address)
    cpostgres_silence(handle)
    try check()
    // The planner overestimates the cost of the views and would compile queries that run in milliseconds. Citus would
    // open more connections to a worker, each a process there, while the first one is still being made: that takes longer
    // than the 10 ms that it waits by default. An engine that is only much like PostgreSQL does not know the settings.
    try? execute("SET jit = off; SET citus.executor_slow_start_interval = 100")
  }

  deinit {
    PQfinish(handle)
  }

  private func check() throws(PostgresError) {
    let version = PQserverVersion(handle)
    guard version >= 130_000 else {
      throw .oldServer(hub: hub, version: String(cString: PQparameterStatus(handle, "server_version")))
    }
    let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? ""
    guard ["UTF8", "SQL_ASCII", ""].contains(encoding) else { throw .notUTF8(hub: hub, encoding: encoding) }
  }

  /// What holds unless the address or an environment variable says otherwise: a server that does not answer is given up
  /// after seconds, where the system would take minutes.
  private static let defaults: [(keyword: String, value: String, variable: String?)] = [
    ("connect_timeout", "10", "PGCONNECT_TIMEOUT"), ("tcp_user_timeout", "30000", nil), ("keepalives_idle", "30", nil),
    ("keepalives_interval", "10", nil), ("keepalives_count", "3", nil),
    ("fallback_application_name", "capdb", nil),
  ]

  private static func connect(_ address: PostgresAddress) throws(PostgresError) -> OpaquePointer {
    let environment = ProcessInfo.processInfo.environment
    let defaults = defaults.filter { $0.variable.map { environment[$0] == nil } ?? true }
    // Later values count, those within `dbname` are expanded where it stands.
    let parameters =
      defaults.map { ($0.keyword, $0.value) } + [
        ("dbname", address.connectionString), ("client_encoding", "UTF8"),
      ]
    let keywords = parameters.map { strdup($0.0) }
    let values = parameters.map { strdup($0.1) }
    defer { (keywords + values).forEach { free($0) } }
    let handle = PQconnectdbParams(
      keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
    guard let handle else { throw .cannotConnect(hub: address.name, reason: "out of memory") }
    guard PQstatus(handle) == CONNECTION_OK else {
      defer { PQfinish(handle) }
      throw .cannotConnect(hub: address.name, reason: LibpqWords.last(of: handle))
    }
    return handle
  }

  /// A number for a cursor that none other of this connection has.
  func nextCursor() -> Int {
    cursors += 1
    return cursors
  }

  /// Runs statements without parameters; several go through at once.
  ///
  /// - Throws: `PostgresError`.
  package func execute(_ sql: String) throws(PostgresError) {
    let result = try checked(PQexec(handle, sql))
    defer { PQclear(result) }
    changedRows = Self.changedRows(result)
  }

  /// Runs one statement and gives its rows in the binary format.
  ///
  /// - Throws: `PostgresError`.
  func query(_ sql: String, _ parameters: PostgresParameters = PostgresParameters()) throws(PostgresError)
    -> PostgresRows
  {
    let result = try checked(parameters.run(sql, on: handle, isBinary: true))
    changedRows = Self.changedRows(result)
    return PostgresRows(result)
  }

  /// https://www.postgresql.org/docs/current/libpq-exec.html#LIBPQ-PQCMDTUPLES: no number for statements without one.
  private static func changedRows(_ result: OpaquePointer) -> Int {
    PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
  }

  /// The result of a call, if it is one of success.
  package func checked(_ result: OpaquePointer?) throws(PostgresError) -> OpaquePointer {
    guard let result else { throw .connectionLost(hub: hub, reason: LibpqWords.last(of: handle)) }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_EMPTY_QUERY: return result
    default:
      defer { PQclear(result) }
      throw error(of: result)
    }
  }

  /// What is thrown when libpq could not do what it was told.
  var lost: PostgresError { .connectionLost(hub: hub, reason: LibpqWords.last(of: handle)) }

  /// Takes what the server still has to say of the command under way.
  ///
  /// - Throws: `PostgresError`, the first error among it.
  func finishResults() throws(PostgresError) {
    var failure: PostgresError?
    while let result = PQgetResult(handle) {
      defer { PQclear(result) }
      let isFailure = PQresultStatus(result) == PGRES_FATAL_ERROR
      if isFailure, failure == nil { failure = error(of: result) }
    }
    if let failure { throw failure }
  }

  /// Ends a COPY that the client gives up, so that the connection takes commands again.
  func abandonCopy() {
    guard PQtransactionStatus(handle) == PQTRANS_ACTIVE else { return }
    _ = PQputCopyEnd(handle, "given up")
    while let result = PQgetResult(handle) { PQclear(result) }
  }

  private func error(of result: OpaquePointer) -> PostgresError {
    func field(_ code: UnicodeScalar) -> String? {
      PQresultErrorField(result, Int32(code.value)).map { LibpqWords.printable(String(cString: $0)) }
    }
    guard PQstatus(handle) == CONNECTION_OK, let code = field("C") else {
      return .connectionLost(hub: hub, reason: LibpqWords.last(of: handle))
    }
    return .server(
      hub: hub,
      .init(
        code: code, message: field("M") ?? "", detail: field("D") ?? field("W"), hint: field("H"),
        position: field("P").flatMap { Int($0) }))
  }
}

extension PostgresConnection {
  /// PostgreSQL's, whichever engine speaks its protocol.
  package var dialect: SQLDialect { .postgresql }

  var isInTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_INTRANS }

  /// Makes a statement of the shared SQL; the server sees it when it is first stepped.
  package func prepare(_ sql: String, rowsAtOnce: Int?) -> any PreparedStatement {
    PostgresStatement(sql, on: self, rowsAtOnce: rowsAtOnce)
  }

  /// Begins a transaction that is never ended: the server does so when the connection is closed.
  package func holdSnapshot() throws {
    guard PQtransactionStatus(handle) == PQTRANS_IDLE else { return }
    try execute(Self.beginReading)
  }

  private static let beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

  /// Runs `body` in a transaction; one that reads sees one consistent state.
  ///
  /// Nothing is left in the session behind a transaction: a pooler may give it to others.
  package func transaction<Result>(_ mode: TransactionMode, _ body: () throws -> Result) throws -> Result {
    guard PQtransactionStatus(handle) == PQTRANS_IDLE else { return try body() }
    // The locks of a distributed table are on the workers, which Citus tells of no settings by default.
    let propagates = citus.isInstalled ? "SET LOCAL citus.propagate_set_commands = 'local'; " : ""
    try execute(
      mode == .reading
        ? Self.beginReading : "BEGIN; \(propagates)SET LOCAL lock_timeout = '\(lockSeconds)s'")
    do {
      let result = try body()
      // What was only read has nothing to commit, whatever the server says of it.
      if mode == .writing { try execute("COMMIT") } else { try? execute("ROLLBACK") }
      return result
    } catch {
      // Over a connection that broke, the server rolls back by itself.
      try? execute("ROLLBACK")
      throw error
    }
  }

  /// Whether two added the same row, waited for each other, or a distributed engine asks to try again.
  package func isTransient(_ error: any Error) -> Bool {
    guard case PostgresError.server(_, let message) = error else { return false }
    return ["23505", "40001", "40P01"].contains(message.code)
  }

  /// `insufficient_privilege`, and `invalid_schema_name`: there is no schema that tables could be made in.
  package func missingRight(_ error: any Error) -> String? {
    guard case PostgresError.server(_, let message) = error, ["42501", "3F000"].contains(message.code) else {
      return nil
    }
    return message.message
  }
}

/// A database on a PostgreSQL server, asked over one connection.
///
/// Unchecked: libpq takes a connection from any thread, but from one at a time, and every use of it holds `lock`.
public final class PostgresDatabase: SQLDatabase, @unchecked Sendable {
  private let connection: PostgresConnection
  private let lock = NSLock()

  /// Connects.
  ///
  /// - Throws: `PostgresError`.
  public convenience init(_ address: PostgresAddress) throws(PostgresError) {
    try self.init(address, bytesForCopy: PostgresConnection.defaultBytesForCopy)
  }

  /// The same, for those that want COPY for fewer rows, or more.
  package init(_ address: PostgresAddress, bytesForCopy: Int) throws(PostgresError) {
    connection = try PostgresConnection(address)
    connection.bytesForCopy = bytesForCopy
  }

  /// Host, port and database, never a password.
  public var name: String { connection.hub }

  /// Gives the connection to `body` alone.
  ///
  /// - Throws: `PostgresError`; what `body` throws.
  public func withConnection<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
    try withPostgresConnection(body)
  }

  /// The same, for what only PostgreSQL has.
  package func withPostgresConnection<Result>(_ body: (PostgresConnection) throws -> Result) throws -> Result {
    lock.lock()
    defer { lock.unlock() }
    do {
      return try body(connection)
    } catch let error as CorruptRow {
      throw PostgresError.damaged(hub: name, reason: error.reason)
    }
  }
}
