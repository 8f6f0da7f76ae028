import Foundation

/// The running Citus that `CAPDB_TEST_CITUS` names: a coordinator and its workers, all on this machine, whose superusers
/// need no password.
///
///     @Suite("…", .enabled(if: CitusCoordinator.isAvailable, "\(CitusCoordinator.requirement)"))
///
///     let database = try CitusDatabase()
///     database.workers[0].vanish()
///
/// No test ends its servers; see `CitusDatabase`.
public struct CitusCoordinator: Sendable {
  /// Where it is, as `CAPDB_TEST_CITUS` says; its database has the extension, which knows the workers.
  let url: URLComponents
  /// The ports of its workers on 127.0.0.1.
  let workerPorts: [Int]
  /// The folder with `psql`.
  private let binaries: URL

  /// What there is, or why nothing can be used.
  public static let found: Result<CitusCoordinator, any Error> = Result {
    guard let text = ProcessInfo.processInfo.environment["CAPDB_TEST_CITUS"] else {
      throw PostgresFailure("needs a Citus, which CAPDB_TEST_CITUS names (Scripts/test)")
    }
    return try named(text)
  }

  /// Whether tests may use one. A name that leads nowhere fails them.
  public static var isAvailable: Bool { ProcessInfo.processInfo.environment["CAPDB_TEST_CITUS"] != nil }

  /// What is missing, in words for a skipped test; empty where nothing is.
  public static var requirement: String {
    if case .failure(let failure) = found { "\(failure)" } else { "" }
  }

  private static func named(_ text: String) throws -> CitusCoordinator {
    guard let url = URLComponents(string: text), url.scheme == "postgresql", url.host != nil, url.port != nil else {
      throw PostgresFailure("CAPDB_TEST_CITUS is not like postgresql://postgres@127.0.0.1:9700/capdb")
    }
    let binaries = try PostgresInstallation.found.get().binaries
    let unknown = CitusCoordinator(url: url, workerPorts: [], binaries: binaries)
    let ports = try unknown.psql("SELECT nodeport FROM pg_dist_node WHERE groupid > 0 ORDER BY nodeport", at: text)
      .split(separator: "\n").compactMap { Int($0) }
    guard ports.count > 1 else { throw PostgresFailure("the Citus that CAPDB_TEST_CITUS names has no two workers") }
    return CitusCoordinator(url: url, workerPorts: ports, binaries: binaries)
  }

  /// The address of a database, with the superuser unless another role is named.
  func address(database: String, user: String? = nil, port: Int? = nil) -> String {
    var url = url
    url.path = "/\(database)"
    if let user { url.user = user }
    if let port { url.port = port }
    return url.string ?? ""
  }

  /// What statements print: a line per row, columns apart by `|`, no headers.
  ///
  /// - Throws: `PostgresFailure` with the message of the first statement that fails.
  @discardableResult
  func psql(_ sql: String, at address: String, variables: [String: String] = [:]) throws -> String {
    let output = try Program.run(
      [
        binaries.appending(path: "psql").path, "--no-psqlrc", "--no-password", "--quiet", "--no-align",
        "--tuples-only", "--set=ON_ERROR_STOP=1",
      ] + variables.sorted { $0.key < $1.key }.map { "--set=\($0.key)=\($0.value)" }
        + ["--dbname=\(address)", "--file=-"],
      input: sql, folder: FileManager.default.temporaryDirectory)
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
  }
}

/// A database on the coordinator and on each worker, which are in it as the nodes of one Citus. It goes with its last
/// reference.
///
/// The nodes know each worker by a proxy in front of it: a worker that vanishes is out of reach for this database alone,
/// and no other test misses it.
public final class CitusDatabase: Sendable {
  /// A worker behind its proxy.
  public struct Worker: Sendable {
    /// Who stands in front of it; its port is the worker's in `pg_dist_node`.
    public let proxy: CuttingProxy
    /// The worker's own port on 127.0.0.1.
    public let port: Int

    /// Resets all of its connections and refuses new ones, as when the system has killed it.
    public func vanish() {
      proxy.mode = .refuse
      proxy.cut()
    }

    /// Takes connections again.
    public func comeBack() { proxy.mode = .pass }
  }

  /// Its name on every node.
  public let name: String
  /// The workers, those that are added later too.
  public let workers: [Worker]
  private let coordinator: CitusCoordinator

  /// Makes the database, with the extension on every node.
  ///
  /// - Parameter prepare: statements that each node runs in it before the extension is there, `%` for the database.
  public init(preparing prepare: String = "") throws {
    coordinator = try CitusCoordinator.found.get()
    name = "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    workers = try coordinator.workerPorts.map { Worker(proxy: try CuttingProxy(to: $0), port: $0) }
    for port in [nil] + coordinator.workerPorts.map(Optional.some) {
      try coordinator.psql("CREATE DATABASE \(name)", at: coordinator.address(database: "postgres", port: port))
      let statements = "\(prepare.replacing("%", with: name))\nCREATE EXTENSION citus"
      try coordinator.psql(statements, at: coordinator.address(database: name, port: port))
    }
    try psql("SELECT citus_set_coordinator_host('127.0.0.1', \(coordinator.url.port ?? 0))")
  }

  deinit {
    for worker in workers { worker.comeBack() }
    for port in [nil] + coordinator.workerPorts.map(Optional.some) {
      let address = coordinator.address(database: "postgres", port: port)
      _ = try? coordinator.psql("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", at: address)
    }
    for worker in workers { worker.proxy.stop() }
  }

  /// Adds a worker to the nodes.
  public func add(_ worker: Worker) throws {
    try psql("SELECT citus_add_node('127.0.0.1', \(worker.proxy.port))")
  }

  /// The address of the coordinator, for the superuser unless another role is named.
  public func url(user: String? = nil) -> String { coordinator.address(database: name, user: user) }

  /// What statements on the coordinator print: a line per row, columns apart by `|`, no headers.
  ///
  /// - Parameters:
  ///   - user: nil for the superuser.
  ///   - variables: psql's.
  /// - Throws: `PostgresFailure` with the message of the first statement that fails.
  @discardableResult
  public func psql(_ sql: String, as user: String? = nil, variables: [String: String] = [:]) throws -> String {
    try coordinator.psql(sql, at: url(user: user), variables: variables)
  }

  /// The same on a worker.
  @discardableResult
  public func psql(_ sql: String, on worker: Worker) throws -> String {
    try coordinator.psql(sql, at: coordinator.address(database: name, port: worker.port))
  }
}
