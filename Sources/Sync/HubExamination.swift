import Capacity
import Database
import History

/// What there is to know of a hub before anything is pushed to it.
package struct HubExamination: Hashable, Sendable {
  /// The version of its tables; nil if it has none yet.
  package var version: Int?
  /// The version that this binary writes.
  package var known: Int
  /// What the role may not do with the tables of the history: INSERT, UPDATE, DELETE or SELECT.
  package var missingRights: [String]
  /// The server's own version, for example `15.14`; nil for a file.
  package var serverVersion: String?
}

extension SyncHub {
  /// Connects to a hub on a server and looks at its tables, without writing anything; nil for a hub in a file.
  ///
  /// - Throws: `HistoryError`; the database's own errors.
  package func examine() throws -> HubExamination? {
    guard case .server(let name, let connect) = self else { return nil }
    return try connect().withConnection { connection in
      let schema = HubSchema(connection, of: name)
      let version = try schema.version()
      return HubExamination(
        version: version, known: schema.known,
        missingRights: version == nil ? [] : try Self.missingRights(connection),
        serverVersion: try Statement("SHOW server_version", in: connection).first { $0.text() }?
          .split(separator: " ").first.map(String.init))
    }
  }

  /// Source: https://www.postgresql.org/docs/current/functions-info.html (has_table_privilege)
  private static func missingRights(_ connection: any Connection) throws -> [String] {
    try ["SELECT", "INSERT", "UPDATE", "DELETE"].filter { right in
      let allowed = try Statement(
        """
        SELECT CASE WHEN has_table_privilege('cluster', '\(right)') AND has_table_privilege('collection', '\(right)')
          THEN 1 ELSE 0 END
        """, in: connection)
      return try allowed.first { $0.integer() } == 0
    }
  }
}
