import Foundation
import Testing
import Transport

@testable import KubernetesAPI

@Suite("kubeconfig: files, merging and choice")
struct KubeconfigTests {
  @Test("an explicit file must exist, and is the only one read")
  func explicitFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("one", minimal(context: "one"))
    let other = try folder.write("two", minimal(context: "two"))
    let kubeconfig = try Kubeconfig.load(path: path, environment: ["KUBECONFIG": other])
    #expect(kubeconfig.contextNames == ["one"] && kubeconfig.files == [path])
    #expect(throws: KubeconfigError.unreadable(path: "/no/such", detail: "no such file")) {
      try Kubeconfig.load(path: "/no/such", environment: [:])
    }
  }

  @Test("KUBECONFIG is a list: missing files are skipped, repeats read once, the home folder is not added")
  func list() throws {
    let folder = try TemporaryFolder()
    let one = try folder.write("one", minimal(context: "one"))
    let two = try folder.write("two", minimal(context: "two"))
    let kubeconfig = try Kubeconfig.load(
      environment: ["KUBECONFIG": ":\(one):/no/such::\(two):\(one)", "HOME": folder.path])
    #expect(kubeconfig.files == [one, two] && kubeconfig.contextNames == ["one", "two"])
    #expect(kubeconfig.currentContext == "one" && kubeconfig.warnings.isEmpty)
    let missing = try Kubeconfig.load(environment: ["KUBECONFIG": "/no/such"])
    #expect(missing.isEmpty && missing.warnings.count == 1)
  }

  @Test("without KUBECONFIG it is .kube/config of HOME, which may be missing or empty")
  func home() throws {
    let folder = try TemporaryFolder()
    #expect(try Kubeconfig.load(environment: ["HOME": folder.path]).isEmpty)
    try FileManager.default.createDirectory(atPath: folder.path + "/.kube", withIntermediateDirectories: true)
    try folder.write(".kube/config", "")
    #expect(try Kubeconfig.load(environment: ["HOME": folder.path, "KUBECONFIG": ""]).isEmpty)
    try folder.write(".kube/config", minimal(context: "home"))
    #expect(try Kubeconfig.load(environment: ["HOME": folder.path]).contextNames == ["home"])
  }

  @Test("the first file that defines a name wins with the whole entry; so does the first current context")
  func merge() throws {
    var first = try kubeconfig("clusters: [{name: c, cluster: {server: 'https://first'}}]")
    first.merge(
      try kubeconfig(
        """
        current-context: x
        clusters: [{name: c, cluster: {server: 'https://second', tls-server-name: other}}]
        contexts: [{name: x, context: {cluster: c}}]
        """))
    first.merge(try kubeconfig("current-context: late"))
    let connection = try first.connection(exec: Self.exec)
    #expect(connection.server == "https://first" && connection.endpoint.tlsServerName == nil)
    #expect(connection.name == "c")
  }

  @Test("a name twice in one list is an error")
  func duplicateName() {
    #expect(throws: KubeconfigError.duplicateName(path: "/dir/config", list: "users", name: "u")) {
      try kubeconfig("users: [{name: u, user: {}}, {name: u, user: {}}]")
    }
  }

  @Test(
    "what is no kubeconfig is an error that quotes nothing of it",
    arguments: [
      "- secret", "secret", "clusters: secret", "clusters: [secret]", "a: b: secret", "a: [secret",
      "users: {a: secret}",
    ])
  func malformed(text: String) {
    let error = #expect(throws: KubeconfigError.self) { try kubeconfig(text) }
    #expect(error?.description.contains("/dir/config") == true)
    #expect(error?.description.contains("secret") == false)
  }

  @Test("JSON is read like YAML, and unknown keys are passed over")
  func json() throws {
    let text = """
      {"apiVersion":"v1","kind":"Config","preferences":{"colors":true},"current-context":"x","future":[1,2.5,null],
      \t"clusters":[{"name":"c","cluster":{"server":"https://h:6443"}}],"users":null,
      "contexts":[{"name":"x","context":{"cluster":"c","user":""}}]}
      """
    #expect(try kubeconfig(text).connection(exec: Self.exec).server == "https://h:6443")
  }

  @Test("the context is the asked one, else the current one; an unknown one names those there are")
  func context() throws {
    let text = """
      current-context: a
      clusters: [{name: c, cluster: {server: 'https://c'}}, {name: d, cluster: {server: 'https://d'}}]
      contexts: [{name: b, context: {cluster: d}}, {name: a, context: {cluster: c}}]
      """
    let kubeconfig = try kubeconfig(text)
    #expect(try kubeconfig.connection(exec: Self.exec).server == "https://c")
    #expect(try kubeconfig.connection(context: "b", exec: Self.exec).server == "https://d")
    let error = #expect(throws: KubeconfigError.unknownContext("x", known: ["a", "b"])) {
      try kubeconfig.connection(context: "x", exec: Self.exec)
    }
    #expect(error?.description == "context \"x\" does not exist. There are: a, b")
  }

  @Test("missing pieces are named")
  func missing() throws {
    #expect(throws: KubeconfigError.noCurrentContext(known: ["x"])) {
      try kubeconfig("contexts: [{name: x, context: {}}]").connection(exec: Self.exec)
    }
    #expect(throws: KubeconfigError.unknownEntry(kind: "cluster", name: "c", context: "x")) {
      try kubeconfig("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]").connection(exec: Self.exec)
    }
    #expect(throws: KubeconfigError.unknownEntry(kind: "user", name: "u", context: "x")) {
      try kubeconfig("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]")
        .connection(exec: Self.exec)
    }
  }

  @Test("without any kubeconfig the pod's account is used, outside a pod there is an error")
  func current() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: KubeconfigError.self) {
      try ClusterConnection.current(exec: ExecOptions(environment: ["HOME": folder.path], hasTerminal: false))
    }
    #expect(error == .noConfiguration(searched: [folder.path + "/.kube/config"]))
  }

  static let exec = ExecOptions(environment: [:], hasTerminal: false, timeout: .seconds(20))

  private func kubeconfig(_ text: String) throws -> Kubeconfig {
    try Kubeconfig(yaml: text, path: "/dir/config")
  }

  private func minimal(context: String) -> String {
    """
    apiVersion: v1
    kind: Config
    current-context: \(context)
    clusters: [{name: \(context), cluster: {server: "https://\(context)"}}]
    contexts: [{name: \(context), context: {cluster: \(context)}}]
    """
  }
}
