import CapdbRunner
import ClusterSimulator
import Foundation
import Testing

/// What capdb writes is its user's alone whatever the umask says, and what it starts sees no shell.
@Suite(.serialized)
struct PermissionTests {
  @Test(arguments: ["000", "077"])
  func whatIsWrittenIsItsOwnersOnlyWhateverTheUmask(mask: String) async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let before = try Set(Self.entries(below: environment.directory).map(\.path))
      let runs = [["collect"], ["report", "nodes"], ["status"], ["export", "--output", "review"]]
      for arguments in runs {
        let outcome = try await environment.capdb.run(arguments, shell: "umask \(mask);")
        #expect(outcome.exitCode == 0, "\(arguments): \(outcome.errors)")
      }
      let written = try Self.entries(below: environment.directory).filter { !before.contains($0.path) }
      #expect(written.contains { $0.path.hasSuffix("/capdb.db") })
      for entry in written {
        #expect(entry.permissions & 0o077 == 0, "\(entry.path) has mode \(String(entry.permissions, radix: 8))")
      }
    }
  }

  private struct Entry {
    var path: String
    var permissions: Int
  }

  /// All files and folders below a folder.
  private static func entries(below folder: URL) throws -> [Entry] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).map { name in
      let path = folder.appending(path: name).path
      let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      return Entry(path: path, permissions: try #require(permissions))
    }
  }

  @Test func argumentsOfACredentialPluginReachItWithoutAShell() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let arguments = ["; touch made", "$(touch made)", "`touch made`", "* $HOME"]
      let plugin = environment.directory.appending(path: "some-plugin")
      try Self.writeScript(
        """
        printf '%s\\n' "$@" > '\(environment.directory.path)/arguments'
        echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",'
        echo '"status": {"token": "\(environment.server.token)"}}'
        """, to: plugin)
      let list = arguments.map { "\"\($0)\"" }.joined(separator: ", ")
      let exec = "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, "
      let kubeconfig = environment.server.kubeconfig.replacing(
        "token: \(environment.server.token)", with: exec + "command: '\(plugin.path)', args: [\(list)]}")
      try Data(kubeconfig.utf8).write(to: environment.directory.appending(path: "kubeconfig"))
      let outcome = try await environment.capdb("collect", "--no-ec2")
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      try Self.expect(arguments, in: environment.directory)
    }
  }

  @Test func argumentsOfACredentialProcessReachItWithoutAShell() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let arguments = ["; touch made", "$(touch made)", "`touch made`", "* $HOME"]
      let program = environment.directory.appending(path: "some-process")
      try Self.writeScript(
        """
        printf '%s\\n' "$@" > '\(environment.directory.path)/arguments'
        echo '{"Version": 1, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x"}'
        """, to: program)
      let words = arguments.map { "\"\($0)\"" }.joined(separator: " ")
      let config = environment.directory.appending(path: "aws-config")
      try Data("[default]\ncredential_process = \(program.path) \(words)\n".utf8).write(to: config)
      var capdb = environment.capdb
      capdb.environment["AWS_CONFIG_FILE"] = config.path
      for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] { capdb.environment[name] = nil }
      _ = try await capdb("collect")
      try Self.expect(arguments, in: environment.directory)
    }
  }

  @Test func programsThatPrintWithoutEndAreEndedAndQuotedNowhere() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let program = environment.directory.appending(path: "endless")
      try Self.writeScript("exec yes MARKER", to: program)
      let kubeconfig = environment.server.kubeconfig.replacing(
        "token: \(environment.server.token)",
        with: "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: '\(program.path)'}")
      try Data(kubeconfig.utf8).write(to: environment.directory.appending(path: "plugin-kubeconfig"))
      let plugin = try await environment.capdb(
        "collect", "--no-ec2", "--kubeconfig", environment.directory.appending(path: "plugin-kubeconfig").path)
      var capdb = environment.capdb
      let config = environment.directory.appending(path: "aws-config")
      try Data("[default]\ncredential_process = \(program.path)\n".utf8).write(to: config)
      capdb.environment["AWS_CONFIG_FILE"] = config.path
      for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] { capdb.environment[name] = nil }
      for outcome in [plugin, try await capdb("collect")] {
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("it wrote more than 1"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("MARKER"))
      }
    }
  }

  private static func writeScript(_ script: String, to file: URL) throws {
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
  }

  /// Expects the arguments word for word, and that no shell made of them what they say.
  private static func expect(_ arguments: [String], in folder: URL) throws {
    let written = try String(contentsOf: folder.appending(path: "arguments"), encoding: .utf8)
    #expect(written == arguments.joined(separator: "\n") + "\n")
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "made").path))
  }
}
