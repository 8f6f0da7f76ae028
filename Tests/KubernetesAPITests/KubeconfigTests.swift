import Foundation
import OutsideText
import Testing
import Transport
import YAMLDocument

@testable import KubernetesAPI

@Suite("kubeconfig: files, merging and choice")
struct KubeconfigTests {
  @Test("an explicit file must exist, and is the only one read")
  func explicitFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("one", minimal(context: "one"))
    let other = try folder.write("two", minimal(context: "two"))
    let kubeconfig = try Kubeconfig.load(path: path, environment: ["KUBECONFIG": other])
    #expect(kubeconfig.contexts.keys.sorted() == ["one"] && kubeconfig.files == [path])
    #expect(throws: KubeconfigError.unreadable(file: "/no/such", FileProblem(code: ENOENT))) {
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
    #expect(kubeconfig.files == [one, two] && kubeconfig.contexts.keys.sorted() == ["one", "two"])
    #expect(kubeconfig.currentContext == "one")
    #expect(try Kubeconfig.load(environment: ["KUBECONFIG": "/no/such"]).isEmpty)
    let error = #expect(throws: KubeconfigError.self) {
      try ClusterConnection.current(
        exec: ExecOptions(environment: ["KUBECONFIG": "/no/such"], hasTerminal: false))
    }
    #expect(error == .noConfiguration(searched: ["/no/such"]))
  }

  @Test("without KUBECONFIG it is .kube/config of HOME, which may be missing or empty")
  func home() throws {
    let folder = try TemporaryFolder()
    #expect(try Kubeconfig.load(environment: ["HOME": folder.path]).isEmpty)
    try FileManager.default.createDirectory(atPath: folder.path + "/.kube", withIntermediateDirectories: true)
    try folder.write(".kube/config", "")
    #expect(try Kubeconfig.load(environment: ["HOME": folder.path, "KUBECONFIG": ""]).isEmpty)
    try folder.write(".kube/config", minimal(context: "home"))
    #expect(try Kubeconfig.load(environment: ["HOME": folder.path]).contexts.keys.sorted() == ["home"])
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
    #expect(throws: KubeconfigError.duplicateName(file: "/dir/config", list: "users", name: "u")) {
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

  @Test(
    "merge keys bring what is merged, in kubectl's order",
    arguments: [
      ("{<<: *a}", "A"), ("{<<: *a, token: own}", "own"), ("{<<: [*a, *b]}", "A"), ("{<<: [*b, *a]}", "B"),
      ("{<<: [*c, *b]}", "B"), ("{<<: {token: inline}}", "inline"), ("{token: own, <<: *a}", "A"),
    ])
  func mergeKeys(user: String, token: String) async throws {
    let text = """
      a: &a {token: A}
      b: &b {token: B, as: b}
      c: &c {as: c}
      current-context: x
      contexts: [{name: x, context: {cluster: c, user: u}}]
      clusters: [{name: c, cluster: {server: 'https://h'}}]
      users: [{name: u, user: \(user)}]
      """
    let credential = try kubeconfig(text).connection(exec: Self.exec).credential
    #expect(try await credential.authorization(replacing: nil).token == token)
  }

  @Test(
    "a value of another type makes the file unusable, and is named by its place",
    arguments: [
      ("users: [{name: u, user: {token: 123}}]", "token of user \"u\" in /dir/config, line 1: must be a text"),
      ("users:\n- name: u\n  user:\n    token: yes", "token of user \"u\" in /dir/config, line 4: must be a text"),
      ("users: [{name: 7}]", "name of user \"\" in /dir/config, line 1: must be a text"),
      ("clusters: [{name: c, cluster: x}]", "cluster \"c\" in /dir/config, line 1: must be a mapping"),
      (
        "clusters: [{name: c, cluster: {insecure-skip-tls-verify: 'true'}}]",
        "insecure-skip-tls-verify of cluster \"c\" in /dir/config, line 1: must be true or false"
      ),
      (
        "clusters: [{name: c, cluster: {certificate-authority-data: 'YQ== b'}}]",
        "certificate-authority-data of cluster \"c\" in /dir/config, line 1: must be base64"
      ),
      (
        "users: [{name: u, user: {exec: {env: [{name: A, value: 1}]}}}]",
        "exec.env.value of user \"u\" in /dir/config, line 1: must be a text"
      ),
      ("kind: Pod", "/dir/config: no kubeconfig: its kind is not Config"),
      ("current-context: [secret]", "current-context in /dir/config, line 1: must be a text"),
      (
        "users: [{name: u, user: {<<: secret}}]", "/dir/config, line 1: no kubeconfig: the merge key << takes a mapping"
      ),
    ])
  func types(text: String, message: String) {
    let error = #expect(throws: KubeconfigError.self) { try kubeconfig(text) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test("a second document and what follows the first are not looked at")
  func secondDocument() throws {
    #expect(try kubeconfig("current-context: a\n---\ncurrent-context: b").currentContext == "a")
    #expect(try kubeconfig("current-context: a\n---\nusers: [{name: v").currentContext == "a")
    #expect(try kubeconfig("---\n---\ncurrent-context: b").isEmpty)
  }

  @Test("an entry that is null has the empty name, and two of them are a name twice")
  func nullEntries() throws {
    let kubeconfig = try kubeconfig(
      """
      contexts: [null, {name: x, context: {cluster: c}}]
      clusters: [{name: c, cluster: {server: 'https://h'}}]
      users: [{user: {token: t}}]
      """)
    #expect(kubeconfig.contexts.keys.sorted() == ["", "x"] && kubeconfig.users[""]?.value["token"].string == "t")
    #expect(throws: KubeconfigError.duplicateName(file: "/dir/config", list: "users", name: "")) {
      try self.kubeconfig("users: [null, null]")
    }
  }

  @Test("of a key that stands twice the later value counts")
  func doubleKey() throws {
    #expect(try kubeconfig("current-context: a\ncurrent-context: b").currentContext == "b")
  }

  @Test("aliases of aliases are refused at once")
  func aliasBomb() {
    let levels = (1...8).map { level in
      "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]"
    }
    let text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + levels.joined(separator: "\n")
    let error = #expect(throws: KubeconfigError.self) { try kubeconfig(text) }
    #expect(error?.description.contains("nearly all of it would come from aliases") == true)
  }

  @Test("a pipe is read once, however many contexts are asked for", arguments: [true, false])
  func pipe(isNamed: Bool) throws {
    let pipe = Pipe()
    let text = minimal(context: "one") + "\n" + "# end"
    try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    let exec = ExecOptions(environment: ["KUBECONFIG": "/dev/null:\(path):/no/such"], hasTerminal: false)
    let files = RunFiles()
    for context in ["one", nil, ""] {
      let connection = try ClusterConnection.current(
        kubeconfig: isNamed ? path : nil, context: context, exec: exec, files: files)
      #expect(connection.server == "https://one")
    }
  }

  @Test("an empty path or context is as if it were not given")
  func emptyOptions() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("one", minimal(context: "one"))
    let exec = ExecOptions(environment: ["KUBECONFIG": path], hasTerminal: false)
    #expect(try ClusterConnection.current(kubeconfig: "", context: "", exec: exec).server == "https://one")
  }

  @Test(
    "a document in KUBECONFIG is reported, and not shown", arguments: ["apiVersion: v1\nusers: [secret]", "{\"a\": 1}"])
  func documentInVariable(text: String) {
    let error = #expect(throws: KubeconfigError.documentInVariable) {
      try Kubeconfig.load(environment: ["KUBECONFIG": text])
    }
    #expect(error?.description.contains("secret") == false)
  }

  @Test("a current context that does not exist is not shown, what there is is")
  func unknownCurrentContext() {
    let error = #expect(throws: KubeconfigError.unknownCurrentContext(known: ["a"])) {
      try kubeconfig("current-context: secret\ncontexts: [{name: a}]").connection(exec: Self.exec)
    }
    #expect(error?.description.contains("secret") == false)
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
    #expect(throws: KubeconfigError.unknownEntry(kind: "cluster", context: "x", file: "/dir/config", known: [])) {
      try kubeconfig("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]").connection(exec: Self.exec)
    }
    #expect(
      throws: KubeconfigError.unknownEntry(kind: "user", context: "x", file: "/dir/config", known: ["v"])
    ) {
      try kubeconfig("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nusers: [{name: v}]")
        .connection(exec: Self.exec)
    }
  }

  @Test("without any kubeconfig the pod's account is used, outside a pod there is an error")
  func current() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: KubeconfigError.self) {
      try ClusterConnection.current(exec: ExecOptions(environment: ["HOME": folder.path], hasTerminal: false))
    }
    #expect(error == .noConfiguration(searched: [.path(folder.path + "/.kube/config")]))
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
