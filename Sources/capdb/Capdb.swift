import ArgumentParser
import Foundation
import Manual

/// The command line's root.
struct Capdb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capdb",
    abstract: "Remembers the capacity of EKS clusters: pod slots, pod IPs, ENIs, subnets, and why pods waited.",
    discussion: """
      Cron runs `capdb collect`, which records what changed; `capdb report` reports from this history.

      EXAMPLES
        capdb demo                            try it out on a simulated cluster
        capdb collect                         record the current kubeconfig context
        capdb doctor                          if that fails: find out why
        capdb report                          a summary of each cluster
        capdb report nodes --at 2026-11-20    the nodes at that moment
        capdb report pending --since 7d --format csv
        capdb sync postgresql://hub/capdb     push the history to a hub
        capdb serve                           the same in a browser, as JSON and for Prometheus

      The history is --db (a file or, for commands that only read, a hub), else $CAPDB_DB, else `database` in the \
      configuration, else ~/.local/share/capdb/capdb.db.
      """,
    version: Version.text,
    subcommands: [
      CollectCommand.self, ReportCommand.self, MapCommand.self, ForecastCommand.self, PlanCommand.self,
      CheckCommand.self, ExportCommand.self, ServeCommand.self, SyncCommand.self, QueryCommand.self,
      StatusCommand.self, DoctorCommand.self,
      PruneCommand.self, BackupCommand.self, RestoreCommand.self, ForgetCommand.self, MigrateCommand.self,
      DemoCommand.self,
      CompletionsCommand.self, ManualCommand.self,
    ])
}

/// Parses the arguments, runs the command, and ends with the exit code of what is thrown.
@main
enum Main {
  static func main() async {
    Heap.limit()
    // If a server or a reader goes away, one write fails, but the program goes on.
    signal(SIGPIPE, SIG_IGN)
    // The same if a file reaches its size limit (ulimit -f).
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try Capdb.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Failure.exit(with: error)
    }
  }
}
