import ArgumentParser
import History
import Reports

/// `capdb check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compares use, runway, waiting pods and the age of the history with limits, for monitoring.",
    discussion: """
      Prints one line with performance data in the format of monitoring plugins (Nagios, Icinga, Naemon, Checkmk), the \
      worst finding first. The runway is the time until capdb forecast expects a subnet or a node group to be full.

      A limit is a percentage (80, 92.5), a time (90s, 5m, 2h; for the runway whole days: 14d, 4w), or off.

      EXAMPLES
        capdb check
        capdb check --cluster prod --cluster staging --verbose
        capdb check --warning-used 70 --critical-used 85 --critical-runway 14d
        capdb check --warning-runway off --critical-runway off    no forecasts
        */15 * * * * out=$(capdb check) || echo "$out"            in a crontab

      EXIT CODES
        0 OK; 1 WARNING; 2 CRITICAL; 3 UNKNOWN (no history, or an unreadable one);
        64 wrong usage
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var limits: CheckLimitOptions
  @OptionGroup var clusters: ClusterFilter

  @Flag(name: .shortAndLong, help: "Print every finding on a line of its own below the first line.")
  var verbose = false

  func run() throws {
    let outcome = outcome(try limits.limits())
    try StandardOutput.print(outcome.line)
    if verbose { for line in outcome.details { try StandardOutput.print(line) } }
    throw ExitCode(outcome.status.exitCode)
  }

  /// The outcome; UNKNOWN with the reason if the check cannot be made, since monitoring shows nothing but this outcome.
  private func outcome(_ limits: CheckLimits) -> CheckOutcome {
    do {
      return try Check.outcome(
        of: clusters.names, in: try database.history(), limits: limits, now: SystemClock().now)
    } catch {
      return CheckOutcome(unknown: "\(error)")
    }
  }
}
