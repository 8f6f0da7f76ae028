import Foundation
import OutsideText
import Synchronization
import Testing
import Transport
import YAMLDocument

@testable import KubernetesAPI

@Suite("kubeconfig: user entries")
struct UserEntryTests {
  @Test("a token is sent as it stands")
  func token() async throws {
    #expect(try await connection("token: abc").credential.authorization(replacing: nil).token == "abc")
    #expect(try await connection("{}").credential.authorization(replacing: nil) == Authorization())
  }

  @Test("a token file wins over a token, and must be readable at the start")
  func tokenFile() async throws {
    let folder = try TemporaryFolder()
    try folder.write("token", "from-file\n")
    let connection = try connection("token: fixed, tokenFile: token", folder.path)
    #expect(try await connection.credential.authorization(replacing: nil).token == "from-file")
    #expect(throws: fault(.file(field: "tokenFile", FileProblem(code: ENOENT)), in: folder)) {
      try self.connection("tokenFile: none", folder.path)
    }
    try folder.write("empty", " \n")
    #expect(throws: fault(.emptyFile(field: "tokenFile"), in: folder)) {
      try self.connection("tokenFile: empty", folder.path)
    }
  }

  @Test("a token stands in for its token file as long as that is missing or empty", arguments: ["none", "empty"])
  func tokenBesideFile(name: String) async throws {
    let folder = try TemporaryFolder()
    try folder.write("empty", " \n")
    let connection = try connection("token: fixed, tokenFile: \(name)", folder.path)
    #expect(try await connection.credential.authorization(replacing: nil).token == "fixed")
    try folder.write(name, "from-file\n")
    #expect(try await connection.credential.authorization(replacing: nil).token == "from-file")
    try FileManager.default.removeItem(atPath: folder.path + "/" + name)
    #expect(
      try await connection.credential.authorization(replacing: Authorization(token: "from-file")).token == "from-file")
  }

  @Test("a key without a certificate is ignored, even if it cannot be read or stands there twice")
  func keyAlone() async throws {
    for key in ["client-key: none", "client-key-data: S0VZ", "client-key: none, client-key-data: S0VZ"] {
      let connection = try connection("token: t, \(key)")
      #expect(connection.endpoint.clientCertificate == nil)
      #expect(try await connection.credential.authorization(replacing: nil).token == "t")
      #expect(fault(key) == nil)
    }
  }

  @Test("a token file that is a pipe is read once, and its token stays")
  func tokenFromPipe() async throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("piped\n".utf8))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    let connection = try connection("tokenFile: \(path)")
    #expect(try await connection.credential.authorization(replacing: nil).token == "piped")
    #expect(try await connection.credential.authorization(replacing: Authorization(token: "piped")).token == "piped")
  }

  @Test("null in a list of texts is an empty text")
  func nullTexts() throws {
    let connection = try connection("token: t, as: jane, as-groups: [null, a]")
    #expect(
      connection.headers == [
        HTTPHeader("Impersonate-User", "jane"), HTTPHeader("Impersonate-Group", ""),
        HTTPHeader("Impersonate-Group", "a"),
      ])
    let exec = "command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never"
    let entry = Kubeconfig.Entry(
      name: "u",
      value: try YAMLValue(
        yaml: "exec: {\(exec), args: [null, b], env: [{name: A, value: null}]}", dialect: .kubernetes),
      origin: Kubeconfig.Origin(path: "/dir/config", files: RunFiles()))
    let parsed = try ExecEntry(EntryFields(kind: "user", entry: entry))
    #expect(parsed.arguments == ["", "b"] && parsed.environment == ["A": ""])
    #expect(fault("exec: {\(exec), env: [null]}") == .missing(field: "exec.env.name"))
  }

  @Test("a token file is read again after 50 s or a refusal; the last good token stays")
  func rotation() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("token", "one")
    let start = ContinuousClock.now
    let passed = Mutex(Duration.zero)
    let credential = try TokenFileCredential(path: path, now: { start + passed.withLock { $0 } })
    try folder.write("token", "two")
    passed.withLock { $0 = .seconds(50) }
    #expect(try await credential.authorization(replacing: nil).token == "one")
    passed.withLock { $0 = .seconds(51) }
    #expect(try await credential.authorization(replacing: nil).token == "two")
    try folder.write("token", "three")
    #expect(try await credential.authorization(replacing: Authorization(token: "one")).token == "two")
    #expect(try await credential.authorization(replacing: Authorization(token: "two")).token == "three")
    try FileManager.default.removeItem(atPath: path)
    passed.withLock { $0 = .seconds(500) }
    #expect(try await credential.authorization(replacing: nil).token == "three")
  }

  @Test("a client certificate needs its key, from data or from files, and may stand beside a token")
  func certificate() async throws {
    let folder = try TemporaryFolder()
    try folder.write("c.pem", "CERT")
    try folder.write("k.pem", "KEY")
    let pair = Endpoint.ClientCertificate(certificatePEM: Array("CERT".utf8), keyPEM: Array("KEY".utf8))
    let files = try connection("client-certificate: c.pem, client-key: k.pem, token: t", folder.path)
    #expect(files.endpoint.clientCertificate == pair)
    #expect(try await files.credential.authorization(replacing: nil).token == "t")
    let data = try connection("client-certificate-data: Q0VSVA==, client-key: k.pem", folder.path)
    #expect(data.endpoint.clientCertificate == pair)
    #expect(fault("client-certificate-data: Q0VSVA==") == .missing(field: "client-key"))
    #expect(fault("client-key-data: S0VZ") == nil)
    #expect(
      fault("client-key-data: S0VZ, client-key: k.pem, client-certificate-data: Q0VSVA==")
        == .conflict("client-key", "client-key-data"))
  }

  @Test("old forms are refused, with what to use in their place")
  func oldForms() {
    #expect(fault("username: u, password: p") == .basicAuthentication)
    #expect(fault("username: u, token: t") == .conflict("token", "username"))
    #expect(fault("auth-provider: {name: gcp}") == .authProvider("gcp"))
    #expect(fault("auth-provider: {name: oidc}, exec: {command: x}") == .conflict("exec", "auth-provider"))
    let words = KubeconfigError.invalid(kind: "user", name: "u", file: "/c", .authProvider("gcp")).description
    #expect(words.contains("gke-gcloud-auth-plugin"))
  }

  @Test("impersonation becomes headers; it needs a user")
  func impersonation() throws {
    let connection = try connection(
      "token: t, as: jane, as-uid: '7', as-groups: [a, b], as-user-extra: {Scopes/x: [one, two]}")
    #expect(
      connection.headers == [
        HTTPHeader("Impersonate-User", "jane"), HTTPHeader("Impersonate-Uid", "7"),
        HTTPHeader("Impersonate-Group", "a"), HTTPHeader("Impersonate-Group", "b"),
        HTTPHeader("Impersonate-Extra-scopes%2Fx", "one"), HTTPHeader("Impersonate-Extra-scopes%2Fx", "two"),
      ])
    #expect(fault("as-groups: [a]") == .missing(field: "as"))
    #expect(fault("as-user-extra: {scopes: []}") == .missing(field: "as"))
    #expect(fault("as-user-extra: {}") == nil)
  }

  @Test(
    "exec entries that cannot be used are refused",
    arguments: [
      ("apiVersion: client.authentication.k8s.io/v1beta1", KubeconfigError.Fault.missing(field: "exec.command")),
      ("command: x", .missing(field: "exec.apiVersion")),
      ("command: x, apiVersion: client.authentication.k8s.io/v1alpha1", .execV1Alpha1),
      ("command: x, apiVersion: client.authentication.k8s.io/v1", .missing(field: "exec.interactiveMode")),
      (
        "command: x, apiVersion: v1",
        .value(
          field: "exec.apiVersion",
          expected: "client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1")
      ),
      (
        "command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Sometimes",
        .value(field: "exec.interactiveMode", expected: "Never, IfAvailable or Always")
      ),
    ])
  func execFaults(exec: String, expected: KubeconfigError.Fault) {
    #expect(fault("exec: {\(exec)}") == expected)
  }

  private func fault(_ fault: KubeconfigError.Fault, in folder: TemporaryFolder) -> KubeconfigError {
    .invalid(kind: "user", name: "u", file: .path(folder.path + "/config"), fault)
  }

  private func fault(_ user: String) -> KubeconfigError.Fault? {
    do {
      _ = try connection(user)
      return nil
    } catch KubeconfigError.invalid(kind: "user", name: "u", file: "/dir/config", let fault) {
      return fault
    } catch {
      return nil
    }
  }

  private func connection(_ user: String, _ folder: String = "/dir") throws -> ClusterConnection {
    let fields = user == "{}" ? user : "{\(user)}"
    return try Kubeconfig(
      yaml: """
        current-context: x
        contexts: [{name: x, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: 'https://h'}}]
        users: [{name: u, user: \(fields)}]
        """, path: "\(folder)/config"
    ).connection(exec: KubeconfigTests.exec)
  }
}
