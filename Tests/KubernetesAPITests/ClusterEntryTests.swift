import Foundation
import OutsideText
import Testing
import Transport

@testable import KubernetesAPI

@Suite("kubeconfig: cluster entries")
struct ClusterEntryTests {
  @Test(
    "the server's URL keeps its path and loses query, fragment and last slash",
    arguments: [
      ("https://h:6443", "https://h:6443"), ("https://h/prefix/", "https://h/prefix"), ("HTTPS://H/", "https://H"),
      ("https://h/a%20b?x=y#z", "https://h/a%20b"), ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
      ("https://[fd00::1]:6443", "https://[fd00::1]:6443"), ("h:6443", "http://h:6443"),
    ])
  func server(text: String, expected: String) throws {
    #expect(try connection("server: '\(text)'").server == expected)
  }

  @Test("without a scheme it is https where TLS is set up")
  func scheme() throws {
    #expect(try connection("server: 'h:6443', insecure-skip-tls-verify: true").server == "https://h:6443")
    #expect(try connection("server: h, certificate-authority-data: UEVN").server == "https://h")
  }

  @Test("a server that is none is an error", arguments: ["", "ftp://h", "https://", "://h"])
  func badServer(text: String) {
    #expect(throws: KubeconfigError.self) { try connection("server: '\(text)'") }
  }

  @Test("a certificate authority replaces the system's, from data or from a file beside the kubeconfig")
  func trust() throws {
    #expect(try connection("server: 'https://h'").endpoint.trust == .system)
    #expect(
      try connection("server: 'https://h', certificate-authority-data: UEVN").endpoint.trust
        == .onlyPEM(Array("PEM".utf8)))
    let folder = try TemporaryFolder()
    try folder.write("ca.crt", "FILE")
    #expect(
      try connection("server: 'https://h', certificate-authority: ca.crt", folder.path).endpoint.trust
        == .onlyPEM(Array("FILE".utf8)))
    let missing = #expect(throws: KubeconfigError.self) {
      try connection("server: 'https://h', certificate-authority: other.crt", folder.path)
    }
    #expect(
      missing?.description == "cluster \"c\" of \(folder.path)/config: certificate-authority: no such file")
  }

  @Test("a certificate authority in a pipe is read once, for every context that names it")
  func trustInPipe() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("PEM".utf8))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    let kubeconfig = try Kubeconfig(
      yaml: """
        contexts: [{name: x, context: {cluster: c}}, {name: 'y', context: {cluster: d}}]
        clusters:
        - {name: c, cluster: &cluster {server: 'https://h', certificate-authority: \(path)}}
        - {name: d, cluster: *cluster}
        """, path: "/dir/config")
    for context in ["x", "y"] {
      let connection = try kubeconfig.connection(context: context, exec: KubeconfigTests.exec)
      #expect(connection.endpoint.trust == .onlyPEM(Array("PEM".utf8)))
    }
  }

  @Test("contradictions are errors")
  func contradictions() {
    #expect(
      throws: KubeconfigError.invalid(
        kind: "cluster", name: "c", file: "/dir/config",
        .conflict("certificate-authority", "certificate-authority-data"))
    ) {
      try connection("server: 'https://h', certificate-authority: x, certificate-authority-data: UEVN")
    }
    #expect(
      throws: KubeconfigError.invalid(
        kind: "cluster", name: "c", file: "/dir/config", .conflict("certificate-authority", "insecure-skip-tls-verify"))
    ) {
      try connection("server: 'https://h', insecure-skip-tls-verify: true, certificate-authority-data: UEVN")
    }
    #expect(throws: KubeconfigError.self) { try connection("server: 'https://h', certificate-authority-data: '%%%'") }
    #expect(throws: KubeconfigError.self) { try connection("server: 'https://h', insecure-skip-tls-verify: perhaps") }
  }

  @Test("insecure servers are warned of in every run")
  func insecure() throws {
    let connection = try connection("server: 'https://h', insecure-skip-tls-verify: true")
    #expect(connection.endpoint.trust == .anything && connection.warnings.count == 1)
  }

  @Test("the TLS name, the proxy and compression are passed on; socks5 resolves names at the proxy")
  func others() throws {
    let connection = try connection(
      "server: 'https://h', tls-server-name: other, proxy-url: 'socks5://p:1080', disable-compression: true")
    #expect(connection.endpoint.tlsServerName == "other" && connection.endpoint.proxy == .url("socks5h://p:1080"))
    #expect(!connection.acceptsCompression)
    #expect(try self.connection("server: 'https://h'").endpoint.proxy == .none)
    #expect(throws: KubeconfigError.self) { try self.connection("server: 'https://h', proxy-url: 'ftp://p'") }
    let error = #expect(throws: KubeconfigError.self) {
      try self.connection("server: 'https://h', proxy-url: 'socks4://user:secret@p'")
    }
    #expect(error?.description.contains("secret") == false)
  }

  @Test("without a proxy-url the variables name the proxy, and the server is asked without one on loopback")
  func proxies() throws {
    let exec = ExecOptions(
      environment: ["HTTPS_PROXY": "http://p:3128", "NO_PROXY": "10.0.0.0/8"], hasTerminal: false)
    let servers = ["https://h", "https://127.0.0.1:6443", "https://10.0.0.1", "http://h"]
    let proxies = try servers.map { try connection("server: '\($0)'", exec: exec).endpoint.proxy }
    #expect(proxies == [.url("http://p:3128"), .none, .none, .none])
    let own = try connection("server: 'https://10.0.0.1', proxy-url: 'http://own:1'", exec: exec)
    #expect(own.endpoint.proxy == .url("http://own:1"))
    let eks = ClusterConnection(
      name: "eks", server: "https://x.eks.amazonaws.com", certificateAuthorityPEM: nil, environment: exec.environment
    ) { _ in "token" }
    #expect(eks.endpoint.proxy == .url("http://p:3128"))
  }

  @Test("a pod's account needs both variables, its token and its certificate authority")
  func inCluster() async throws {
    let folder = try TemporaryFolder()
    var variables = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
    #expect(
      try ClusterConnection.inCluster(environment: ["KUBERNETES_SERVICE_HOST": "x"], directory: folder.path) == nil)
    try folder.write("token", " first \n")
    #expect(throws: KubeconfigError.inCluster(.file(.path("\(folder.path)/ca.crt"), FileProblem(code: ENOENT)))) {
      try ClusterConnection.inCluster(environment: variables, directory: folder.path)
    }
    try folder.write("ca.crt", "PEM")
    let found = try ClusterConnection.inCluster(environment: variables, directory: folder.path)
    let connection = try #require(found)
    #expect(connection.server == "https://[fd00::1]:443" && connection.endpoint.trust == .onlyPEM(Array("PEM".utf8)))
    #expect(try await connection.credential.authorization(replacing: nil).token == "first")
    #expect(connection.endpoint.proxy == .none)
    variables["HTTPS_PROXY"] = "http://p:3128"
    let behindProxy = try ClusterConnection.inCluster(environment: variables, directory: folder.path)
    #expect(behindProxy?.endpoint.proxy == .url("http://p:3128"))
  }

  private func connection(
    _ cluster: String, _ folder: String = "/dir", exec: ExecOptions = KubeconfigTests.exec
  ) throws -> ClusterConnection {
    try Kubeconfig(
      yaml: """
        current-context: x
        contexts: [{name: x, context: {cluster: c}}]
        clusters: [{name: c, cluster: {\(cluster)}}]
        """, path: "\(folder)/config"
    ).connection(exec: exec)
  }
}
