public import Foundation

extension PostgresServer {
  /// A URL for libpq over TCP, with the server's password and certificate where it has them.
  ///
  /// - Parameters:
  ///   - user: the superuser is `postgres`.
  ///   - password: another than the server's.
  ///   - port: another than the server's, a proxy's.
  public func connectionString(
    database: String = "postgres", user: String = "postgres", password: String? = nil, port: Int? = nil
  ) -> String {
    let secret = (password ?? options.password).map { ":\(Self.escaped($0))" } ?? ""
    // Certificates name hosts; before version 15 libpq did not find addresses in them.
    let encryption =
      options.isEncrypted
      ? "&sslmode=verify-full&sslrootcert=\(Self.escaped(certificate.path))" : ""
    return "postgresql://\(Self.escaped(user))\(secret)@localhost:\(port ?? self.port)/\(Self.escaped(database))"
      + "?hostaddr=127.0.0.1\(encryption)"
  }

  /// The certificate of an encrypted server, which is its own authority, as a PEM file.
  public var certificate: URL { folder.appending(path: "server.pem") }

  private static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(.urlUserAllowed)) ?? text
  }

  /// Makes an empty database and returns its name.
  ///
  /// - Parameter name: nil for one that no other test has.
  @discardableResult
  public func createDatabase(_ name: String? = nil) throws -> String {
    let name = name ?? "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    try psql("CREATE DATABASE \"\(name.replacing("\"", with: "\"\""))\"")
    return name
  }

  /// What the superuser's statements print: a line per row, columns apart by `|`, no headers.
  ///
  /// - Parameter sql: statements, each a transaction of its own unless they say otherwise; psql's own commands too.
  /// - Throws: `PostgresFailure` with the message of the first statement that fails.
  @discardableResult
  public func psql(_ sql: String, database: String = "postgres") throws -> String {
    // Through the socket, where no password is asked for and no network fails.
    let socket = Self.escaped(folder.path)
    return try psql(sql, at: "postgresql://postgres@/\(Self.escaped(database))?host=\(socket)&port=\(port)")
  }

  /// The same through a connection string of one's own.
  @discardableResult
  public func psql(_ sql: String, at connectionString: String) throws -> String {
    let output = try Program.run(
      [
        binaries.appending(path: "psql").path, "--no-psqlrc", "--no-password", "--quiet", "--no-align",
        "--tuples-only", "--set=ON_ERROR_STOP=1", "--dbname=\(connectionString)", "--file=-",
      ], input: sql, folder: folder)
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
  }
}
