import CapdbRunner
import ClusterSimulator
import Foundation
import Testing

/// Kubeconfigs as users write them: pipes, merge keys, plugins; and that nothing of one is shown but names.
@Suite(.serialized)
struct KubeconfigTests {
  @Test func severalContextsOfOnePipeAreCollected() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let text = environment.server.kubeconfig
        .replacing("  cluster:\n    server:", with: "  cluster: &cluster\n    server:")
        .replacing("users:\n", with: "- {name: other, cluster: *cluster}\nusers:\n")
        .replacing("contexts:\n", with: "contexts:\n- {name: second, context: {cluster: other, user: capdb}}\n")
      try environment.write("kubeconfig", text)
      for arguments in [["--kubeconfig", "/dev/stdin"], []] {
        let outcome = try await environment.capdb.run(
          ["collect", "--dry-run", "--no-ec2", "--context", "myeks", "--context", "second"] + arguments,
          shell: "KUBECONFIG=/dev/stdin:/no/such; export KUBECONFIG; cat '\(environment.directory.path)/kubeconfig' |")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("myeks") && outcome.output.contains("other"))
      }
    }
  }

  @Test func aTokenMayComeByAMergeKey() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let token = "    token: \(environment.server.token)\n"
      let text = environment.server.kubeconfig.replacing("  user:\n" + token, with: "  user: {<<: *base}\n")
      try environment.write("kubeconfig", "base: &base\n" + token + text)
      #expect(try await environment.capdb("collect").exitCode == 0)
      let empty = try await environment.capdb("collect", "--kubeconfig", "", "--context", "")
      #expect(empty.exitCode == 0, "\(empty.errors)")
    }
  }

  @Test func aPluginIsFoundInThePathOfCapdbAndMayWriteYAML() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      try environment.writePlugin(
        """
        echo 'apiVersion: client.authentication.k8s.io/v1beta1'
        echo 'kind: ExecCredential'
        echo 'status: {token: \(environment.server.token)}'
        """)
      let own = "PATH='\(environment.directory.path)':$PATH;"
      let elsewhere = ", env: [{name: PATH, value: /no/such}]}}"
      try environment.write("kubeconfig", environment.kubeconfig(user: environment.exec + elsewhere))
      let found = try await environment.capdb.run(["collect"], shell: own)
      #expect(found.exitCode == 0, "\(found.errors)")
      let there = ", env: [{name: PATH, value: '\(environment.directory.path)'}]}}"
      try environment.write("kubeconfig", environment.kubeconfig(user: environment.exec + there))
      let missing = try await environment.capdb("collect", "--no-ec2")
      #expect(missing.exitCode == 1)
      #expect(missing.errors.contains("the credential plugin some-plugin was not found"), "\(missing.errors)")
    }
  }

  @Test func nothingThatAPluginWritesIsShown() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      try environment.writePlugin("echo MARKER; echo 'MARKER: Unable to locate credentials MARKER' >&2; exit 255")
      try environment.write(
        "kubeconfig", environment.kubeconfig(user: environment.exec + ", installHint: MARKER, args: [MARKER]}}"))
      let shell = "PATH='\(environment.directory.path)':$PATH;"
      let outcome = try await environment.capdb.run(["collect", "-v"], shell: shell)
      #expect(
        outcome.errors.contains(
          "the credential plugin some-plugin ended with status 255: it found no AWS credentials. "
            + "What it says is shown by: kubectl --context myeks get nodes"))
      let json = try await environment.capdb.run(["collect", "-v", "--log-format", "json"], shell: shell)
      let status = try await environment.capdb("status")
      for text in [outcome.errors, outcome.output, json.errors, json.output, status.output, status.errors] {
        #expect(!text.contains("MARKER"))
      }
      let database = try Data(contentsOf: URL(filePath: environment.database))
      #expect(database.range(of: Data("MARKER".utf8)) == nil)
    }
  }

  /// Each with a marker where a value or an unknown key stands.
  static let marked = [
    "current-context: MARKER", "MARKER", "MARKER: [", "- MARKER", "a: *MARKER", "a: &MARKER [*MARKER]", "%MARKER",
    "apiVersion: MARKER", "users: MARKER", "users: [MARKER]", "users: [{name: u, user: MARKER}]",
    "users: [{name: u, user: {<<: MARKER}}]", "users: [{name: [MARKER]}]", "? [MARKER]\n: x", "a: !!int MARKER",
    "current-context: x\ncontexts: [{name: x, context: {cluster: MARKER}}]",
    "current-context: x\nclusters: [{name: c, cluster: {server: 'https://h'}}]\n"
      + "contexts: [{name: x, context: {cluster: c, user: MARKER}}]",
  ]

  /// The fields of an entry, each with a marker that cannot be used there.
  static let markedFields = [
    "token: [MARKER]", "tokenFile: MARKER", "client-certificate: MARKER", "client-certificate-data: MARKER%",
    "client-certificate-data: TUFSS0VS, client-key: MARKER", "auth-provider: {name: MARKER}", "username: MARKER",
    "password: MARKER", "as-groups: [MARKER]", "exec: {command: MARKER}", "exec: {apiVersion: MARKER, command: x}",
    "exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: MARKER}",
    "exec: {command: /no/MARKER/plugin, apiVersion: client.authentication.k8s.io/v1beta1, args: [MARKER]}",
  ]

  static let markedServers = [
    "server: 'MARKER://h'", "server: 'https://MARKER:MARKER@'", "server: 'https://h:MARKER'",
    "server: 'https://user:MARKER@127.0.0.1:1/MARKER?MARKER'", "server: 'https://h', certificate-authority: MARKER",
    "server: 'https://h', certificate-authority-data: MARKER%", "server: 'https://h', proxy-url: 'MARKER://MARKER'",
    "server: 'https://h', insecure-skip-tls-verify: MARKER", "server: 'http://127.0.0.1:1/MARKER'",
  ]

  @Test func noValueOfAKubeconfigIsShown() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      var texts = Self.marked
      texts += Self.markedFields.map { environment.kubeconfig(user: "user: {\($0)}") }
      texts += Self.markedServers.map { server in
        "current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {\(server)}}]"
      }
      for text in texts {
        try environment.write("kubeconfig", text)
        for options in [["-v"], ["-v", "--log-format", "json"]] {
          let outcome = try await environment.capdb.run(
            ["collect", "--no-ec2", "--deadline", "1s", "--cluster-name", "myeks"] + options)
          #expect(outcome.exitCode == 1, "\(text)")
          #expect(!outcome.errors.isEmpty && !(outcome.errors + outcome.output).contains("MARKER"), "\(outcome.errors)")
        }
      }
      let status = try await environment.capdb("status")
      #expect(!(status.output + status.errors).contains("MARKER"))
      let database = try Data(contentsOf: URL(filePath: environment.database))
      #expect(database.range(of: Data("MARKER".utf8)) == nil)
    }
  }

  @Test func noKeyOrValueOfTheConfigurationIsShown() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let texts = [
        "MARKER: a", "MARKER", "- MARKER", "deadline: MARKER", "log: MARKER", "log: {level: MARKER}",
        "log: {MARKER: a}",
        "clusters: MARKER", "clusters: [MARKER]", "clusters: [{MARKER: a}]",
        "clusters: [{aws: {ec2: MARKER, MARKER: b}}]",
        "clusters: [{eks: MARKER, context: MARKER}]", "a: *MARKER", "a: &MARKER [*MARKER]", "a: {<<: MARKER}",
        "MARKER: 1\nMARKER: 2", "a: [MARKER", "a: 'MARKER",
      ]
      for text in texts {
        try environment.write("capdb.yaml", text)
        let outcome = try await environment.capdb("collect", "-v", "--config", "capdb.yaml")
        #expect(outcome.exitCode == 1, "\(text)")
        #expect(outcome.errors.contains("capdb.yaml:"), "\(text): \(outcome.errors)")
        #expect(!(outcome.errors + outcome.output).contains("MARKER"), "\(outcome.errors)")
      }
    }
  }
}

extension SimulatedEnvironment {
  fileprivate func write(_ name: String, _ text: String) throws {
    try text.write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
  }

  fileprivate func writePlugin(_ script: String) throws {
    try write("some-plugin", "#!/bin/sh\n" + script + "\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: directory.appending(path: "some-plugin").path)
  }

  /// The simulator's kubeconfig with another user in the place of its own.
  fileprivate func kubeconfig(user: String) -> String {
    server.kubeconfig.replacing("user:\n    token: \(server.token)", with: user)
  }

  /// The beginning of a user with a plugin.
  fileprivate var exec: String {
    "user: {exec: {command: some-plugin, apiVersion: client.authentication.k8s.io/v1beta1"
  }
}
