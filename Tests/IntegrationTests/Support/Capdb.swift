import CapdbRunner
import Foundation
import Testing

/// The binary under test with a history of its own, as a user of one cluster runs it.
struct Capdb: Sendable {
  private let folder: TemporaryFolder
  /// The kubeconfig of the cluster.
  var kubeconfig: String
  /// The URL that stands for EC2.
  var ec2: String
  /// What the cluster is called.
  var cluster = "myeks"
  /// What its configuration says of `follow`; nil for nothing.
  var follows: Bool?

  init(kubeconfig: String, ec2: String) throws {
    folder = try TemporaryFolder()
    self.kubeconfig = kubeconfig
    self.ec2 = ec2
  }

  /// The history's path.
  var database: String { folder.file("capdb.db") }

  /// `capdb collect`, whatever comes of it.
  func attempt(_ options: String...) async throws -> CapdbRunner.Outcome { try await attempt(options) }

  private func attempt(_ options: [String]) async throws -> CapdbRunner.Outcome {
    try await run(["collect", "--db", database, "--cluster-name", cluster] + configuration() + options)
  }

  /// The option that names a configuration, where there is something to configure.
  private func configuration() throws -> [String] {
    guard let follows else { return [] }
    let file = folder.file("config.yaml")
    try "follow: \(follows)\n".write(toFile: file, atomically: true, encoding: .utf8)
    return ["--config", file]
  }

  /// `capdb collect` of a cluster that has to be complete, and silent but for what is asked.
  func collect(_ options: [String] = [], sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let outcome = try await attempt(options)
    #expect(outcome.exitCode == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.errors == "", sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
  }

  /// The rows of `capdb report TOPIC`.
  func report<Row: Decodable>(_ topic: String, as row: Row.Type, _ options: String...) async throws -> [Row] {
    let outcome = try await run(["report", topic, "--db", database, "--format", "json"] + options)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(ReportDocument<Row>.self, from: Data(outcome.output.utf8)).rows
  }

  /// The answer of `capdb plan`.
  func plan(_ options: String...) async throws -> [PlanReportRow] {
    let outcome = try await run(["plan", "--db", database, "--format", "json"] + options)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(ReportDocument<PlanReportRow>.self, from: Data(outcome.output.utf8)).rows
  }

  private func run(_ arguments: [String]) async throws -> CapdbRunner.Outcome {
    let environment = [
      "KUBECONFIG": kubeconfig, "AWS_ENDPOINT_URL": ec2, "AWS_REGION": "ap-northeast-2",
      "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "AWS_EC2_METADATA_DISABLED": "true",
    ]
    return try await CapdbRunner(directory: URL(filePath: folder.path), environment: environment).run(arguments)
  }
}

/// The document that `--format json` prints.
private struct ReportDocument<Row: Decodable>: Decodable {
  var report: String
  var rows: [Row]
}
