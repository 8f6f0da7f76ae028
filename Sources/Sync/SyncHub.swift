import Capacity
package import Database
package import History

/// A history in which the histories of many clusters come together: another file, or a database on a server.
package enum SyncHub: Sendable {
  /// A file, which the first push makes if it is missing.
  case file(path: String)
  /// A database on a server, to which `connect` connects; `name` is its address without a password.
  case server(name: String, connect: @Sendable () throws -> any SQLDatabase)

  /// What the hub is called where people read it.
  package var name: String {
    switch self {
    case .file(let path): path
    case .server(let name, _): name
    }
  }

  /// How long a push into a file waits for others that write a first push of theirs.
  private static let busySeconds = 60.0

  /// Gives the hub to `body`, which writes to it. An empty database is given its tables first.
  ///
  /// - Throws: `HistoryError`; the database's own errors; what `body` throws.
  package func withTarget<Result>(_ body: (SyncTarget) throws -> Result) throws -> Result {
    switch self {
    case .file(let path):
      try HistoryStore(path: path, busySeconds: Self.busySeconds).withConnection { try body(SyncTarget($0)) }
    case .server(let name, let connect):
      try connect().withConnection { connection in
        try HubSchema(connection, of: name).prepareForWriting()
        return try body(SyncTarget(connection))
      }
    }
  }

  /// Gives the hub to `body`, which finds out what it would write and writes nothing: nothing that is missing is made.
  ///
  /// - Throws: as `withTarget`.
  package func withPreview<Result>(_ body: (SyncTarget) throws -> Result) throws -> Result {
    switch self {
    case .file(let path):
      guard SQLiteFile.exists(path) else { return try Self.withEmptyHub(newID: nil, body) }
      return try HistoryReader(path: path).read { try body(SyncTarget($0)) }
    case .server(let name, let connect):
      return try connect().withConnection { connection in
        guard try HubSchema(connection, of: name).version() != nil else {
          return try Self.withEmptyHub(newID: { ClusterTable.hubID(of: $0) }, body)
        }
        return try connection.transaction(.reading) { try body(SyncTarget(connection)) }
      }
    }
  }

  private static func withEmptyHub<Result>(
    newID: ((ClusterIdentity) throws -> Int64)?, _ body: (SyncTarget) throws -> Result
  ) throws -> Result {
    try HistoryStore.inMemory().withConnection { try body(SyncTarget($0, newID: newID)) }
  }

  /// Gives one consistent state of the hub to `body`, which reads it.
  ///
  /// - Throws: as `withTarget`.
  package func withSource<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
    switch self {
    case .file(let path): try HistoryReader(path: path).read(body)
    case .server(let name, let connect):
      try connect().withConnection { connection in
        try HubSchema(connection, of: name).checkForReading()
        return try connection.transaction(.reading) { try body(connection) }
      }
    }
  }

  /// Makes the hub's tables, or brings them up to date.
  ///
  /// - Parameter progress: called before each step on a server.
  /// - Returns: the versions that were applied to a server's database; none if it is up to date, and for a file.
  /// - Throws: as `withTarget`; what `progress` throws.
  package func migrate(progress: (UpgradeProgress) throws -> Void = { _ in }) throws -> [Int] {
    switch self {
    case .file(let path):
      try HistoryStore(path: path).close()
      return []
    case .server(let name, let connect):
      return try connect().withConnection { try HubSchema($0, of: name).migrate(progress: progress) }
    }
  }
}
