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
    case .noSchema(let hub, let reason):
      """
      hub \(hub) has no tables of capdb\(reason.map { " and they cannot be made: \($0)" } ?? ""); \
      run capdb sync --migrate once as a role that may create them (docs/hub.md)
      """
    case .olderSchema(let hub, let version, let known):
      """
      the tables of hub \(hub) are at version \(version), and this capdb writes version \(known); \
      run capdb sync --migrate once as the role that owns them
      """
    case .differentMigration(let hub, let version, let name):
      "the tables of hub \(hub) were made by another build: its migration \(version) (\(name)) differs from this one's"
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
