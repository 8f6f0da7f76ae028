import ArgumentParser
import Capacity
import History
import Settings

/// `capdb prune`.
struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Deletes from the history what is older than it is to keep, in a file or a hub.",
    discussion: """
      How long what is kept is `retention` in the configuration, or --keep. What nothing is said about is kept; rollups, \
      which trends over long spans read, are kept unless they are named themselves. Reports say from when on they know. \
      It deletes in short transactions, beside which collections and syncs go on, and can be killed at any time. \
      `capdb collect` does the same by itself once a day if the configuration has a `retention`. docs/retention.md \
      describes what can be kept for how long.

      EXAMPLES
        capdb prune --dry-run                      what would go, by cluster and table
        capdb prune                                as the configuration says
        capdb prune --keep pods=30d --keep events=7d
        capdb prune --keep all=400d --keep pods=30d --cluster myeks
        capdb prune --vacuum                       and give the free space of the file back
        capdb prune --keep pods=90d --db postgresql://capdb_owner@hub.example.com/capdb

      KINDS
        \(RetainedKind.allCases.map(\.rawValue).joined(separator: ", ")); all: those without a span of their own

      EXIT CODES
        0 done; 1 something failed; 64 wrong usage; 75 a collection is running (--vacuum)
      """)

  @Option(
    name: .customLong("keep"),
    help: ArgumentHelp(
      "Keep a kind for this long, such as pods=30d or nodes=forever; may be repeated.", valueName: "kind=span"))
  var keep: [String] = []

  @Flag(help: "Print what would be deleted, and delete nothing.")
  var dryRun = false

  @Flag(help: "Then write the file anew without its free space. No collection can run meanwhile.")
  var vacuum = false

  @Flag(
    name: [.customShort("v"), .customLong("verbose")],
    help: "Print what was deleted even if stdout is not a terminal.")
  var verbose = false

  @OptionGroup var clusters: ClusterFilter
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if dryRun, vacuum { throw ValidationError("--dry-run changes nothing; leave out --vacuum.") }
    _ = try options()
  }

  func run() throws {
    let configuration = try database.configuration()
    let options = try options()
    guard configuration.hasRetention || !options.isEmpty || vacuum else { throw CommandError.noRetention }
    let run = PruneRun(
      location: try database.location(configuration), configuration: configuration, options: options,
      clusters: clusters.names, isTalkative: verbose || StandardOutput.isTerminal)
    if dryRun {
      try output.print(try run.preview())
    } else if let report = try run.prune(vacuum: vacuum) {
      try output.print(report)
    }
  }

  private func options() throws -> RetentionSettings {
    var settings = RetentionSettings()
    for text in keep {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let span = RetentionSpan(String(parts[1])), settings.set(span, for: String(parts[0]))
      else {
        let kinds = (["all"] + RetainedKind.allCases.map(\.rawValue)).joined(separator: ", ")
        throw ValidationError(
          "--keep takes a kind and a span of at least a day, such as pods=30d or nodes=forever; the kinds are \(kinds)."
        )
      }
    }
    return settings
  }
}
