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

  /// Prints a report on stdout and its notices on stderr.
  ///
  /// - Throws: `OutputError`.
  func print(_ report: Report) throws {
    var output = StandardOutput()
    try output.write(all: RenderedReport(report, as: format, terminal: terminal))
    printNotices(of: report)
  }

  private func printNotices(of report: Report) {
    for notice in report.notices { StandardError.print("capdb: \(notice)") }
  }
}

extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}
