import CapdbRunner
import Foundation
import Testing

/// Every option that takes a length of time reads the same texts, within bounds of its own.
struct DurationOptionTests {
  /// An option of a command, and which texts it takes.
  struct Case: Sendable, CustomTestStringConvertible {
    var command: [String]
    var option: String
    var accepted: [String]
    var refused: [String]
    /// The bounds, as the error gives them.
    var bounds: String

    var testDescription: String { "\(command.joined(separator: " ")) \(option)" }
  }

  private static let malformed = ["m", "soon", "-5d", "+5d", "5 m", "1.5h", "1h30m", "5M", "5min"]
  private static let past = ["90s", "90m", "24h", "30d", "12w", "1y", "100y", "2026-11-20", "2026-11-20T08:15Z"]
  private static let notPast = malformed + ["5", "101y", "5215w", "2026-02-30"]

  private static func limit(_ option: String, _ accepted: [String], refused: [String], bounds: String) -> Case {
    Case(
      command: ["check"], option: option, accepted: accepted + ["off"],
      refused: malformed + ["5", "367d", "2y"] + refused, bounds: bounds)
  }

  private static func moment(_ command: [String], _ option: String) -> Case {
    Case(command: command, option: option, accepted: past, refused: notPast, bounds: "up to 100y")
  }

  static let cases: [Case] = [
    Case(
      command: ["collect"], option: "--deadline", accepted: ["90", "90s", "5m", "1h", "24h", "1d"],
      refused: malformed + ["0", "0s", "86401", "25h", "2d", "1w", "1y"], bounds: "from 1s to 1d"),
    Case(
      command: ["query", "SELECT 1"], option: "--timeout", accepted: ["90", "90s", "5m", "1h", "24h", "1d"],
      refused: malformed + ["0", "0s", "86401", "25h", "2d", "1w", "1y"], bounds: "from 1s to 1d"),
    Case(
      command: ["report", "pod-slots"], option: "--step",
      accepted: ["60s", "90s", "5m", "1h", "1d", "1w", "366d", "1y", "auto"],
      refused: malformed + ["5", "0h", "59s", "367d", "2y"], bounds: "from 1m to 366d, or auto"),
    Case(
      command: ["export", "--output", "out"], option: "--step", accepted: ["60s", "90s", "5m", "1h", "1d", "1w", "1y"],
      refused: malformed + ["5", "0h", "59s", "367d", "2y", "auto"], bounds: "from 1m to 366d"),
    limit("--warning-runway", ["4w", "30d", "240h", "1y"], refused: ["36h", "90s"], bounds: "to 366d in steps of 1d"),
    limit("--critical-runway", ["1w", "7d", "48h", "0d"], refused: ["36h", "90s"], bounds: "to 366d in steps of 1d"),
    limit("--warning-pending", ["0s", "90s", "5m"], refused: [], bounds: "from 0s to 366d"),
    limit("--critical-pending", ["1800s", "2h", "1d", "1w", "1y"], refused: [], bounds: "from 0s to 366d"),
    limit("--warning-age", ["90s", "5m", "1h"], refused: [], bounds: "from 0s to 366d"),
    limit("--critical-age", ["2h", "1d", "1w", "1y"], refused: [], bounds: "from 0s to 366d"),
    moment(["map"], "--at"), moment(["map", "--format", "json"], "--since"),
    moment(["report", "nodes"], "--at"), moment(["report", "pending"], "--since"),
    moment(["report", "pending"], "--until"), moment(["forecast"], "--since"), moment(["forecast"], "--until"),
    moment(["export", "--output", "out"], "--since"), moment(["export", "--output", "out"], "--until"),
    moment(["plan", "--upgrade"], "--at"), moment(["plan", "--cni", "MAX_ENI=2"], "--since"),
    moment(["plan", "--cni", "MAX_ENI=2"], "--until"),
  ]

  private func withRunner(_ body: (CapdbRunner) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await body(CapdbRunner(directory: directory))
  }

  @Test(arguments: cases)
  func isReadWithinItsBounds(_ option: Case) async throws {
    try await withRunner { capdb in
      for text in option.accepted {
        let outcome = try await capdb.run(option.command + ["\(option.option)=\(text)"])
        #expect(outcome.exitCode != 64, "\(text): \(outcome.errors)")
      }
      for text in option.refused {
        let outcome = try await capdb.run(option.command + ["\(option.option)=\(text)"])
        #expect(outcome.exitCode == 64 && outcome.output.isEmpty, "\(text)")
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 1 && outcome.errors.hasPrefix("capdb: '\(text)' is no "), "\(outcome.errors)")
        for words in ["\(option.option) takes ", "a whole number and a unit (s, m, h, d, w or y)", option.bounds] {
          #expect(outcome.errors.contains(words), "\(text): \(outcome.errors)")
        }
      }
    }
  }

  @Test(arguments: [("90", true), ("1h", true), ("1d", true), ("2d", false), ("1.5h", false), ("soon", false)])
  func theDeadlineOfTheConfigurationIsReadLikeTheOption(text: String, isAccepted: Bool) async throws {
    try await withRunner { capdb in
      let file = capdb.directory.appending(path: "config.yaml")
      try "deadline: \(text)\n".write(to: file, atomically: true, encoding: .utf8)
      let outcome = try await capdb("collect", "--config", file.path)
      #expect(outcome.exitCode == 1)
      let message =
        "config.yaml:1: “deadline” must be a whole number and a unit (s, m, h, d, w or y) such as 90s, 5m or 1h, "
        + "from 1s to 1d; a number without a unit counts as seconds"
      #expect(outcome.errors.contains(message) != isAccepted, "\(outcome.errors)")
      #expect(outcome.errors.contains("kubeconfig") == isAccepted, "\(outcome.errors)")
    }
  }
}
