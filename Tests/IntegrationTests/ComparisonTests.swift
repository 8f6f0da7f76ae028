import CapdbRunner
import Foundation
import Testing

extension IntegrationTests {
  /// capdb held against the programs whose configuration it reads, on files and variables made at random.
  ///
  /// `CAPDB_TEST_SEED` makes other cases than the ones of every run, and `CAPDB_TEST_SECONDS` more of them.
  @Suite("Comparisons")
  struct ComparisonTests {
    @Test("AWS services get the requests that botocore sends", .needs(.capdb, .botocore, of: "AWS against botocore"))
    func aws() async throws {
      let outcome = try await Comparison("compare-aws.py").outcome()
      #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(
      "API servers get the requests that kubectl sends",
      .needs(.capdb, .python, .openssl, .kubectl, of: "kubeconfigs against kubectl"))
    func kubeconfigs() async throws {
      let outcome = try await Comparison("compare-kubectl.py").outcome("--kubectl", try #require(Tools.kubectl))
      #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("a program that sends nothing differs from botocore", .needs(.botocore, of: "AWS against botocore"))
    func silentAWS() async throws {
      let outcome = try await Comparison("compare-aws.py", of: "/bin/true")
        .outcome("--differences", "1", "--shrink", "0")
      #expect(outcome.exitCode == 1, "\(outcome.errors)")
      #expect(outcome.output.contains("no request"))
    }

    @Test(
      "a program that sends nothing differs from kubectl",
      .needs(.python, .openssl, .kubectl, of: "kubeconfigs against kubectl"))
    func silentKubernetes() async throws {
      let outcome = try await Comparison("compare-kubectl.py", of: "/bin/true")
        .outcome("--kubectl", try #require(Tools.kubectl), "--differences", "1", "--shrink", "0")
      #expect(outcome.exitCode == 1, "\(outcome.errors)")
      #expect(outcome.output.contains("no request"))
    }
  }
}

/// A script that compares capdb with another program for a bounded time.
private struct Comparison {
  private let script: String
  private let program: String

  init(_ script: String, of program: String = CapdbRunner.binary.path) {
    self.script = script
    self.program = program
  }

  /// What the script says: exit code 0 where both did the same with every case.
  func outcome(_ options: String...) async throws -> Program.Outcome {
    let seconds = Self.variable("CAPDB_TEST_SECONDS").flatMap { Int($0) } ?? 40
    let arguments =
      [Tools.tool(script), "--capdb", program, "--seed", Self.variable("CAPDB_TEST_SEED") ?? "1"]
      + ["--seconds", "\(seconds)"] + options
    return try await Program.outcome(
      of: try #require(Tools.python ?? Tools.path(of: "python3")), arguments, environment: Tools.environment,
      timeout: .seconds(seconds + 120))
  }

  private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}
