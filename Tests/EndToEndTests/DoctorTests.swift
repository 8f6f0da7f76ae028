import CapdbRunner
import ClusterSimulator
import Foundation
import History
import LoopbackServer
import Testing

/// What `capdb doctor` finds over real sockets, and that it shows nothing secret.
@Suite("capdb doctor", .serialized)
struct DoctorTests {
  /// Runs the doctor and gives its rows, by check.
  private func examine(
    _ environment: SimulatedEnvironment, _ arguments: String..., exitCode: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [String: [String: JSONValue]] {
    let outcome = try await environment.capdb.run(["doctor", "--format", "json"] + arguments)
    #expect(outcome.exitCode == exitCode, "\(outcome.output)\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.errors.isEmpty, "\(outcome.errors)", sourceLocation: sourceLocation)
    return Dictionary(try outcome.rows().map { ($0["check"]?.text ?? "", $0) }) { first, _ in first }
  }

  private func replace(_ old: String, with new: String, in environment: SimulatedEnvironment) throws {
    let file = environment.directory.appending(path: "kubeconfig")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains(old))
    try text.replacing(old, with: new).write(to: file, atomically: true, encoding: .utf8)
  }

  @Test("all is well after a collection, in each format")
  func sound() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let findings = try await examine(environment, exitCode: 0)
      #expect(findings.values.allSatisfy { $0["result"] == .text("OK") }, "\(findings)")
      for check in [
        "tls", "list pods", "aws-tls", "aws-clock", "aws-identity", "ec2:GetSubnetCidrReservations", "vpc", "schedule",
      ] {
        #expect(findings[check] != nil, "\(check)")
      }
      #expect(findings["tls"]?["found"]?.text?.contains("certificate of kube-apiserver by capdb simulator") == true)
      let table = try await environment.capdb("doctor")
      #expect(table.exitCode == 0 && table.output.contains("cluster myeks\n  OK       kubeconfig"), "\(table.output)")
      let csv = try await environment.capdb("doctor", "--format", "csv", "--no-ec2")
      #expect(csv.output.hasPrefix("cluster,check,result,found,remedy") && !csv.output.contains("ec2:"))
      #expect(!environment.server.requestLog.contains { $0.hasPrefix("/api/v1/secrets") })
    }
  }

  @Test("rights that are missing on both sides are told one by one, with what grants them")
  func deniedRights() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      environment.server.inject(Fault("/api/v1/pods", .forbidden))
      environment.server.inject(
        Fault("/apis/apps/v1/namespaces/kube-system/daemonsets/aws-node", .forbidden))
      environment.server.inject(Fault("DescribeSubnets", .forbidden))
      let findings = try await examine(environment, exitCode: 2)
      #expect(findings["list pods"]?["result"] == .text("FAILED"))
      #expect(findings["list pods"]?["remedy"]?.text?.contains("--user=capdb") == true, "\(findings)")
      #expect(findings["get daemonsets aws-node"]?["result"] == .text("WARNING"))
      #expect(findings["list nodes"]?["result"] == .text("OK"))
      #expect(findings["ec2:DescribeSubnets"]?["result"] == .text("FAILED"))
      #expect(findings["ec2:DescribeSubnets"]?["remedy"]?.text?.contains("put-role-policy --role-name capdb") == true)
      #expect(findings["ec2:DescribeVpcs"]?["result"] == .text("OK"))
    }
  }

  @Test("a wrong token, a wrong authority and a server that is gone are three different findings")
  func access() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      try replace(environment.server.token, with: "expired-token", in: environment)
      let token = try await examine(environment, "--no-ec2", exitCode: 2)
      #expect(token["credentials"]?["result"] == .text("FAILED") && token["tls"]?["result"] == .text("OK"), "\(token)")
      #expect(token["clock"]?["result"] == .text("OK"), "a refusal tells the time, too")
      try replace("expired-token", with: environment.server.token, in: environment)

      try await SimulatedEnvironment.withArticle { other in
        func authority(_ server: SimulatorServer) -> String { Data(server.caPEM.utf8).base64EncodedString() }
        try replace(authority(environment.server), with: authority(other.server), in: environment)
        let findings = try await examine(environment, "--no-ec2", exitCode: 2)
        #expect(
          findings["tls"]?["result"] == .text("FAILED") && findings["server"]?["result"] == .text("OK"), "\(findings)")
        try replace(authority(other.server), with: authority(environment.server), in: environment)
      }

      try replace(environment.server.kubernetesURL, with: "https://127.0.0.1:1", in: environment)
      let dead = try await examine(environment, "--no-ec2", "--deadline", "2s", exitCode: 2)
      #expect(dead["server"]?["result"] == .text("FAILED") && dead["tls"]?["result"] == .text("SKIPPED"), "\(dead)")
      #expect(dead["server"]?["found"]?.text?.contains("no connection") == true)
    }
  }

  @Test("a clock that is ten minutes off fails")
  func clock() async throws {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    let later = format.string(from: Date(timeIntervalSinceNow: 600))
    let server = try LoopbackServer { _ in
      .response(
        status: 200, headers: [("Content-Type", "application/json"), ("Date", later)],
        body: Array(#"{"gitVersion": "v1.33.1", "status": {"allowed": true}}"#.utf8))
    }
    defer { server.stop() }
    try await SimulatedEnvironment.withArticle { environment in
      try replace(environment.server.kubernetesURL, with: server.url, in: environment)
      let findings = try await examine(environment, "--no-ec2", exitCode: 2)
      #expect(findings["clock"]?["result"] == .text("FAILED"), "\(findings)")
      #expect(findings["clock"]?["found"]?.text?.contains("behind the server's") == true)
      #expect(findings["tls"]?["result"] == .text("WARNING"), "not encrypted")
    }
  }

  @Test("a lock that hangs, a database that is read-only and a hub out of reach")
  func local() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let lock = try CollectionLock(database: environment.database)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: environment.database + ".lock")
      let hub = "postgresql://capdb:hunter2@127.0.0.1:1/fleet"
      let findings = try await examine(environment, "--no-ec2", "--hub", hub, exitCode: 2)
      withExtendedLifetime(lock) {}
      #expect(findings["database-lock"]?["result"] == .text("WARNING"), "\(findings)")
      #expect(findings["hub"]?["result"] == .text("FAILED") && findings["hub-lag"]?["result"] == .text("SKIPPED"))
      #expect(!"\(findings)".contains("hunter2"))
      try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: environment.database)
      let readOnly = try await examine(environment, "--no-ec2", exitCode: geteuid() == 0 ? 1 : 2)
      #expect(readOnly["database-files"]?["remedy"]?.text?.contains("chmod") == true, "\(readOnly)")
    }
  }

  @Test("a configuration that cannot be read is told, and the rest that can be checked is checked")
  func configuration() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let file = environment.directory.appending(path: "config.yaml")
      try Data("clusers:\n  - context: myeks\n".utf8).write(to: file)
      let findings = try await examine(environment, "--config", file.path, exitCode: 2)
      #expect(findings["configuration"]?["found"]?.text?.contains("did you mean “clusters”") == true, "\(findings)")
      #expect(findings["clusters"]?["result"] == .text("SKIPPED") && findings["database"]?["result"] == .text("OK"))
      let named = try await examine(environment, "--config", file.path, "--context", "myeks", "--no-ec2", exitCode: 2)
      #expect(named["list pods"]?["result"] == .text("OK"), "\(named)")
    }
  }

  @Test("EKS by name is examined like a kubeconfig")
  func eks() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let findings = try await examine(environment, "--eks-cluster", "myeks", exitCode: 0)
      #expect(findings["eks:DescribeCluster"]?["result"] == .text("OK"), "\(findings)")
      environment.server.inject(Fault("DescribeCluster", .forbidden))
      let denied = try await examine(environment, "--eks-cluster", "myeks", exitCode: 2)
      #expect(denied["eks:DescribeCluster"]?["result"] == .text("FAILED"), "\(denied)")
      #expect(denied["list pods"]?["result"] == .text("SKIPPED") && denied["aws-identity"]?["result"] == .text("OK"))
    }
  }

  @Test("the first collection that fails names the doctor, with the context; later ones do not")
  func hint() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      environment.server.inject(Fault("/api/v1/pods", .forbidden))
      let first = try await environment.capdb("collect", "--context", "myeks", "--no-ec2")
      #expect(first.exitCode == 1)
      #expect(first.errors.contains("capdb: capdb doctor --context myeks --no-ec2 finds out why"), "\(first.errors)")
      environment.server.clearFaults()
      #expect(try await environment.capdb("collect").exitCode == 0)
      environment.server.inject(Fault("/api/v1/pods", .forbidden))
      #expect(try await !environment.capdb("collect").errors.contains("capdb doctor"))
      let unknown = try await environment.capdb("collect", "--context", "nowhere")
      #expect(!unknown.errors.contains("doctor --context nowhere --"))
    }
  }

  @Test("a first collection that fails for another reason than access or rights does not name the doctor")
  func noHint() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      environment.server.inject(Fault("/api/v1/pods", .garbage))
      let outcome = try await environment.capdb("collect", "--no-ec2", "--deadline", "3s")
      #expect(outcome.exitCode == 1 && outcome.errors.contains("pods"), "\(outcome.errors)")
      #expect(!outcome.errors.contains("capdb doctor"), "\(outcome.errors)")
    }
  }

  @Test(
    "a first collection names the doctor where a way or a credential is missing",
    arguments: ["token", "server", "credentials", "context"])
  func hintForAccess(_ missing: String) async throws {
    try await SimulatedEnvironment.withArticle { environment in
      var capdb = environment.capdb
      var arguments = ["collect", "--deadline", "5s"]
      switch missing {
      case "token": try replace(environment.server.token, with: "expired-token", in: environment)
      case "server": try replace(environment.server.kubernetesURL, with: "https://127.0.0.1:1", in: environment)
      case "credentials":
        for name in capdb.environment.keys where name.hasPrefix("AWS_") && name.contains("KEY") {
          capdb.environment[name] = nil
        }
      default: arguments += ["--context", "nowhere"]
      }
      let outcome = try await capdb.run(arguments)
      #expect(outcome.exitCode == 1 && outcome.errors.contains("capdb doctor"), "\(outcome.errors)")
    }
  }

  @Test("the bundle is readable for its owner only, and with hashes names neither account nor node")
  func bundle() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      environment.server.inject(Fault("DescribeSubnets", .forbidden))
      _ = try await environment.capdb("collect")
      let plain = try await unpacked(environment, [])
      #expect(Set(plain.keys) == ["doctor.txt", "doctor.json", "versions.txt", "collections.json", "schema.sql"])
      #expect(plain["doctor.txt"]?.contains("123456789012") == true)
      #expect(plain["collections.json"]?.contains("ec2:DescribeSubnets") == true)
      #expect(plain["versions.txt"]?.contains("libcurl ") == true && plain["versions.txt"]?.contains("SQLite ") == true)
      #expect(plain["schema.sql"]?.contains("CREATE TABLE") == true)
      let hashed = try await unpacked(environment, ["--hash-names"])
      #expect(
        !"\(hashed)".contains("123456789012") && !"\(hashed)".contains("assumed-role"), "\(hashed["doctor.txt"] ?? "")")
      #expect(hashed["doctor.txt"]?.contains("account-") == true)
    }
  }

  /// The files of the bundle that a run writes, by name.
  private func unpacked(_ environment: SimulatedEnvironment, _ arguments: [String]) async throws -> [String: String] {
    let file = environment.directory.appending(path: "bundle-\(UUID().uuidString).tar.gz")
    let outcome = try await environment.capdb.run(["doctor", "--bundle", file.path] + arguments)
    #expect(outcome.exitCode < 3 && outcome.errors.contains("written"), "\(outcome.errors)")
    return try BundleReader.files(of: file)
  }
}

/// Unpacks a bundle with tar.
enum BundleReader {
  static func files(of file: URL) throws -> [String: String] {
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o600)
    let folder = file.deletingLastPathComponent().appending(path: "unpacked-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["tar", "-xzf", file.path, "-C", folder.path]
    try process.run()
    process.waitUntilExit()
    let inner = folder.appending(path: "capdb-doctor")
    let names = try FileManager.default.contentsOfDirectory(atPath: inner.path)
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try String(contentsOf: inner.appending(path: $0), encoding: .utf8)) })
  }
}

/// Secrets are put into every place that the doctor reads, and looked for in all that it leaves behind.
@Suite("The doctor's secrets", .serialized)
struct DoctorSecretTests {
  private static let word = SecretMarker.word
  private static let key = SecretMarker.key

  private static let configuration = """
    hub: postgresql://me:\(word)@127.0.0.1:1/fleet?password=\(word)
    clusters:
      - name: prod
        context: main
        aws: {external-id: \(word), role-arn: "\(key)"}
      - name: edge
        context: plugin
      - name: eks
        eks: c
    """

  private static let users = [
    "token: \(key)", "token: eyJhbGciOiJub25lIn0.\(word).\(word)", "tokenFile: token",
    "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: ./plugin, args: [\(word)], "
      + "env: [{name: A, value: \(word)}], installHint: \(word)}",
    "username: \(word), password: \(word)", "token: t, as: \(word), as-groups: [\(word)]",
  ]

  private static func kubeconfig(_ user: String, server: String) -> String {
    """
    apiVersion: v1
    kind: Config
    clusters: [{name: main, cluster: {server: "\(server)/\(word)", proxy-url: "", tls-server-name: \(word)}}]
    users: [{name: me, user: {\(user)}}]
    contexts:
    - {name: main, context: {cluster: main, user: me}}
    - {name: plugin, context: {cluster: main, user: me}}
    """
  }

  /// What an API server or a service answers that repeats secrets wherever it can.
  private static func answer(_ status: Int) -> LoopbackReply {
    .response(
      status: status,
      headers: [
        ("Content-Type", "application/json"), ("Date", word), ("Location", word), ("x-amzn-ErrorType", key),
      ],
      body: Array(
        """
        {"kind": "Status", "apiVersion": "v1", "message": "\(word)", "reason": "\(key)", "gitVersion": "\(word)", \
        "status": {"allowed": "\(word)", "userInfo": {"username": "\(key)"}}, "__type": "\(key)"}
        """.utf8))
  }

  @Test("are in none of its formats, and in no bundle")
  func silence() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "doctor-secret-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (index, user) in Self.users.enumerated() {
      let server = try LoopbackServer { _ in Self.answer(index.isMultiple(of: 2) ? 403 : 200) }
      defer { server.stop() }
      let home = folder.appending(path: "\(index)")
      try write(Self.kubeconfig(user, server: server.url), to: home.appending(path: "kubeconfig"))
      try write(Self.configuration, to: home.appending(path: "config.yaml"))
      try write(Self.word, to: home.appending(path: "token"))
      try write("#!/bin/sh\necho \(Self.word); echo \(Self.word) >&2; exit 1\n", to: home.appending(path: "plugin"))
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: home.appending(path: "plugin").path)
      try write(
        "[default]\nregion = eu-west-1\naws_secret_access_key = \(Self.word)\ncredential_process = echo \(Self.word)\n",
        to: home.appending(path: ".aws/config"))
      let runner = CapdbRunner(directory: home, environment: variables(home, server.url, index))
      try await expectSilence(runner, home, index)
    }
  }

  private func variables(_ home: URL, _ server: String, _ index: Int) -> [String: String] {
    var variables = [
      "KUBECONFIG": home.appending(path: "kubeconfig").path, "CAPDB_CONFIG": home.appending(path: "config.yaml").path,
      "CAPDB_DB": home.appending(path: "capdb.db").path, "AWS_EC2_METADATA_DISABLED": "true",
      "AWS_ENDPOINT_URL": server, "AWS_MAX_ATTEMPTS": "1",
      "HTTPS_PROXY": "http://me:\(Self.word)@127.0.0.1:9", "https_proxy": "http://me:\(Self.word)@127.0.0.1:9",
      "NO_PROXY": "127.0.0.1",
    ]
    if index.isMultiple(of: 2) {
      variables["AWS_ACCESS_KEY_ID"] = Self.word
      variables["AWS_SECRET_ACCESS_KEY"] = Self.word
      variables["AWS_SESSION_TOKEN"] = Self.word
    }
    if index == 1 { variables["AWS_REGION"] = "http://me:\(Self.word)@x" }
    if index == 3 { variables["CAPDB_HUB"] = "mysql://me:\(Self.word)@x/y" }
    return variables
  }

  private func expectSilence(_ runner: CapdbRunner, _ home: URL, _ index: Int) async throws {
    // The bundle has the text and the JSON of each run.
    for format in index == 0 ? ["table", "json", "csv"] : ["table"] {
      let bundle = home.appending(path: "\(format).tar.gz")
      let outcome = try await runner.run(
        ["doctor", "--format", format, "--deadline", "2s", "--bundle", bundle.path])
      #expect(outcome.exitCode == 2, "\(index): \(outcome.errors)")
      let texts = [outcome.output, outcome.errors] + (try BundleReader.files(of: bundle).values)
      for text in texts { #expect(!text.contains(SecretMarker.sought), "\(index), \(format): \(text)") }
    }
  }

  private func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
