public import ArgumentParser
import Foundation
public import Presentation
import Reports

/// `--format` and `--color`.
struct OutputOptions: ParsableArguments {
  @Option(help: "How the answer is printed: table, csv or json.")
  var format: OutputFormat = .table

  @Option(help: "Colours on a terminal: auto, always or never.")
  var color: ColorChoice = .auto

  /// Prints a report on stdout and its notices on stderr.
  ///
  /// - Throws: `OutputError`.
  func print(_ report: Report) throws {
    let terminal = TerminalCapabilities.ofStandardOutput(
      environment: ProcessInfo.processInfo.environment, color: color)
    var output = StandardOutput()
    for chunk in RenderedReport(report, as: format, terminal: terminal) { try output.write(chunk) }
    try output.flush()
    for notice in report.notices { StandardError.print("capdb: \(notice)") }
  }
}

extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}
