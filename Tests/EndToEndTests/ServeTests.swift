import CapdbRunner
import Foundation
import LoopbackServer
import PostgresServer
import Testing

/// `capdb serve` as a user runs it.
@Suite("Serve")
struct ServeTests {
  private let files: SchemaFixtures

  init() throws {
    files = try SchemaFixtures()
  }

  private var capdb: CapdbRunner { files.capdb }

  private static let token = "a-token-of-more-than-16-characters"

  private func with(
    _ arguments: [String], environment: [String: String] = [:], _ body: (RunningServe) async throws -> Void
  ) async throws {
    let serve = try await RunningServe(capdb, arguments, environment: environment)
    do { try await body(serve) } catch {
      _ = await serve.end()
      throw error
    }
    #expect(await serve.end() == 0, "\(serve.errors)")
  }

  @Test("the JSON is what report prints, from a file")
  func json() async throws {
    let path = try await files.latest("capdb.db")
    try await with(["--db", path]) { (serve) async throws in
      for topic in ["nodes", "pods", "enis", "audit", "instance-types", "summary"] {
        let printed = try await capdb("report", topic, "--format", "json", "--db", path)
        let reply = try await serve.client("/api/v1/reports/\(topic)")
        #expect(reply.status == 200 && reply.body == printed.output, "\(topic)")
      }
      let printed = try await capdb(
        "report", "collections", "--since", "2027-01-01", "--until", "2027-02-01", "--format", "json", "--db", path)
      let reply = try await serve.client("/api/v1/reports/collections?since=2027-01-01&until=2027-02-01")
      #expect(reply.body == printed.output && printed.output.contains("started_at"))
      for target in [
        "/", "/report/nodes", "/metrics", "/healthz", "/readyz", "/api/v1/openapi.json", "/api/v1/version",
      ] {
        let status = try await serve.client(target, headers: [("Accept", "text/html")]).status
        #expect(status == 200 || target == "/healthz", "\(target)")
      }
      #expect(serve.errors.contains("capdb: serving \(path) at http://127.0.0.1:"))
    }
  }

  @Test(
    "the JSON is what report prints, from a hub",
    .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
  func hub() async throws {
    let path = try await files.latest("capdb.db")
    let server = try PostgresServer.shared.get()
    let hub = server.connectionString(database: try server.createDatabase())
    for options in [["--migrate"], []] {
      let outcome = try await capdb.run(["sync", hub, "--db", path] + options)
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
    try await with(["--db", hub]) { (serve) async throws in
      for topic in ["nodes", "pods"] {
        let printed = try await capdb("report", topic, "--format", "json", "--db", hub)
        let reply = try await serve.client("/api/v1/reports/\(topic)")
        #expect(reply.status == 200 && reply.body == printed.output, "\(topic): \(reply.body)")
      }
      #expect(try await serve.client("/metrics").status == 200)
    }
  }

  @Test("SIGTERM ends it after what was asked has been answered")
  func graceful() async throws {
    let path = try await files.latest("capdb.db")
    for signal in [SIGTERM, SIGINT] {
      let serve = try await RunningServe(capdb, ["--db", path])
      // A page of its own for each, so that all are computed.
      let answers = Task {
        try await withThrowingTaskGroup(of: Int.self) { group in
          for limit in 1...8 {
            group.addTask {
              try await serve.client("/report/pods?limit=\(limit)", headers: [("Accept", "text/html")]).status
            }
          }
          return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
      }
      try await Task.sleep(for: .milliseconds(150))
      serve.send(signal: signal)
      #expect(try await answers.value == Array(repeating: 200, count: 8))
      #expect(await serve.end() == 0, "\(serve.errors)")
    }
  }

  @Test("a token of a file or of the environment is asked for")
  func token() async throws {
    let path = try await files.latest("capdb.db")
    let file = files.file("token")
    try "\(Self.token)\n".write(toFile: file, atomically: true, encoding: .utf8)
    let asked: [([String], [String: String])] = [
      (["--token-file", file], [:]), ([], ["CAPDB_SERVE_TOKEN": Self.token]),
    ]
    for (arguments, environment) in asked {
      try await with(["--db", path] + arguments, environment: environment) { (serve) async throws in
        #expect(try await serve.client("/metrics").status == 401)
        #expect(try await serve.client("/metrics", headers: [("Authorization", "Bearer \(Self.token)")]).status == 200)
        #expect(!serve.errors.contains(Self.token))
      }
    }
    try await with(["--db", path, "--no-auth"], environment: ["CAPDB_SERVE_TOKEN": Self.token]) {
      (serve) async throws in
      #expect(try await serve.client("/metrics").status == 200)
    }
  }

  @Test(
    "what cannot be served is refused with one line that names no token",
    arguments: [
      (["--listen", "0.0.0.0:0"], "say who may read with --token-file"),
      (["--listen", "example"], "--listen takes an address and a port"),
      (["--token-file", "short"], "too short"), (["--token-file", "blank"], "blanks"),
      (["--no-auth", "--token-file", "short"], "leave out --token-file"),
      (["--max-age", "1"], "--max-age takes"), (["--rate-limit", "none"], "rate-limit"),
    ] as [([String], String)])
  func wrongUsage(arguments: [String], words: String) async throws {
    let path = try await files.latest("capdb.db")
    try "0123456789".write(toFile: files.file("short"), atomically: true, encoding: .utf8)
    try "0123456789 0123456789".write(toFile: files.file("blank"), atomically: true, encoding: .utf8)
    let outcome = try await capdb.run(["serve", "--db", path] + arguments)
    #expect(outcome.exitCode == 64 && outcome.errors.contains(words), "\(outcome)")
    #expect(!outcome.errors.contains("0123456789"))
  }

  @Test("an address in use, and a history that cannot be served, end it with 1 and what to do")
  func cannotStart() async throws {
    let path = try await files.latest("capdb.db")
    try await with(["--db", path]) { (serve) async throws in
      let outcome = try await capdb("serve", "--db", path, "--listen", "127.0.0.1:\(serve.client.port)")
      #expect(outcome.exitCode == 1 && outcome.errors.contains("another program listens there"), "\(outcome)")
    }
    let old = try files.copy(schema: 1, to: "old.db")
    for (file, words) in [(old, "capdb migrate"), (files.file("none.db"), "no history at")] {
      let outcome = try await capdb("serve", "--db", file, "--listen", "127.0.0.1:0")
      #expect(outcome.exitCode == 1 && outcome.errors.contains(words), "\(outcome)")
    }
    let outcome = try await capdb("serve", "--db", path, "--listen", "192.0.2.1:8080", "--no-auth")
    #expect(outcome.exitCode == 1 && outcome.errors.contains("cannot listen on 192.0.2.1:8080"), "\(outcome)")
  }

  @Test("a database that vanishes, or becomes an older one, is a page that says so, without its path")
  func vanishes() async throws {
    let path = try await files.latest("capdb.db")
    try await with(["--db", path]) { (serve) async throws in
      #expect(try await serve.client("/api/v1/reports/nodes").status == 200)
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      try await expect(serve, "There is no history yet, or no longer")
      _ = try files.copy(schema: 1, to: "capdb.db")
      try await expect(serve, "Run capdb migrate")
      #expect(try await capdb("migrate", "--no-backup", "--db", path).exitCode == 0)
      for _ in 0..<100 where try await serve.client("/readyz").status != 200 {
        try await Task.sleep(for: .milliseconds(100))
      }
      #expect(try await serve.client("/report/nodes", headers: [("Accept", "text/html")]).status == 200)
      #expect(
        serve.errors.contains("the history cannot be read: ") && serve.errors.contains(path), "the log has the path")
    }
  }

  private func expect(_ serve: RunningServe, _ words: String) async throws {
    for _ in 0..<100 where try await !serve.client("/readyz").body.contains(words) {
      try await Task.sleep(for: .milliseconds(100))
    }
    for target in ["/", "/report/nodes", "/metrics", "/api/v1/reports/nodes", "/healthz"] {
      let reply = try await serve.client(target, headers: [("Accept", "text/html")])
      #expect(reply.status == 503 && reply.body.contains(words), "\(target): \(reply.status) \(reply.body)")
      #expect(!reply.body.contains(files.directory.path))
    }
  }

  @Test(
    "a hub that goes away is said to be out of reach, and is shown again",
    .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
  func unreachable() async throws {
    let path = try await files.latest("capdb.db")
    let server = try PostgresServer.shared.get()
    let database = try server.createDatabase()
    let hub = server.connectionString(database: database)
    for options in [["--migrate"], []] {
      let outcome = try await capdb.run(["sync", hub, "--db", path] + options)
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
    let proxy = try CuttingProxy(to: server.port)
    defer { proxy.stop() }
    let through = server.connectionString(database: database, port: proxy.port) + "&connect_timeout=2"
    try await with(["--db", through]) { (serve) async throws in
      #expect(try await serve.client("/api/v1/reports/nodes").status == 200)
      proxy.mode = .refuse
      try await expect(serve, "The hub cannot be reached")
      proxy.mode = .pass
      for _ in 0..<200 where try await serve.client("/readyz").status != 200 {
        try await Task.sleep(for: .milliseconds(100))
      }
      #expect(try await serve.client("/api/v1/reports/nodes").status == 200)
    }
  }
}

extension RunningServe {
  /// A client of the server.
  var client: HTTPClient { HTTPClient(port: port) }
}

/// What `Config` has for other programs.
@Suite("Dashboards and alerts")
struct DashboardTests {
  private let files: SchemaFixtures

  init() throws {
    files = try SchemaFixtures()
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Config")

  private static func run(_ command: String) throws -> (exitCode: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder.appending(path: "prometheus")
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private static let hasPromtool = (try? run("command -v promtool").exitCode) == 0

  @Test(
    "the alert rules are sound, and fire on the demo's last days",
    .enabled(if: hasPromtool, "promtool is not installed"))
  func rules() throws {
    let checked = try Self.run("promtool check rules capdb-rules.yaml")
    #expect(checked.exitCode == 0, "\(checked.text)")
    let tested = try Self.run("promtool test rules capdb-rules-test.yaml")
    #expect(tested.exitCode == 0, "\(tested.text)")
  }

  private struct Dashboard: Decodable {
    struct Target: Decodable {
      var rawSql: String?
      var rawQueryText: String?
      var expr: String?
    }
    struct Panel: Decodable {
      var title: String
      var targets: [Target]
    }
    var panels: [Panel]
  }

  private static func dashboard(_ name: String) throws -> Dashboard {
    try JSONDecoder().decode(
      Dashboard.self, from: Data(contentsOf: folder.appending(path: "grafana/capdb-\(name).json")))
  }

  /// The statements of the dashboards, over the last years.
  private static func statements() throws -> [String] {
    let file = try dashboard("sqlite").panels.flatMap(\.targets).compactMap(\.rawQueryText)
    let hub = try dashboard("postgresql").panels.flatMap(\.targets).compactMap(\.rawSql)
    #expect(file == hub && file.count >= 8)
    return file.map { $0.replacing("$__from", with: "1700000000000").replacing("$__to", with: "1900000000000") }
  }

  @Test("the statements of both SQL dashboards are the same, and run over the views of a file")
  func statements() async throws {
    let path = try await files.latest("capdb.db")
    for statement in try Self.statements() {
      let outcome = try await files.capdb("query", statement, "--db", path)
      #expect(outcome.exitCode == 0, "\(outcome.errors)\n\(statement)")
    }
  }

  @Test(
    "the statements give the same over the views of a hub",
    .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
  func statementsOfHub() async throws {
    let path = try await files.latest("capdb.db")
    let server = try PostgresServer.shared.get()
    let hub = server.connectionString(database: try server.createDatabase())
    for options in [["--migrate"], []] {
      #expect(try await files.capdb.run(["sync", hub, "--db", path] + options).exitCode == 0)
    }
    for statement in try Self.statements() {
      let fromHub = try await files.capdb("query", statement, "--format", "csv", "--db", hub)
      let fromFile = try await files.capdb("query", statement, "--format", "csv", "--db", path)
      #expect(fromHub.exitCode == 0, "\(fromHub.errors)\n\(statement)")
      #expect(
        fromHub.output.split(separator: "\r\n").count == fromFile.output.split(separator: "\r\n").count, "\(statement)")
    }
  }

  @Test("the metrics of dashboard and alerts are those that serve has")
  func metrics() throws {
    let documented = try String(
      contentsOf: Self.folder.appending(path: "../docs/serve.md"), encoding: .utf8)
    let rules = try String(contentsOf: Self.folder.appending(path: "prometheus/capdb-rules.yaml"), encoding: .utf8)
    let expressions = try Self.dashboard("prometheus").panels.flatMap(\.targets).compactMap(\.expr) + [rules]
    let names = expressions.flatMap { $0.matches(of: /capdb_[a-z_]+/).map { String($0.0) } }
    #expect(names.count > 20)
    for name in Set(names) { #expect(documented.contains("`\(name)`"), "\(name)") }
  }
}
