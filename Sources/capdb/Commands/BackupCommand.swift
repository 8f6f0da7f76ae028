import Disk
import ArgumentParser
import Database
import Foundation
import History

/// `capdb backup`.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copies the history into one file, while collections go on.",
    discussion: """
      The copy is one consistent state. It gets its name once it is whole and on the disk, so a backup that was killed \
      leaves no file of this name (it leaves FILE.partial, which the next one writes anew). It is readable for its \
      owner only. For -, the copy is made in the directory of temporary files and then sent to stdout. A hub is backed \
      up with the means of PostgreSQL, such as pg_dump.

      EXAMPLES
        capdb backup /backups/capdb-$(date +%F).db
        capdb backup --force /backups/latest.db       replace the last one
        capdb backup - | zstd | aws s3 cp - s3://backups/capdb.db.zst
        capdb restore /backups/latest.db              put it back

      EXIT CODES
        0 the file is there; 1 it could not be written; 64 wrong usage
      """)

  @Argument(help: ArgumentHelp("The file to write; - is stdout.", valueName: "file"), completion: .file())
  var file: String?

  @Option(
    help: ArgumentHelp("The file to write, in place of the argument; - is stdout.", valueName: "file"),
    completion: .file())
  var to: String?

  @Flag(help: "Replace the file if there is one.")
  var force = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if file != nil, to != nil { throw ValidationError("Name the file once: as the argument, or with --to.") }
    if target.isEmpty { throw ValidationError("A backup needs the name of a file, or - for stdout.") }
    if target == "-", force { throw ValidationError("--force replaces a file; it cannot be combined with -.") }
  }

  private var target: String { to ?? file ?? "" }

  func run() throws {
    let path = try database.path(try database.configuration())
    var progress = CopyProgressLine("backup")
    guard target != "-" else { return try stream(path, &progress) }
    let contents = try HistoryBackup(of: path).write(to: target, isReplacing: force) { progress.show($0) }
    StandardError.show(nil)
    guard StandardOutput.isTerminal else { return }
    try StandardOutput.print("\(target): \(contents.words), \(ByteCount(progress.totalBytes))")
  }

  private func stream(_ path: String, _ progress: inout CopyProgressLine) throws {
    if StandardOutput.isTerminal { throw CommandError.binaryOnTerminal }
    var line = progress
    try HistoryBackup(of: path).withTemporaryCopy(progress: { line.show($0) }) { descriptor in
      StandardError.show(nil)
      var output = StandardOutput()
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
      try file.seek(toOffset: 0)
      while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { try output.write(Array(chunk)) }
      try output.flush()
    }
    progress = line
  }
}

/// The line on a terminal that says how far a copy is.
struct CopyProgressLine {
  private let name: String
  private var lastShown: ContinuousClock.Instant?
  /// The size of what is copied.
  private(set) var totalBytes: Int64 = 0

  init(_ name: String) {
    self.name = name
  }

  /// Shows it, ten times a second at most.
  mutating func show(_ progress: CopyProgress) {
    totalBytes = progress.totalBytes
    if let lastShown, ContinuousClock.now - lastShown < .milliseconds(100) { return }
    lastShown = .now
    let share = progress.copiedBytes * 100 / max(1, progress.totalBytes)
    StandardError.show("\(name): \(share) % of \(ByteCount(progress.totalBytes))")
  }
}

extension HistoryContents {
  /// What it holds, for people.
  var words: String {
    let names = clusters.count == 1 ? "cluster \(clusters[0])" : "\(clusters.count) clusters"
    let until = latestAt.map { " up to \($0)" } ?? ""
    return "\(names), \(collections) \(collections == 1 ? "collection" : "collections")\(until)"
  }
}
