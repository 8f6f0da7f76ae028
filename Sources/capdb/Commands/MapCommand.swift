public import ArgumentParser
import Capacity
import Foundation
import History
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
        capdb map --format json --since 7d        what changed, as JSON
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clusters: ClusterFilter

  @Option(
    help: ArgumentHelp("The moment to show (default: the latest that is known of each source).", valueName: "time"))
  var at: String?

  @Option(help: "Group the nodes by cluster, zone, node-group or instance-type.")
  var by: MapGrouping = .cluster

  @Option(help: "The output format: text, or json for the changes of a span.")
  var format: MapFormat = .text

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
      throw ValidationError("\(option) needs --format json; without it the map shows one moment: --at.")
    }
    if format != .text, at != nil {
      throw ValidationError("--at shows a moment; --format \(format.rawValue) covers a span: --since and --until.")
    }
  }

  func run() throws {
    let request = try request(now: SystemClock().now)
    switch format {
    case .text: try printMap(request)
    case .json: try printChanges(request)
    }
  }

  private func printMap(_ request: ReportRequest) throws {
    let map = try CapacityMap(request, by: by, from: try database.history())
    var output = StandardOutput()
    try output.write(Array(RenderedMap(map, limit: request.limit, on: canvas).text.utf8))
    try output.flush()
    for notice in map.notices { StandardError.print("capdb: \(notice)") }
  }

  private func printChanges(_ request: ReportRequest) throws {
    let changes = try MapChanges(request, from: try database.history())
    var output = StandardOutput()
    try output.write(MapChangesJSON(changes).bytes)
    try output.flush()
    for notice in changes.notices { StandardError.print("capdb: \(notice)") }
  }

  /// The terminal, or a file as wide as `COLUMNS`.
  private var canvas: TerminalCapabilities {
    let environment = ProcessInfo.processInfo.environment
    let color = plain ? .never : color
    return .ofStandardOutput(environment: environment, color: color) ?? .ofFile(environment: environment, color: color)
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
  /// The changes of a span.
  case json
}

extension MapGrouping: ExpressibleByArgument {}
