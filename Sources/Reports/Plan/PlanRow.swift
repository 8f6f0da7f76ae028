import Capacity

/// A row of `capdb plan`: how many pods would run, how many would wait, and why.
struct PlanRow: Sendable {
  var workload: String?
  var replicas: Int
  var run: Int
  var wait: Int
  var reason: PendingReason?

  static let fields: [Field<PlanRow>] = [
    Field(ReportColumn("workload", .text, .essential)) { ReportCell($0.workload) },
    Field(ReportColumn("replicas", .integer, .essential)) { ReportCell($0.replicas) },
    Field(ReportColumn("run", .integer, .essential)) { ReportCell($0.run) },
    Field(ReportColumn("wait", .integer, .essential), tone: { $0.wait > 0 ? .critical : .plain }) {
      ReportCell($0.wait)
    },
    Field(ReportColumn("reason", .text, .essential)) { ReportCell($0.reason?.rawValue) },
  ]

  init(_ question: PlanQuestion, _ outcome: PlanOutcome) {
    workload = question.workload
    replicas = question.replicas
    run = outcome.run
    wait = outcome.wait
    reason = outcome.reason
  }
}
