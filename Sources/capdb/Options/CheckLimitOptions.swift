import ArgumentParser
import Capacity
import Reports

/// `--warning-…` and `--critical-…`: the limits of `capdb check`.
struct CheckLimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Warn if more of a subnet or of the pod slots is in use (default: 80).", valueName: "percent"))
  var warningUsed: PercentLimit?

  @Option(help: ArgumentHelp("Critical if more is in use (default: 90).", valueName: "percent"))
  var criticalUsed: PercentLimit?

  @Option(
    help: ArgumentHelp("Warn if a subnet or a node group will be full sooner (default: 30d).", valueName: "time"))
  var warningRunway: String?

  @Option(help: ArgumentHelp("Critical if one will be full sooner (default: 7d).", valueName: "time"))
  var criticalRunway: String?

  @Option(help: ArgumentHelp("Warn if a pod has been waiting for longer (default: 5m).", valueName: "time"))
  var warningPending: String?

  @Option(help: ArgumentHelp("Critical if a pod has been waiting for longer (default: 30m).", valueName: "time"))
  var criticalPending: String?

  @Option(help: ArgumentHelp("Warn if the last collection is older (default: 30m).", valueName: "time"))
  var warningAge: String?

  @Option(help: ArgumentHelp("Critical if the last collection is older (default: 2h).", valueName: "time"))
  var criticalAge: String?

  /// The default limits, changed by the options.
  ///
  /// - Throws: `DurationError`, `CommandError.limitsOutOfOrder`.
  func limits() throws -> CheckLimits {
    var limits = CheckLimits()
    if let limit = warningUsed { limits.used.warning = limit.expression.limit }
    if let limit = criticalUsed { limits.used.critical = limit.expression.limit }
    try read(warningRunway, .runway("--warning-runway")) { limits.runway.warning = $0 }
    try read(criticalRunway, .runway("--critical-runway")) { limits.runway.critical = $0 }
    try read(warningPending, .age("--warning-pending")) { limits.pending.warning = $0 }
    try read(criticalPending, .age("--critical-pending")) { limits.pending.critical = $0 }
    try read(warningAge, .age("--warning-age")) { limits.age.warning = $0 }
    try read(criticalAge, .age("--critical-age")) { limits.age.critical = $0 }
    try check(limits)
    return limits
  }

  private func read(
    _ text: String?, _ setting: DurationSetting, _ use: (FixedDecimal?) -> Void
  ) throws(DurationError) {
    if let text { use(try CheckLimitExpression(duration: text, of: setting).limit) }
  }

  private func check(_ limits: CheckLimits) throws(CommandError) {
    let named = [("used", limits.used), ("runway", limits.runway), ("pending", limits.pending), ("age", limits.age)]
    for (name, limit) in named where !limit.isOrdered { throw .limitsOutOfOrder(name) }
  }
}

/// A percentage or `off`.
struct PercentLimit: ExpressibleByArgument {
  var expression: CheckLimitExpression

  init?(argument: String) {
    guard let expression = CheckLimitExpression(percent: argument) else { return nil }
    self.expression = expression
  }
}

extension DurationSetting {
  private static let longestLimit: Int64 = 366 * 86_400

  /// A limit in whole days.
  fileprivate static func runway(_ option: String) -> DurationSetting {
    DurationSetting(
      option, examples: "14d or 4w", bounds: 0...longestLimit, unitSeconds: 86_400, alternative: "off")
  }

  /// A limit in seconds.
  fileprivate static func age(_ option: String) -> DurationSetting {
    DurationSetting(option, examples: "90s, 5m or 2h", bounds: 0...longestLimit, alternative: "off")
  }
}
