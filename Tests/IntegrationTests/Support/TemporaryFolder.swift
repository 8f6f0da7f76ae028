import Foundation

/// A folder that goes away with its last reference.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "capdb-integration-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file in it.
  func file(_ name: String) -> String { path + "/" + name }

  /// A file in it, empty and open for writing.
  func writableFile(_ name: String) throws -> FileHandle {
    try Data().write(to: URL(filePath: file(name)))
    return try FileHandle(forWritingTo: URL(filePath: file(name)))
  }

  /// What a file in it holds.
  func text(_ name: String) throws -> String {
    try String(contentsOf: URL(filePath: file(name)), encoding: .utf8)
  }
}
