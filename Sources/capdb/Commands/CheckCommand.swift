import ArgumentParser
import History
import Reports

/// `capdb check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Holds use, runway, waiting pods and the age of the history against limits, for monitoring.",
    discussion: """
      Prints one line with performance data, in the form of monitoring plugins (Nagios, Icinga, Naemon, Checkmk), the \
      worst first. The runway is the time until capdb forecast expects a subnet or a node group to be full.

      EXAMPLES
        capdb check
        capdb check --cluster prod --cluster staging --verbose
        capdb check --warning-used 70 --critical-used 85 --critical-runway 14d
        capdb check --warning-runway off --critical-runway off     no forecasts
        */15 * * * * out=$(capdb check) || echo "$out"             in a crontab: mail unless all is well

      EXIT CODES
        0 OK; 1 WARNING; 2 CRITICAL; 3 UNKNOWN (no history, or one that cannot be read); 64 wrong usage
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var limits: CheckLimitOptions

  @Option(
    name: .customLong("cluster"), help: ArgumentHelp("Only this cluster; may be repeated.", valueName: "name"),
    completion: .custom(ReportCompletion.clusters))
  var clusters: [String] = []

  @Flag(name: .shortAndLong, help: "List every finding on a line of its own below the first.")
  var verbose = false

  func run() throws {
    let outcome = outcome()
    try StandardOutput.print(outcome.line)
    if verbose { for line in outcome.details { try StandardOutput.print(line) } }
    throw ExitCode(outcome.status.exitCode)
  }

  /// Whatever keeps the check from being made is what monitoring must hear.
  private func outcome() -> CheckOutcome {
    do {
      return try Check.outcome(
        of: clusters, in: try database.history(), limits: limits.limits, now: SystemClock().now)
    } catch {
      return CheckOutcome(unknown: "\(error)")
    }
  }
}
