package import History

/// A PostgreSQL hub.
package struct PostgresHub: SyncHub {
  private let address: HubAddress

  /// - Parameter address: nothing is connected before something is asked.
  package init(_ address: HubAddress) {
    self.address = address
  }

  package var name: String { address.name }

  /// - Throws: `PostgresError`; what `body` throws.
  package func asTarget<Result>(_ body: (any ExchangeTarget) throws -> Result) throws -> Result {
    let connection = try PostgresConnection(address)
    try HubSchema(connection).prepareForWriting()
    return try body(PostgresTarget(connection))
  }

  /// - Throws: `PostgresError`; what `body` throws.
  package func asPreview<Result>(_ body: (any ExchangeTarget) throws -> Result) throws -> Result {
    let connection = try PostgresConnection(address)
    guard try HubSchema(connection).version() != nil else {
      return try EmptyHub.asPreview(newID: { HubClusterID.make(of: $0.identity, 0) }, body)
    }
    return try connection.reading { try body(PostgresTarget(connection)) }
  }

  /// - Throws: `PostgresError`; what `body` throws.
  package func asSource<Result>(
    _ tables: [ExchangeTable], _ body: (ExchangeSource) throws -> Result
  ) throws -> Result {
    let connection = try PostgresConnection(address)
    try HubSchema(connection).checkForReading()
    return try connection.reading {
      let source = PostgresSource(connection: connection)
      let rows = PostgresSource(connection: connection, rowsAtOnce: Self.rowsAtOnce)
      return try body(ExchangeSource(hub: source, rows: rows, tables: tables))
    }
  }

  private static let rowsAtOnce = 5000

  /// Makes the hub's tables, or brings them up to date.
  ///
  /// - Returns: the versions that were applied; none if the hub is up to date.
  /// - Throws: `PostgresError`.
  package func migrate() throws -> [Int] {
    try HubSchema(PostgresConnection(address)).migrate()
  }

  /// The statements that make a hub's tables.
  package static var schema: String { HubSchema.script }
}

extension PostgresConnection {
  /// Runs `body` within one transaction that reads one consistent state and writes nothing.
  func reading<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    defer { try? execute("ROLLBACK") }
    return try body()
  }
}
