import Capacity
import Reports

/// The line above a trend: topic, series if it is the only one, span and step.
enum TrendTitle {
  static func text(_ report: Report, _ steps: TrendSteps, _ terminal: TerminalCapabilities) -> String {
    let only = steps.series.count == 1 ? steps.series[0].name : ""
    let subject = only.isEmpty ? report.name : "\(report.name) of \(TerminalText.escaped(only))"
    let text = subject + span(report, steps)
    guard let width = terminal.width else { return text }
    return TerminalText.truncated(text, to: width, ellipsis: Pen(terminal).glyphs.ellipsis)
  }

  /// `, step 3h: 2026-11-16T04:40Z to 2026-11-23T04:40Z`.
  static func span(_ report: Report, _ steps: TrendSteps) -> String {
    guard let from = report.from ?? steps.times.first, let to = report.to ?? steps.times.last else { return "" }
    let step = steps.stepSeconds.map { ", step \(Humanized.duration(seconds: $0))" } ?? ""
    return "\(step): \(Humanized.moment(from)) to \(Humanized.moment(to))"
  }
}
