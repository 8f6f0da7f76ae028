import Foundation
import Synchronization
import Testing
import Transport

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
    #expect(throws: KubeconfigError.unreadable(path: folder.path + "/none", detail: "no such file")) {
      try self.connection("tokenFile: none", folder.path)
    }
    try folder.write("empty", " \n")
    #expect(throws: KubeconfigError.unreadable(path: folder.path + "/empty", detail: "the file is empty")) {
      try self.connection("tokenFile: empty", folder.path)
    }
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
    #expect(fault("client-key-data: S0VZ") == .missing(field: "client-certificate"))
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
    let words = KubeconfigError.invalid(kind: "user", name: "u", .authProvider("gcp")).description
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
          field: "exec.apiVersion", "v1",
          expected: "client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1")
      ),
      (
        "command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Sometimes",
        .value(field: "exec.interactiveMode", "Sometimes", expected: "Never, IfAvailable or Always")
      ),
    ])
  func execFaults(exec: String, expected: KubeconfigError.Fault) {
    #expect(fault("exec: {\(exec)}") == expected)
  }

  private func fault(_ user: String) -> KubeconfigError.Fault? {
    do {
      _ = try connection(user)
      return nil
    } catch KubeconfigError.invalid(kind: "user", name: "u", let fault) {
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
