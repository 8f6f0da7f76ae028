public import ArgumentParser
import Foundation
public import Presentation
import Reports

/// `--format` and `--color`.
struct OutputOptions: ParsableArguments {
  @Option(help: "The output format: table, csv or json.")
  var format: OutputFormat = .table

  @Option(help: "Use colours: auto (on a terminal), always or never.")
  var color: ColorChoice = .auto

  /// The terminal behind stdout; nil if it is a file or a pipe.
  private var terminal: TerminalCapabilities? {
    .ofStandardOutput(environment: ProcessInfo.processInfo.environment, color: color)
  }

  /// Whether what is printed is coloured.
  var usesColor: Bool { terminal?.usesColor ?? (color == .always) }

  /// The terminal that a chart is drawn for.
  var canvas: TerminalCapabilities {
    terminal ?? .ofFile(environment: ProcessInfo.processInfo.environment, color: color)
  }

  /// Prints a report on stdout and its notices on stderr.
  ///
  /// - Parameter everyStep: print a line for each step of a trend on a terminal even if it has several series.
  /// - Throws: `OutputError`.
  func print(_ report: Report, everyStep: Bool = false) throws {
    var output = StandardOutput()
    try output.write(all: RenderedReport(report, as: format, terminal: terminal, everyStep: everyStep))
    printNotices(of: report)
  }

  /// Prints the parts of an overview, each under a heading, and its notices on stderr.
  ///
  /// - Throws: `OutputError`.
  func print(_ overview: Overview) throws {
    var output = StandardOutput()
    try output.write(all: RenderedOverview(overview, terminal: terminal))
    for notice in overview.notices { StandardError.print("capdb: \(notice)") }
  }

  /// Prints the only series of a trend as a chart on stdout, and its notices on stderr.
  ///
  /// - Throws: `ChartError`, `OutputError`.
  func printChart(of report: Report, value: String?) throws {
    let chart = try RenderedChart(report, value: value, on: canvas)
    var output = StandardOutput()
    try output.write(Array(chart.text.utf8))
    try output.flush()
    printNotices(of: report)
  }

  private func printNotices(of report: Report) {
    for notice in report.notices { StandardError.print("capdb: \(notice)") }
  }
}

extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}
