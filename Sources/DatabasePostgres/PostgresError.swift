/// What can go wrong with a database on a PostgreSQL server.
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
  /// The rows contradict each other.
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

extension PostgresError: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .invalidAddress(let reason):
      "the hub's address is not understood: \(reason)"
    case .cannotConnect(let hub, let reason):
      "cannot connect to hub \(hub): \(reason)"
    case .connectionLost(let hub, let reason):
      "the connection to hub \(hub) broke: \(reason); nothing is half written, run it again"
    case .server(let hub, let message):
      "hub \(hub) refused: \(message)\(Self.remedy(of: message.code))"
    case .oldServer(let hub, let version):
      "hub \(hub) is PostgreSQL \(version); capdb needs 13 or newer"
    case .notUTF8(let hub, let encoding):
      "hub \(hub) has the encoding \(encoding); capdb needs a database with UTF8 (CREATE DATABASE … ENCODING 'UTF8')"
    case .damaged(let hub, let reason):
      """
      rows are missing in hub \(hub) (\(reason)); capdb sync --replace, run where the cluster is collected, writes them \
      anew
      """
    }
  }

  private static func remedy(of code: String) -> String {
    switch code {
    case "42501": "; docs/hub.md lists the rights that are needed"
    case "53100": "; its disk is full"
    case "55P03", "57014": "; another sync may hold the cluster, try again"
    default: ""
    }
  }
}

extension PostgresError.ServerMessage: CustomStringConvertible {
  /// The message with its detail and hint, in one line.
  public var description: String {
    let parts = [message, detail, hint].compactMap(\.self).map { $0.replacing("\n", with: " ") }
    return parts.joined(separator: "; ") + (code.isEmpty ? "" : " (\(code))")
  }
}
