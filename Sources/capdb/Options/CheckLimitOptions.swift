import ArgumentParser
import Reports

/// `--warning-…` and `--critical-…`.
struct CheckLimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Warn above this use of a subnet or of pod slots (80).", valueName: "percent"))
  var warningUsed: PercentLimit?

  @Option(help: ArgumentHelp("Critical above this use (90).", valueName: "percent"))
  var criticalUsed: PercentLimit?

  @Option(help: ArgumentHelp("Warn if something is full in less than this (30d).", valueName: "days"))
  var warningRunway: DaysLimit?

  @Option(help: ArgumentHelp("Critical if something is full in less than this (7d).", valueName: "days"))
  var criticalRunway: DaysLimit?

  @Option(help: ArgumentHelp("Warn if a pod has waited for longer (5m).", valueName: "time"))
  var warningPending: SecondsLimit?

  @Option(help: ArgumentHelp("Critical if a pod has waited for longer (30m).", valueName: "time"))
  var criticalPending: SecondsLimit?

  @Option(help: ArgumentHelp("Warn if the last collection is older (30m).", valueName: "time"))
  var warningAge: SecondsLimit?

  @Option(
    help: ArgumentHelp("Critical if the last collection is older (2h). Each limit can be off.", valueName: "time"))
  var criticalAge: SecondsLimit?

  /// The defaults with what the options say.
  var limits: CheckLimits {
    var limits = CheckLimits()
    if let limit = warningUsed { limits.used.warning = limit.expression.limit }
    if let limit = criticalUsed { limits.used.critical = limit.expression.limit }
    if let limit = warningRunway { limits.runway.warning = limit.expression.limit }
    if let limit = criticalRunway { limits.runway.critical = limit.expression.limit }
    if let limit = warningPending { limits.pending.warning = limit.expression.limit }
    if let limit = criticalPending { limits.pending.critical = limit.expression.limit }
    if let limit = warningAge { limits.age.warning = limit.expression.limit }
    if let limit = criticalAge { limits.age.critical = limit.expression.limit }
    return limits
  }

  func validate() throws {
    let named = [("used", limits.used), ("runway", limits.runway), ("pending", limits.pending), ("age", limits.age)]
    for (name, limit) in named where !limit.isOrdered {
      throw ValidationError(
        "--critical-\(name) would come before --warning-\(name); set both, the warning for the milder state.")
    }
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

/// Whole days such as `30d` or `4w`, or `off`.
struct DaysLimit: ExpressibleByArgument {
  var expression: CheckLimitExpression

  init?(argument: String) {
    guard let expression = CheckLimitExpression(duration: argument, unitSeconds: 86_400) else { return nil }
    self.expression = expression
  }
}

/// A length of time such as `90s` or `2h`, or `off`.
struct SecondsLimit: ExpressibleByArgument {
  var expression: CheckLimitExpression

  init?(argument: String) {
    guard let expression = CheckLimitExpression(duration: argument, unitSeconds: 1) else { return nil }
    self.expression = expression
  }
}
