import ArgumentParser
import Capacity
import Disk
import Foundation
import Manual
import Pages
import Presentation
import Reports

/// The formats of a report, pages included.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
  case table, csv, json
  /// One self-contained page.
  case html

  /// The format of rows; a page has none.
  var rows: OutputFormat? { OutputFormat(rawValue: rawValue) }
}

/// `--format`, `--output` and `--color` of the commands that report.
struct ReportOutputOptions: ParsableArguments {
  @Option(help: "The output format: table, csv, json or html (a page that stands alone).")
  var format: ReportFormat = .table

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "Write to this file, which is replaced once the new one is whole; - is stdout.", valueName: "file"),
    completion: .file())
  var file: String?

  @Option(help: "Use colours: auto (on a terminal), always or never.")
  var color: ColorChoice = .auto

  func validate() throws {
    if file?.isEmpty == true { throw ValidationError("--output needs the name of a file, or - for stdout.") }
  }

  /// The terminal behind stdout; nil if the report goes to a file or a pipe.
  private var terminal: TerminalCapabilities? {
    goesToFile ? nil : .ofStandardOutput(environment: ProcessInfo.processInfo.environment, color: color)
  }

  private var goesToFile: Bool { file.map { $0 != "-" } ?? false }

  /// The terminal that a chart is drawn for.
  var canvas: TerminalCapabilities {
    terminal ?? .ofFile(environment: ProcessInfo.processInfo.environment, color: color)
  }

  /// Writes the rows of a report, and its notices on stderr.
  ///
  /// - Parameter everyStep: print a line for each step of a trend on a terminal even if it has several series.
  /// - Throws: `OutputError`, `UnfinishedFileError`.
  func print(_ report: Report, everyStep: Bool = false) throws {
    let rendered = RenderedReport(report, as: format.rows ?? .table, terminal: terminal, everyStep: everyStep)
    if goesToFile, let file {
      try OutputFile(file).write(all: rendered)
    } else {
      var output = StandardOutput()
      try output.write(all: rendered)
    }
    printNotices(of: report)
  }

  /// Writes the parts of an overview, each under a heading, and its notices on stderr.
  ///
  /// - Throws: `OutputError`, `UnfinishedFileError`.
  func print(_ overview: Overview) throws {
    let rendered = RenderedOverview(overview, terminal: terminal)
    if goesToFile, let file {
      try OutputFile(file).write(all: rendered)
    } else {
      var output = StandardOutput()
      try output.write(all: rendered)
    }
    for notice in overview.notices { StandardError.print("capdb: \(notice)") }
  }

  /// Writes a page.
  ///
  /// - Parameter make: makes the page, once it is known that it can be written.
  /// - Throws: `OutputError`, `UnfinishedFileError`; what `make` throws.
  func write(_ make: () throws -> Page) throws {
    guard goesToFile, let file else {
      if file == nil, StandardOutput.isTerminal { throw CommandError.pageOnTerminal }
      var output = StandardOutput()
      try output.write(all: [try make().document()])
      return
    }
    let output = try OutputFile(file)
    let document = try make().document()
    try output.write(all: [document])
    if StandardOutput.isTerminal { try StandardOutput.print("\(file): \(ByteCount(Int64(document.count)))") }
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

extension PageOrigin {
  /// A page that this program makes.
  static func thisProgram(_ request: ReportRequest) -> PageOrigin {
    PageOrigin(version: Version.current, madeAt: request.now)
  }
}
