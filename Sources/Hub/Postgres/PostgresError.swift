/// What can go wrong with a hub.
public enum PostgresError: Error, Hashable, Sendable {
  /// The address is none that libpq understands.
  case invalidAddress(reason: String)
  /// No connection could be made.
  case cannotConnect(hub: String, reason: String)
  /// The connection broke in the middle of what was done.
  case connectionLost(hub: String, reason: String)
  /// The server refused a statement.
  case server(hub: String, ServerMessage)
  /// The server is older than capdb needs.
  case oldServer(hub: String, version: String)
  /// The database cannot hold every name and message of a cluster.
  case notUTF8(hub: String, encoding: String)
  /// There are no tables of capdb's, and the role may not make them or only reads.
  case noSchema(hub: String, reason: String?)
  /// The hub's tables are older than this capdb writes.
  case olderSchema(hub: String, version: Int, known: Int)
  /// The hub's tables were made with another text of a migration than this binary has.
  case differentMigration(hub: String, version: Int, name: String)

  /// The hub's rows contradict each other.
  case damaged(hub: String, reason: String)

  /// What a server said of a statement that it refused.
  public struct ServerMessage: Hashable, Sendable {
    /// The condition, five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html
    public var code: String
    /// What happened.
    public var message: String
    /// More of it, or where it happened; nil if the server said neither.
    public var detail: String?
    /// What the server advises; nil if nothing.
    public var hint: String?
    /// Where in the statement, in characters from 1 on; nil if it has no place.
    public var position: Int?
  }
}
