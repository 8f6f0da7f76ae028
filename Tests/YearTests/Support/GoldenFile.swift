import Foundation
import Testing

/// A file of `Tests/Fixtures/golden/year`, compared as a whole. `CAPDB_RECORD_GOLDEN=1` writes it instead.
struct GoldenFile {
  let name: String

  private static let isRecording = ProcessInfo.processInfo.environment["CAPDB_RECORD_GOLDEN"] == "1"
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/golden/year")

  /// Expects `text` to be what the file holds.
  func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = Self.folder.appending(path: name)
    guard !Self.isRecording else {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      return try Data(text.utf8).write(to: file)
    }
    let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    guard text != golden else { return }
    Issue.record("\(name): \(difference(text, golden))", sourceLocation: sourceLocation)
  }

  /// The first line that differs; a report is too long to be shown whole.
  private func difference(_ text: String, _ golden: String) -> String {
    let (lines, expected) = (Self.lines(text), Self.lines(golden))
    let number = zip(lines, expected).prefix { $0 == $1 }.count
    func line(_ lines: [Substring]) -> String { number < lines.count ? String(lines[number]) : "(nothing)" }
    return """
      line \(number + 1) of \(lines.count) (\(expected.count) in the file) is
      \(line(lines))
      where the file has
      \(line(expected))
      """
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
