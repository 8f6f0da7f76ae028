import CapdbRunner
import ClusterSimulator
import Foundation
import Testing

/// Proxies in the environment of a user, whose API servers and proxies are on loopback.
@Suite(.serialized)
struct ProxyTests {
  /// Nobody listens there.
  static let dead = "http://me:open-sesame@127.0.0.1:1"

  @Test func aClusterOnLoopbackIsReadBehindACompanyProxy() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      var capdb = environment.capdb
      for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] { capdb.environment[name] = Self.dead }
      let outcome = try await capdb("collect")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test func theAWSSideGoesThroughItsProxyButForTheHostsOfNoProxy() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      var capdb = environment.capdb
      capdb.environment["HTTP_PROXY"] = Self.dead
      let failed = try await capdb("collect", "--deadline", "5s")
      #expect(failed.exitCode == 1)
      #expect(failed.errors.contains("ec2:DescribeInstanceTypes"))
      #expect(failed.errors.contains("through http://127.0.0.1:1"), "stderr: \(failed.errors)")
      #expect(!failed.errors.contains("open-sesame"))
      #expect(!failed.errors.contains("myeks: nodes") && !failed.errors.contains("myeks: pods"))
      capdb.environment["NO_PROXY"] = "example.test, 127.0.0.1"
      let outcome = try await capdb("collect")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
    }
  }

  @Test func anAPIServerBehindAProxyThatIsNotThereIsToldWithTheProxy() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let kubeconfig = environment.directory.appending(path: "kubeconfig")
      let text = try String(contentsOf: kubeconfig, encoding: .utf8)
      let elsewhere = text.replacing(environment.server.kubernetesURL, with: "https://api.example.test")
      try elsewhere.write(to: kubeconfig, atomically: true, encoding: .utf8)
      var capdb = environment.capdb
      capdb.environment["HTTPS_PROXY"] = Self.dead
      let failed = try await capdb("collect", "--no-ec2", "--deadline", "5s")
      #expect(failed.exitCode == 1)
      #expect(failed.errors.contains("the proxy http://127.0.0.1:1 could not be reached or refused"))
      capdb.environment["HTTPS_PROXY"] = "http://me:open-sesame#1@127.0.0.1:1"
      let unusable = try await capdb("collect", "--no-ec2", "--deadline", "5s")
      #expect(unusable.errors.contains("HTTPS_PROXY is not the URL of an HTTP or SOCKS proxy"))
      #expect(!(failed.errors + unusable.errors).contains("open-sesame"))
    }
  }
}
