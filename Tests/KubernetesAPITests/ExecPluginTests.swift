import Capacity
import Foundation
import OutsideText
import Synchronization
import Testing
import Transport
import YAMLDocument

@testable import KubernetesAPI

@Suite("Exec plugins")
struct ExecPluginTests {
  @Test("a plugin gives a token in the version that was asked for", arguments: ["v1", "v1beta1"])
  func token(version: String) async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(printing: credential(version, #""token":"from-plugin""#))
    let connection = try connection(folder, version: version)
    #expect(try await connection.credential.authorization(replacing: nil) == Authorization(token: "from-plugin"))
  }

  @Test("a plugin may give a certificate with its key, as PEM")
  func certificate() async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(
      printing: credential("v1", #""clientCertificateData":"CERT\nx","clientKeyData":"KEY""#))
    let authorization = try await connection(folder).credential.authorization(replacing: nil)
    #expect(authorization.token == nil)
    #expect(
      authorization.clientCertificate
        == .init(certificatePEM: Array("CERT\nx".utf8), keyPEM: Array("KEY".utf8)))
  }

  @Test("a plugin gets version, interactivity and cluster; its own variables and arguments reach it")
  func environment() async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(
      printing: credential("v1", #""token":"t""#),
      before: #"printf '%s' "$KUBERNETES_EXEC_INFO" > info; printf '%s|%s|%s' "$OWN" "$1" "$INHERITED" > rest"#)
    let connection = try connection(
      folder, exec: "provideClusterInfo: true, args: ['a b'], env: [{name: OWN, value: mine}]",
      cluster:
        "tls-server-name: other, certificate-authority-data: UEVN, extensions: "
        + "[{name: client.authentication.k8s.io/exec, extension: {audience: '1', depth: 2}}]",
      environment: ["INHERITED": "yes", "OWN": "theirs", "KUBERNETES_EXEC_INFO": "old"])
    _ = try await connection.credential.authorization(replacing: nil)
    #expect(try folder.read("rest") == "mine|a b|yes")
    #expect(
      try folder.read("info")
        == #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"cluster":{"#
        + #""certificate-authority-data":"UEVN","config":{"audience":"1","depth":2},"server":"https://h:6443","#
        + #""tls-server-name":"other"},"interactive":false}}"#)
  }

  @Test("a plugin may write YAML")
  func yaml() async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(
      printing: """
        # a comment
        apiVersion: client.authentication.k8s.io/v1
        kind: ExecCredential
        status:
          expirationTimestamp: 2099-01-01T00:00:00Z
          token: from-yaml
        """)
    #expect(try await connection(folder).credential.authorization(replacing: nil).token == "from-yaml")
  }

  @Test("a plugin is looked up in capdb's own PATH, and exec.env is the plugin's alone")
  func lookup() async throws {
    let own = try TemporaryFolder()
    let other = try TemporaryFolder()
    let script = { (token: String) in
      "#!/bin/sh\nprintf '%s' \"$PATH\" > '\(own.path)/path'\ncat <<'END'\n"
        + "\(self.credential("v1", "\"token\":\"\(token)\""))\nEND\n"
    }
    try own.write("some-plugin", script("own"), isExecutable: true)
    try other.write("some-plugin", script("other"), isExecutable: true)
    let connection = try connection(
      own, command: "some-plugin", exec: "env: [{name: PATH, value: '\(other.path):/usr/bin:/bin'}]",
      environment: ["PATH": "/no/such:\(own.path):/usr/bin:/bin"])
    #expect(try await connection.credential.authorization(replacing: nil).token == "own")
    #expect(try own.read("path") == "\(other.path):/usr/bin:/bin")
    let hidden = try self.connection(
      own, command: "some-plugin", exec: "env: [{name: PATH, value: '\(other.path)'}]",
      environment: ["PATH": "/usr/bin:/bin"])
    #expect(await failure(hidden) == .plugin(command: "some-plugin", .notFound(installHint: nil)))
  }

  @Test("a command is found as Go finds it: executable files only, and none by a relative entry of PATH")
  func search() throws {
    let folder = try TemporaryFolder()
    let other = try TemporaryFolder()
    try folder.write("tool", "")
    let tool = try other.write("tool", "", isExecutable: true)
    try FileManager.default.createDirectory(atPath: folder.path + "/sub/tool", withIntermediateDirectories: true)
    let path = "\(folder.path):\(folder.path)/sub:\(other.path)"
    #expect(try ExecutableLookup.path(of: "tool", in: path) == tool)
    #expect(throws: ExecutableLookup.Problem.notFound) { try ExecutableLookup.path(of: "tool", in: "") }
    #expect(throws: ExecutableLookup.Problem.notFound) { try ExecutableLookup.path(of: "no-such-tool", in: ":.:/bin") }
    let relative = try #require(Self.relativePath(to: other.path))
    #expect(throws: ExecutableLookup.Problem.inWorkingFolder) {
      try ExecutableLookup.path(of: "tool", in: "\(relative):\(other.path)")
    }
    #expect(throws: ExecutableLookup.Problem.unusable(FileProblem(code: EACCES))) {
      try ExecutableLookup.path(of: folder.path + "/tool", in: "")
    }
  }

  private static func relativePath(to path: String) -> String? {
    let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
    return path.hasPrefix("/") ? String(repeating: "../", count: depth) + path.dropFirst() : nil
  }

  @Test(
    "known reasons are recognised in what plugins write, and nothing else of it is kept",
    arguments: [
      (
        "\nAn error occurred (ExpiredTokenException) when calling the AssumeRole operation: secret",
        PluginDiagnosis.awsRefusal(code: "ExpiredTokenException", operation: "AssumeRole")
      ),
      (
        "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
        .known(.noAWSCredentials)
      ),
      ("The config profile (secret) could not be found", .known(.unknownProfile)),
      ("Error loading SSO Token: Token for secret does not exist", .known(.ssoSession)),
      ("Traceback (most recent call last):\n  File \"secret\"", .known(.crash)),
      ("Could not connect to the endpoint URL: \"https://secret/\"", .known(.unreachable)),
      ("sh: 1: gcloud: not found", .known(.missingCommand)),
      ("dial tcp: lookup secret: no such host", .known(.unknownHost)),
      ("AADSTS50076: Due to a configuration change secret", .entraRefusal(code: "AADSTS50076")),
      ("ERROR: not logged in", .known(.teleportLogin)),
      ("ERROR: (gcloud.config.config-helper) secret", .known(.gcloudLogin)),
    ])
  func diagnoses(text: String, expected: PluginDiagnosis) {
    let diagnosis = PluginDiagnosis(standardError: text.utf8)
    #expect(diagnosis == expected)
    #expect(diagnosis?.description.contains("secret") == false)
  }

  @Test("what is no known reason is none, a code that is no word included")
  func noDiagnosis() {
    #expect(PluginDiagnosis(standardError: "something else".utf8) == nil)
    let text = "An error occurred (AKIAIOSFODNN7EXAMPLE) when calling the AssumeRole operation"
    #expect(PluginDiagnosis(standardError: text.utf8) == nil)
  }

  @Test(
    "what is no ExecCredential of the right version is an error that quotes nothing of it",
    arguments: [
      "secret", "",
      #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"secret"}}"#,
      "kind: ExecCredential\napiVersion: client.authentication.k8s.io/v1\nstatus: {token: 123}",
      "kind: ExecCredential\napiVersion: client.authentication.k8s.io/v1\nstatus: [secret]",
      #"{"kind":"Other","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"secret"}}"#,
      #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}"#,
      #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}"#,
      #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"secret"}}"#,
      #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"secret","expirationTimestamp":"soon"}}"#,
    ])
  func badOutput(text: String) async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(printing: text)
    let error = await failure(try connection(folder))
    guard case .plugin(_, .badOutput) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(error?.description.contains("secret") == false)
  }

  @Test("the reason why a plugin failed is given in capdb's words, and nothing is quoted")
  func failingPlugin() async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(printing: "", before: "echo 'secret: token has expired, run aws sso login' >&2; exit 253")
    let error = await failure(try connection(folder))
    #expect(
      error == .plugin(command: "plugin", .failed(status: 253, .known(.ssoSession), context: "x")))
    #expect(
      error?.description
        == "the credential plugin plugin ended with status 253: its SSO session is missing or has expired: "
        + "run aws sso login. What it says is shown by: kubectl --context x get nodes")
    try folder.plugin(printing: "", before: "echo 'secret of a new kind' >&2; exit 1")
    #expect(
      await failure(try connection(folder)) == .plugin(command: "plugin", .failed(status: 1, nil, context: "x")))
  }

  @Test("a plugin that is not there is an error with the place of the kubeconfig's hint")
  func missingPlugin() async throws {
    let folder = try TemporaryFolder()
    let error = await failure(try connection(folder, exec: "installHint: secret"))
    #expect(
      error
        == .plugin(
          command: "plugin",
          .notFound(
            installHint: InputPlace(
              source: .path(folder.path + "/config"), section: "user \"u\"", key: "exec.installHint", line: 7))))
    #expect(error?.description.contains("secret") == false)
    #expect(
      error?.description.hasSuffix("how to get it says exec.installHint of user \"u\" in \(folder.path)/config, line 7")
        == true)
    let bare = await failure(try connection(folder, command: "no-such-plugin-anywhere"))
    #expect(bare == .plugin(command: "no-such-plugin-anywhere", .notFound(installHint: nil)))
  }

  @Test("a plugin that does not end is ended")
  func timeout() async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(printing: "", before: "exec sleep 600")
    let error = await failure(try connection(folder, timeout: .milliseconds(300)))
    #expect(error == .plugin(command: "plugin", .timedOut(.milliseconds(300))))
  }

  @Test("interactiveMode Always needs a terminal")
  func interactive() async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(printing: credential("v1", #""token":"t""#))
    let error = await failure(try connection(folder, mode: "Always"))
    #expect(error == .plugin(command: "plugin", .needsTerminal))
  }

  @Test("credentials are kept until they expire, then the plugin is run again")
  func expiry() async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(
      printing: credential("v1", #""token":"'$n'","expirationTimestamp":"2026-01-01T00:00:00Z""#), before: counter)
    let now = Mutex(try #require(Timestamp(rfc3339: "2025-12-31T23:59:59Z")))
    let credential = ExecCredential(plugin: try plugin(folder), now: { now.withLock { $0 } })
    #expect(try await credential.authorization(replacing: nil).token == "1")
    #expect(try await credential.authorization(replacing: nil).token == "1")
    now.withLock { $0 = $0 + 1 }
    #expect(try await credential.authorization(replacing: nil).token == "2")
  }

  @Test("requests at the same time share one run, and so do refusals of the same token")
  func coalescing() async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(printing: credential("v1", #""token":"'$n'""#), before: counter)
    let credential = ExecCredential(plugin: try plugin(folder))
    let first = await tokens(credential, replacing: nil)
    #expect(first == ["1"])
    let second = await tokens(credential, replacing: Authorization(token: "1"))
    #expect(second == ["2"])
  }

  @Test("a 401 runs the plugin again and repeats the request, once")
  func refreshOn401() async throws {
    let folder = try TemporaryFolder()
    try folder.plugin(printing: credential("v1", #""token":"'$n'""#), before: counter)
    let refused = try Fixtures.response("kubernetes-errors/401.http")
    let api = FakeAPI { (request, _) throws(TransportError) in
      request.headers.contains(HTTPHeader("Authorization", "Bearer 2")) ? .protobuf(Wire.page(items: [])) : refused
    }
    let client = api.client(credential: ExecCredential(plugin: try plugin(folder)))
    #expect(try await client.listPods().items.isEmpty)
    #expect(api.requests.count == 2)
    let always = FakeAPI([refused])
    let error = await #expect(throws: KubernetesError.self) {
      try await always.client(credential: ExecCredential(plugin: try plugin(folder))).listPods()
    }
    #expect(error?.httpStatus == 401 && always.requests.count == 2)
  }

  @Test("a token that cannot change is not sent twice")
  func fixedToken() async throws {
    let api = FakeAPI([try Fixtures.response("kubernetes-errors/401.http")])
    await #expect(throws: KubernetesError.self) { try await api.client().listPods() }
    #expect(api.requests.count == 1)
  }

  @Test("a supplied token is asked for anew when it is refused")
  func suppliedToken() async throws {
    let calls = Mutex<[Bool]>([])
    let connection = ClusterConnection(
      name: "eks", server: "https://h/", certificateAuthorityPEM: Array("PEM".utf8), environment: [:],
      token: { forceRefresh in
        calls.withLock { $0.append(forceRefresh) }
        return forceRefresh ? "new" : "old"
      })
    #expect(connection.server == "https://h" && connection.endpoint.trust == .onlyPEM(Array("PEM".utf8)))
    let refused = try Fixtures.response("kubernetes-errors/401.http")
    let api = FakeAPI { (request, _) throws(TransportError) in
      request.headers.contains(HTTPHeader("Authorization", "Bearer new")) ? .protobuf(Wire.page(items: [])) : refused
    }
    #expect(try await api.client(credential: connection.credential).listPods().items.isEmpty)
    #expect(calls.withLock { $0 } == [false, true])
  }

  private let counter = "n=$(( $(cat runs 2>/dev/null || echo 0) + 1 )); echo $n > runs"

  private func credential(_ version: String, _ status: String) -> String {
    #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/\#(version)","status":{\#(status)}}"#
  }

  private func tokens(_ credential: ExecCredential, replacing rejected: Authorization?) async -> Set<String?> {
    await withTaskGroup(of: String?.self) { group in
      for _ in 0..<5 { group.addTask { try? await credential.authorization(replacing: rejected).token } }
      return await group.reduce(into: []) { $0.insert($1) }
    }
  }

  private func failure(_ connection: ClusterConnection) async -> CredentialError? {
    do {
      _ = try await connection.credential.authorization(replacing: nil)
      return nil
    } catch {
      return error
    }
  }

  private func plugin(_ folder: TemporaryFolder) throws -> ExecPlugin {
    let yaml =
      "exec: {command: ./plugin, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}"
    let entry = Kubeconfig.Entry(
      name: "u", value: try YAMLValue(yaml: yaml, dialect: .kubernetes),
      origin: Kubeconfig.Origin(path: folder.path + "/config", files: RunFiles()))
    return ExecPlugin(
      entry: try ExecEntry(EntryFields(kind: "user", entry: entry)), cluster: nil,
      environment: ProcessInfo.processInfo.environment, hasTerminal: false, timeout: .seconds(120))
  }

  private func connection(
    _ folder: TemporaryFolder, version: String = "v1", mode: String = "IfAvailable", command: String = "./plugin",
    exec: String = "args: []", cluster: String = "tls-server-name: ''", environment: [String: String] = [:],
    timeout: Duration = .seconds(120)
  ) throws -> ClusterConnection {
    let inherited = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    return try Kubeconfig(
      yaml: """
        current-context: x
        contexts: [{name: x, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: 'https://h:6443', \(cluster)}}]
        users:
        - name: u
          user:
            exec: {command: \(command), apiVersion: client.authentication.k8s.io/\(version), interactiveMode: \(mode), \(exec)}
        """, path: folder.path + "/config"
    ).connection(exec: ExecOptions(environment: inherited, hasTerminal: false, timeout: timeout))
  }
}

extension TemporaryFolder {
  /// Writes an executable `plugin` that prints a text; `'$n'` in it is the shell's variable.
  fileprivate func plugin(printing text: String, before: String = "true") throws {
    try write(
      "plugin", "#!/bin/sh\ncd \"$(dirname \"$0\")\" || exit 1\n\(before)\nprintf '%s' '\(text)'\n", isExecutable: true)
  }
}
