import Capacity
import Foundation
import Testing

@testable import ClusterSimulator

@Suite("The simulator's server")
struct ServerTests {
  /// Runs curl against the Kubernetes side, with the CA in a file of its own.
  private func curl(_ server: SimulatorServer, _ path: String, _ arguments: [String] = [], token: String? = nil)
    async throws -> ProcessResult
  {
    let ca = FileManager.default.temporaryDirectory.appending(path: "simulator-ca-\(UUID()).pem")
    try Data(server.caPEM.utf8).write(to: ca)
    defer { try? FileManager.default.removeItem(at: ca) }
    return try await runAside(
      "curl",
      [
        "-sS", "--noproxy", "*", "--cacert", ca.path, "-w", "\n%{http_code} %{http_version}",
        "-H", "Authorization: Bearer \(token ?? server.token)", server.kubernetesURL + path,
      ] + arguments)
  }

  private func article() throws -> SimulatedCluster { try .article(replicas: 50, startingAt: start) }

  @Test("speaks TLS with HTTP/2 and HTTP/1.1, trusted through its CA only", .timeLimit(.minutes(2)))
  func tls() async throws {
    try await SimulatorServer.withRunning(article()) { server in
      let second = try await curl(server, "/version")
      #expect(second.output.hasSuffix("200 2"))
      #expect(second.output.contains("\"gitVersion\":\"v1.30.4-eks-a737599\""))
      #expect(try await curl(server, "/version", ["--http1.1"]).output.hasSuffix("200 1.1"))
      let byName = server.kubernetesURL.replacingOccurrences(of: "127.0.0.1", with: "localhost")
      #expect(try await curl(server, "/version", [byName + "/version"]).status == 0)
      #expect(try await runAside("curl", ["-sS", "--noproxy", "*", server.kubernetesURL + "/version"]).status == 60)
    }
  }

  @Test("serves pages of the cluster, and what was done to it meanwhile", .timeLimit(.minutes(2)))
  func lists() async throws {
    try await SimulatorServer.withRunning(article()) { server in
      let pods = try await curl(server, "/api/v1/pods?limit=500")
      #expect(pods.output.components(separatedBy: "\"phase\":\"Running\"").count - 1 == 51)
      try server.update { cluster throws(SimulatorError) in
        try cluster.scale(SimulatedCluster.nginxDeployment, to: 2)
        cluster.advance(by: 60)
      }
      let fewer = try await curl(server, "/api/v1/pods?limit=500")
      #expect(fewer.output.components(separatedBy: "\"phase\":\"Running\"").count - 1 == 11)
      #expect(server.requestLog == ["/api/v1/pods?limit=500", "/api/v1/pods?limit=500"])
      #expect(try await curl(server, "/api/v1/pods", token: "wrong").output.hasSuffix("401 2"))
    }
  }

  @Test("answers EC2's forms over plain HTTP", .timeLimit(.minutes(2)))
  func ec2() async throws {
    try await SimulatorServer.withRunning(article()) { server in
      let result = try await runAside(
        "curl",
        [
          "-sS", "--noproxy", "*", "--aws-sigv4", "aws:amz:ap-northeast-2:ec2", "--user",
          "\(SimulatorServer.accessKeyID):\(SimulatorServer.secretAccessKey)", "-d",
          "Action=DescribeSubnets&Version=2016-11-15", server.ec2URL,
        ])
      #expect(result.output.contains("<availableIpAddressCount>233</availableIpAddressCount>"))
      let eks = try await runAside("curl", ["-sS", "--noproxy", "*", server.ec2URL + "/clusters/myeks"])
      #expect(eks.output.contains(server.kubernetesURL.replacingOccurrences(of: "/", with: "/")))
    }
  }

  @Test("spoils answers as a fault says, as often as it says", .timeLimit(.minutes(2)))
  func faults() async throws {
    try await SimulatorServer.withRunning(article()) { server in
      let path = "/api/v1/nodes"
      let whole = try await curl(server, path).output
      for arguments in [[], ["--http1.1"]] {
        server.inject(Fault(path, .cutBody(share: 0.5), times: 1))
        let cut = try await curl(server, path, arguments)
        // 18: fewer bytes than announced; 92: the HTTP/2 stream was not closed cleanly.
        #expect([18, 92].contains(cut.status))
        #expect(cut.output.count < whole.count)
      }
      server.inject(Fault(path, .truncatedBody(share: 0.5), times: 1))
      let truncated = try await curl(server, path)
      #expect(truncated.status == 0)
      #expect(throws: (any Error).self) { try JSONObject(truncated.output.dropLast(6).utf8) }
      server.inject(Fault(path, .tooManyRequests(retryAfterSeconds: 3), skipping: 1, times: 1))
      #expect(try await curl(server, path).output == whole)
      #expect(try await curl(server, path, ["-D", "-"]).output.contains("retry-after: 3"))
      #expect(try await curl(server, path).output == whole)
      server.inject(Fault(path, .forbidden))
      let denied = try await curl(server, path)
      #expect(denied.output.contains(#"nodes is forbidden: User \"capdb\" cannot list resource"#))
      server.clearFaults()
      #expect(try await curl(server, path).output == whole)
    }
  }

  @Test("asks for a client certificate where its options say so, and takes its own", .timeLimit(.minutes(2)))
  func clientCertificates() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "simulator-client-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = (folder.appending(path: "c.pem"), folder.appending(path: "k.pem"), folder.appending(path: "ca.pem"))
    try await SimulatorServer.withRunning(article(), options: .init(requiresClientCertificate: true)) { server in
      try Data(server.clientCertificatePEM.utf8).write(to: files.0)
      try Data(server.clientKeyPEM.utf8).write(to: files.1)
      try Data(server.caPEM.utf8).write(to: files.2)
      let url = server.kubernetesURL + "/api/v1/nodes"
      let base = ["-sS", "--noproxy", "*", "--cacert", files.2.path, url]
      #expect(
        try await runAside("curl", base + ["--cert", files.0.path, "--key", files.1.path]).output.contains("NodeList"))
      #expect(try await runAside("curl", base).status != 0)
      #expect(server.kubeconfig.contains("client-certificate-data: "))
    }
  }

  @Test("frees its ports when it stops", .timeLimit(.minutes(2)))
  func stopping() async throws {
    let server = try await SimulatorServer.start(article())
    #expect(try await curl(server, "/version").status == 0)
    await server.stop()
    #expect(try await curl(server, "/version").status == 7)
    #expect(try await runAside("curl", ["-sS", "--noproxy", "*", server.ec2URL]).status == 7)
  }

  @Test("stops while requests are coming in", .timeLimit(.minutes(2)))
  func stoppingBusy() async throws {
    for round in 1...12 {
      let server = try await SimulatorServer.start(article())
      let many = ["--parallel", "--parallel-max", "100", "-o", "/dev/null"]
      async let asking = curl(server, "/api/v1/nodes?limit=[1-5000]", many)
      try await Task.sleep(for: .milliseconds(100 + 15 * round))
      await server.stop()
      #expect(try await asking.status != 0)
    }
  }

  @Test("writes a kubeconfig that names address, CA and token", .timeLimit(.minutes(2)))
  func kubeconfig() async throws {
    try await SimulatorServer.withRunning(article(), options: .init(token: "abc")) { server in
      #expect(server.kubeconfig.contains("    server: \(server.kubernetesURL)\n"))
      #expect(server.kubeconfig.contains("    token: abc\n"))
      let data = try #require(
        server.kubeconfig.components(separatedBy: "certificate-authority-data: ").last?.split(separator: "\n").first)
      #expect(Data(base64Encoded: String(data)) == Data(server.caPEM.utf8))
      #expect(server.awsEnvironment["AWS_ENDPOINT_URL"] == server.ec2URL)
    }
  }
}
