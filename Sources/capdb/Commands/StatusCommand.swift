import ArgumentParser
import Foundation
import History
import Presentation
import Reports

/// `capdb status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tells for each cluster when it was last collected, how that went, and what failed of late.",
    discussion: """
      EXAMPLES
        capdb status
        capdb status --format json
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try database.path(try database.configuration())
    let request = ReportRequest(now: SystemClock().now)
    try output.print(try Topic.status.report(request, from: try HistoryReader(path: path)))
    guard output.format == .table else { return }
    try StandardOutput.print("\nhistory: \(path), \(Self.size(of: path))")
  }

  /// The size of the database with what waits in its write-ahead log.
  private static func size(of path: String) -> String {
    let bytes = [path, path + "-wal"].reduce(Int64(0)) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: file)
      return sum + ((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
    }
    return ByteCountFormatter.string(fromByteCount: bytes, countStyle: .binary)
  }
}
