public import ArgumentParser
import Capacity
import Foundation
import History
import Pages
import Presentation
public import Reports

/// `capdb map`.
struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Shows nodes with their pod slots and ENIs, and the pods that have no node, at any moment.",
    discussion: """
      Each node is a box with one cell for each pod slot. Nodes without room come first. Below the cells there is a line \
      for each ENI: its device index, the addresses that pods use, the warm addresses, and its prefixes (/28).

      On a terminal with colours, cells are coloured shapes; elsewhere, and with --plain or NO_COLOR, they are letters. \
      In a pipe, the map is $COLUMNS or 80 columns wide.

      EXAMPLES
        capdb map                                 the nodes as last known
        capdb map --at 2026-11-20T14:30Z          the same at that moment
        capdb map --cluster myeks --by zone
        capdb map --by node-group --limit 12      the first twelve nodes of the groups
        capdb map --plain | less
        capdb map --format html --output map.html           a page with a slider over the last day
        capdb map --format html --since 7d --step 15m --output map.html
        capdb map --format json --since 7d        what changed, as JSON
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clusters: ClusterFilter

  @Option(
    help: ArgumentHelp("The moment to show (default: the latest that is known of each source).", valueName: "time"))
  var at: String?

  @Option(help: "Group the nodes by cluster, zone, node-group or instance-type.")
  var by: MapGrouping = .cluster

  @Option(
    help:
      "The output format: text (a moment), html (a page with all moments of a span) or json (the changes of a span).")
  var format: MapFormat = .text

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "Write to this file, which is replaced once the new one is whole; - is stdout.", valueName: "file"),
    completion: .file())
  var file: String?

  @OptionGroup var span: SpanOptions

  @Option(help: ArgumentHelp("With a span: the time between moments, such as 5m, 1h or auto.", valueName: "step"))
  var step: String?

  @Option(help: "Use colours: auto (on a terminal), always or never.")
  var color: ColorChoice = .auto

  @Flag(help: "Draw cells as letters, without colours.")
  var plain = false

  @OptionGroup var limit: LimitOption

  /// The text shows a moment, the other formats a span.
  func validate() throws {
    let ofSpans = [("--since", span.since != nil), ("--until", span.until != nil), ("--step", step != nil)]
    if format == .text, let option = ofSpans.first(where: \.1)?.0 {
      throw ValidationError("\(option) needs --format html or json; as text the map shows one moment: --at.")
    }
    if file?.isEmpty == true { throw ValidationError("--output needs the name of a file, or - for stdout.") }
    if format != .text, limit.count != nil { throw ValidationError("--limit goes with the text; leave it out.") }
    if format != .text, at != nil {
      throw ValidationError("--at shows a moment; --format \(format.rawValue) covers a span: --since and --until.")
    }
  }

  func run() throws {
    let request = try request(now: SystemClock().now)
    switch format {
    case .text: try writeMap(request)
    case .json: try write { MapChangesJSON(try changes(request)).bytes }
    case .html: try writePage(request)
    }
  }

  private func writeMap(_ request: ReportRequest) throws {
    try write {
      let map = try CapacityMap(request, by: by, from: try database.history())
      for notice in map.notices { StandardError.print("capdb: \(notice)") }
      return Array(RenderedMap(map, limit: request.limit, on: canvas).text.utf8)
    }
  }

  private func writePage(_ request: ReportRequest) throws {
    if file == nil, StandardOutput.isTerminal { throw CommandError.pageOnTerminal }
    try write {
      let origin = PageOrigin.thisProgram(request)
      return MapPage(try changes(request), by: by).page(footer: origin.html(of: "capdb map --format json")).document()
    }
  }

  private func changes(_ request: ReportRequest) throws -> MapChanges {
    let changes = try MapChanges(request, from: try database.history())
    for notice in changes.notices { StandardError.print("capdb: \(notice)") }
    return changes
  }

  /// Writes to the file or to stdout. What keeps a file from being written is known before the map is made.
  private func write(_ make: () throws -> [UInt8]) throws {
    guard let file, file != "-" else {
      var output = StandardOutput()
      try output.write(all: [try make()])
      return
    }
    let output = try OutputFile(file)
    try output.write(all: [try make()])
  }

  /// The terminal, or a file as wide as `COLUMNS`.
  private var canvas: TerminalCapabilities {
    let environment = ProcessInfo.processInfo.environment
    let color = plain ? .never : color
    let goesToFile = file.map { $0 != "-" } ?? false
    let terminal =
      goesToFile ? nil : TerminalCapabilities.ofStandardOutput(environment: environment, color: color)
    return terminal ?? .ofFile(environment: environment, color: color)
  }

  private func request(now: Timestamp) throws -> ReportRequest {
    var request = try ReportRequest(at: at, since: span.since, until: span.until, now: now)
    request.clusters = clusters.names
    request.limit = try limit.rows()
    if let step, step != "auto" { request.step = try DurationSetting.step(alternative: "auto").seconds(in: step) }
    if let since = request.since, let until = request.until, since >= until {
      throw ReportError.emptySpan(since: since, until: until)
    }
    return request
  }
}

/// The formats of a map.
enum MapFormat: String, CaseIterable, ExpressibleByArgument {
  /// Boxes of cells at a moment.
  case text
  /// A page with a slider over the moments of a span.
  case html
  /// The changes of a span.
  case json
}

extension MapGrouping: ExpressibleByArgument {}
