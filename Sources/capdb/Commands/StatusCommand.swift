import ArgumentParser
import Capacity
import Database
import Disk
import History
import Presentation
import Reports

/// `capdb status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows for each cluster when it was last collected, with what result, and what failed recently.",
    discussion: """
      EXAMPLES
        capdb status
        capdb status --format json
        capdb status --hubs                       how far behind each hub is
        capdb status --sizes                      bytes by cluster and kind of fact, and their growth
        capdb status --db postgresql://hub/capdb  all clusters of a hub
      """)

  @Flag(help: "Only show how far behind each hub is that this history was pushed to.")
  var hubs = false

  @Flag(help: "Only show how many bytes each cluster takes of each kind of fact, and when the disk is full.")
  var sizes = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if hubs, sizes { throw ValidationError("--hubs and --sizes are two reports; choose one.") }
  }

  func run() throws {
    let location = try database.location(try database.configuration())
    let request = ReportRequest(now: SystemClock().now)
    let history = try location.reader()
    if hubs { return try output.print(try Topic.hubs.report(request, from: history)) }
    if sizes {
      return try output.print(SizeReport(location: location, now: request.now).report(from: history))
    }
    try output.print(try Topic.status.report(request, from: history))
    guard output.format == .table else { return }
    if try !history.hubCursors().isEmpty {
      try StandardOutput.print("")
      try output.print(try Topic.hubs.report(request, from: history))
    }
    try StandardOutput.print("\nhistory: \(location.name)\(Self.size(of: location))")
  }

  /// The size of the database and of its write-ahead log.
  private static func size(of location: HistoryLocation) -> String {
    guard case .file(let path) = location else { return "" }
    return ", \(ByteCount(SQLiteFile.bytes(path)))"
  }
}
