import DatabasePostgres
import Foundation
import History
import Server

extension HistoryLocation {
  /// The history for a server: opened anew for each answer, so that a file may be replaced and a hub restarted meanwhile.
  var served: ServedHistory {
    switch self {
    case .file(let path): ServedHistory(open: open, stamp: { Self.stamp(of: path) })
    case .hub: ServedHistory(open: open)
    }
  }

  /// The most seconds that one statement may take on the server of a hub.
  private static let statementSeconds = Int(ServerLimits().answerDuration.components.seconds)

  @Sendable private func open() throws -> ServedHistory.Opened {
    let reader = try reader()
    try reader.limitStatements(toSeconds: Self.statementSeconds)
    return ServedHistory.Opened(reading: reader, interrupt: { reader.interrupt() })
  }

  /// Changes whenever something was written to the file or its write-ahead log.
  private static func stamp(of path: String) -> String {
    let files = [path, path + "-wal"].map { file -> String in
      var status = stat()
      guard stat(file, &status) == 0, status.st_size > 0 else { return "none" }
      return "\(status.st_dev) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
    return files.joined(separator: "; ")
  }
}
