import Foundation

/// The files that users copy.
enum ConfigFile {
  /// - Parameter path: below `Config`.
  static func text(_ path: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    return try String(contentsOf: root.appending(path: "Config/\(path)"), encoding: .utf8)
  }
}
