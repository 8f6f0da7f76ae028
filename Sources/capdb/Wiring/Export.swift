import Capacity
import Foundation
import Manual
import Presentation
import Reports

/// Writes the reports of a plan into a directory, and the manifest that tells what is there.
struct Export {
  let plan: ExportPlan
  let directory: ExportDirectory

  /// Makes the export.
  ///
  /// - Returns: the notices of its reports.
  /// - Throws: `CommandError`, `ReportError`; what `history` throws. What was in the directory before is then still there.
  func write(from history: some HistoryReading) throws -> [String] {
    defer { StandardError.show(nil) }
    var files: [ExportManifest.File] = []
    var notices: [String] = []
    for (index, part) in plan.parts.enumerated() {
      StandardError.show("exporting \(part.topic.name) (\(index + 1) of \(plan.parts.count))")
      let report = try part.topic.report(part.request, from: history)
      let file = try directory.write(RenderedReport(report, as: .csv), to: part.fileName)
      files.append(ExportManifest.File(part, report: report, bytes: file.bytes, sha256: file.sha256))
      notices += report.notices.filter { !notices.contains($0) }
    }
    let manifest = try ExportManifest(
      plan, of: history, capdbVersion: Version.current, files: files, notices: notices)
    _ = try directory.write([try Self.encoded(manifest)], to: Self.manifestName)
    try directory.publish(files.map(\.file), sealedBy: Self.manifestName)
    return notices
  }

  static let manifestName = "manifest.json"

  private static func encoded(_ manifest: ExportManifest) throws -> [UInt8] {
    let encoder = JSONEncoder()
    // Keys in alphabetical order: a dictionary's own differs from run to run.
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(manifest)) + Array("\n".utf8)
  }
}
