import Foundation

/// The files that users copy.
enum ConfigFile {
  /// - Parameter path: below `Config`.
  static func text(_ path: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    return try String(contentsOf: root.appending(path: "Config/\(path)"), encoding: .utf8)
  }
}

extension ConfigFile {
  /// The statements by which docs/hub.md forgets a cluster.
  static func forgetting(name: String) throws -> String {
    let documentation = try text("../docs/hub.md")
    let block = documentation.firstRange(of: /To delete a cluster\n?[\s\S]*?```sql\n([\s\S]*?)```/)
      .flatMap { documentation[$0].firstMatch(of: /```sql\n([\s\S]*?)```/) }
    return (block.map { String($0.output.1) } ?? "").replacing("'old'", with: "'\(name)'")
  }
}
