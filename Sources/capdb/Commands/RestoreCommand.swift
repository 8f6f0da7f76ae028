import ArgumentParser
import Capacity
import Database
import Foundation
import History

/// `capdb restore`.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Puts a backup in the place of the history, once it is checked.",
    discussion: """
      The backup is first copied beside the history and checked: whether it is capdb's, undamaged, and of a schema that \
      this capdb knows. Then it takes the history's place in one step, while nothing is collected. A history that is \
      there already is kept as FILE.before-restore-TIME in its directory; remove it when you no longer need it. At a \
      terminal capdb asks first, elsewhere it takes --yes.

      A hub then has collections that the restored file lacks, and refuses its pushes until the file has pulled them: \
      capdb names the command for each hub.

      EXAMPLES
        capdb restore /backups/capdb-2026-11-28.db
        capdb restore --yes /backups/latest.db
        aws s3 cp s3://backups/capdb.db.zst - | zstd -d | capdb restore --yes -
        capdb restore /backups/latest.db --db /tmp/look.db     look at a backup elsewhere

      EXIT CODES
        0 the backup is in place; 1 it is not, and the history is as it was; 64 wrong usage;
        75 a collection of this history is running
      """)

  @Argument(help: ArgumentHelp("The backup; - is stdin.", valueName: "file"), completion: .file())
  var file: String

  @Flag(help: "Replace the history without asking.")
  var yes = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if file.isEmpty { throw ValidationError("A restore needs the name of a file.") }
  }

  func run() throws {
    let path = try database.path(try database.configuration())
    let restore = try HistoryRestore(into: path)
    let question = question(path, restore.former)
    // What comes through a pipe leaves nobody at the other end to answer.
    if let question, !yes, file == "-" || !Confirmation.isPossible { throw CommandError.needsYes(question) }
    let contents = try take(restore)
    if let question { try Confirmation.ask("\(question) by \(contents.words)", isGiven: yes) }
    let kept = try restore.finish(at: SystemClock().now)
    try show(contents, path, kept)
  }

  private func take(_ restore: HistoryRestore) throws -> HistoryContents {
    defer { StandardError.show(nil) }
    if file == "-" {
      StandardError.show("restore: reading and checking")
      return try restore.take(from: STDIN_FILENO, called: "standard input")
    }
    var progress = CopyProgressLine("restore")
    return try restore.take(file) {
      progress.show($0)
      if $0.copiedBytes == $0.totalBytes { StandardError.show("restore: checking") }
    }
  }

  /// What would be lost from sight; nil if nothing is there.
  private func question(_ path: String, _ former: HistoryRestore.Former) -> String? {
    switch former {
    case .absent: nil
    case .history(let contents): "Replace \(path) (\(contents.words))"
    case .unreadable(let reason): "Replace \(path), which cannot be read (\(reason)),"
    }
  }

  private func show(_ contents: HistoryContents, _ path: String, _ kept: String?) throws {
    try StandardOutput.print("\(path): restored \(contents.words)")
    if let kept { try StandardOutput.print("the former history is kept as \(kept)") }
    for hub in contents.hubs {
      StandardError.print(
        """
        capdb: hub \(hub) may have collections that this file lacks; before the next push run \
        \(pulls(contents.clusters, hub, path)) (docs/hub.md)
        """)
    }
  }

  private func pulls(_ clusters: [String], _ hub: String, _ path: String) -> String {
    clusters.map { "capdb sync --pull \(ShellWord.quoted($0)) \(ShellWord.quoted(hub)) --db \(ShellWord.quoted(path))" }
      .joined(separator: " and ")
  }
}
