public import Foundation
import Glibc

/// A PostgreSQL server for tests: a cluster of its own in a temporary folder, on a loopback port of its own.
///
///     @Suite("…", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
///
///     let server = try PostgresServer.shared.get()
///     let database = try server.createDatabase()
///     let url = server.connectionString(database: database)
///
/// It ends with `stop()`, with its last reference, or with this process, however that ends; nothing of it remains.
public final class PostgresServer: Sendable {
  /// The server that tests share, each with a database of its own; started on first use.
  public static let shared = Result { try start() }

  /// Whether this machine can run a server.
  public static var isAvailable: Bool { (try? PostgresInstallation.found.get()) != nil }

  /// What this machine lacks to run a server, in words for a skipped test; empty where it lacks nothing.
  public static var requirement: String {
    if case .failure(let failure) = PostgresInstallation.found { failure.description } else { "" }
  }

  /// The port of 127.0.0.1 that it listens on, also after a restart.
  public let port: Int
  /// The folder of its data, log and Unix socket.
  public let folder: URL
  /// The folder of the installation's programs: `psql`, `pg_dump` and so on.
  public var binaries: URL { installation.binaries }
  let options: ServerOptions
  private let installation: PostgresInstallation
  private let keeper: ServerKeeper

  private init(_ options: ServerOptions, _ installation: PostgresInstallation, port: Int) throws {
    self.port = port
    self.options = options
    self.installation = installation
    folder = try ServerFolder.make(owner: installation.owner)
    keeper = try ServerKeeper(
      folder: folder,
      command: installation.command("postgres", options.serverArguments(folder: folder.path, port: port)))
    try ServerFolder.fill(folder, options, installation)
  }

  /// Makes a cluster and starts its server.
  ///
  /// - Throws: `PostgresFailure` where this machine cannot, with the server's log.
  public static func start(_ options: ServerOptions = ServerOptions()) throws -> PostgresServer {
    let installation = try PostgresInstallation.found.get()
    while true {
      let server = try PostgresServer(options, installation, port: FreePort.next())
      if try server.keeper.start() { return server }
      // Another process may take a port between the look and the start.
      guard server.log.contains("could not bind") else {
        throw PostgresFailure("the server did not start: \(server.log)")
      }
    }
  }

  /// What it has logged.
  public var log: String {
    (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
  }

  /// How a server is brought down.
  public enum Ending: String, Sendable {
    /// It ends transactions and connections in order.
    case fast = "INT"
    /// It tells its clients and ends at once, and recovers from its log at the next start.
    case immediate = "QUIT"
    /// All its processes vanish without a word, as if the machine had.
    case killed = "KILL"
  }

  /// Brings the server down and returns when no process of it runs; data and port wait for `restart()`.
  public func kill(_ ending: Ending = .immediate) throws {
    try keeper.end(ending.rawValue)
  }

  /// Starts a server that was brought down, on the same data and port, and waits until it has recovered.
  ///
  /// - Throws: `PostgresFailure` with the server's log.
  public func restart() throws {
    guard try keeper.start() else { throw PostgresFailure("the server did not start again: \(log)") }
  }

  /// Ends the server at once and removes its folder; the second call does nothing.
  public func stop() {
    keeper.stop()
  }
}
