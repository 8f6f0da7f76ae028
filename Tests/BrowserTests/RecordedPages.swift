import Browser
import Capacity
import CapdbRunner
import ClusterSimulator
import Foundation
import History
import YearOfHistory

/// Pages that the built capdb wrote from a recorded year of a small cluster, once for all tests.
struct RecordedPages: Sendable {
  let folder: URL
  /// The history of the year.
  var database: URL { folder.appending(path: "year.db") }

  static let shared = Result { try RecordedPages() }

  private init() throws {
    // In the folder of the build, where each run replaces what the one before left.
    folder = Bundle.main.bundleURL.appending(path: "browser-tests-recorded")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let store = try HistoryStore(path: database.path)
    try store.doNotWaitForDisk()
    try YearOfHistory(.small).record(into: store)
    try store.close()
  }

  /// Runs capdb and returns the page that it wrote.
  ///
  /// - Parameters:
  ///   - name: the page's file.
  ///   - arguments: what follows `report`.
  func page(_ name: String, _ arguments: [String], of database: URL? = nil) async throws -> URL {
    let file = folder.appending(path: name)
    let run = CapdbRunner(directory: folder)
    let outcome = try await run.run(
      ["report"] + arguments
        + ["--db", (database ?? self.database).path, "--format", "html", "--output", file.path])
    guard outcome.exitCode == 0 else { throw PageError(message: outcome.errors) }
    return file
  }

  /// The year's review.
  func review() async throws -> URL {
    try await page("review.html", ["--since", "2025-11-23", "--until", "2026-11-23"])
  }

  /// capdb wrote no page.
  struct PageError: Error { let message: String }
}
