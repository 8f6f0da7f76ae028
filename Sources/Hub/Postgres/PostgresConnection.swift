import CPostgres
import Foundation

/// A connection to a PostgreSQL server.
///
/// Source: https://www.postgresql.org/docs/current/libpq.html
final class PostgresConnection {
  /// What the server is called in errors.
  let hub: String
  let handle: OpaquePointer
  private var cursors = 0

  /// Connects, and checks that the server will do.
  ///
  /// - Throws: `PostgresError`.
  init(_ address: HubAddress) throws(PostgresError) {
    hub = address.name
    handle = try Self.connect(address)
    cpostgres_silence(handle)
    try check()
    // The planner takes the views for dearer than they are, and would compile what runs in milliseconds. An engine
    // without a compiler does not know the setting.
    try? execute("SET jit = off")
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

  private static func connect(_ address: HubAddress) throws(PostgresError) -> OpaquePointer {
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
  func execute(_ sql: String) throws(PostgresError) {
    PQclear(try checked(PQexec(handle, sql)))
  }

  /// Runs one statement and gives its rows in the binary format.
  ///
  /// - Throws: `PostgresError`.
  func query(_ sql: String, _ parameters: PostgresParameters = PostgresParameters()) throws(PostgresError)
    -> PostgresRows
  {
    PostgresRows(try checked(parameters.run(sql, on: handle, isBinary: true)))
  }

  /// The result of a call, if it is one of success.
  func checked(_ result: OpaquePointer?) throws(PostgresError) -> OpaquePointer {
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
