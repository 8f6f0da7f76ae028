/// What a server is to be like.
public struct ServerOptions: Sendable {
  /// The locale of its databases, one that the system knows.
  public var locale = "C.UTF-8"
  /// Whether commits reach the disk before they are confirmed. They survive a crash of the server's processes either
  /// way: the system has them.
  public var isDurable = false
  /// The password that every TCP connection must give (by SCRAM); nil trusts everybody.
  public var password: String?
  /// Whether TCP connections must be encrypted. The certificate names localhost and is its own authority.
  public var isEncrypted = false
  /// Further settings by their names in `postgresql.conf`.
  public var settings: [String: String] = [:]

  /// A server for most tests: fast and trusting.
  public init() {}

  /// The arguments of `initdb` for a cluster in this folder.
  func initializationArguments(folder: String) -> [String] {
    var arguments = [
      "--pgdata=\(folder)/data", "--username=postgres", "--encoding=UTF8", "--locale=\(locale)", "--auth=trust",
      "--no-sync", "--no-instructions",
    ]
    if password != nil { arguments.append("--pwfile=\(folder)/password") }
    return arguments
  }

  /// The arguments of `postgres` on this port.
  func serverArguments(folder: String, port: Int) -> [String] {
    var all = [
      "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "hba_file": "\(folder)/pg_hba.conf",
      "max_connections": "100", "timezone": "UTC", "log_timezone": "UTC", "lc_messages": "C",
    ]
    if !isDurable { all.merge(["fsync": "off", "full_page_writes": "off"]) { $1 } }
    if isEncrypted {
      all.merge(["ssl": "on", "ssl_cert_file": "\(folder)/server.pem", "ssl_key_file": "\(folder)/server.key"]) { $1 }
    }
    all.merge(settings) { $1 }
    return ["-D", "\(folder)/data", "-p", "\(port)"]
      + all.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
  }

  /// Who may connect: all through the socket, whose folder only its owner enters, and over TCP as the options say.
  var hostBasedAuthentication: String {
    """
    local all all trust
    \(isEncrypted ? "hostssl" : "host") all all 127.0.0.1/32 \(password == nil ? "trust" : "scram-sha-256")

    """
  }
}
