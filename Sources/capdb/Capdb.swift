import ArgumentParser
import Manual

/// The command line's root.
struct Capdb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capdb",
    abstract: "Remembers the capacity of EKS clusters: pod slots, pod IPs, ENIs, subnets and why pods waited.",
    discussion: """
      Cron runs `capdb collect`; `capdb report` answers from the history.

      EXAMPLES
        capdb demo                                try it out on a simulated cluster
        capdb collect                             record the cluster of the current kubeconfig context
        capdb report                              what is short, cluster by cluster
        capdb report nodes --at 2026-11-20        each node's slots and addresses at a moment
        capdb report pending --since 7d --format csv
        capdb sync postgresql://hub/capdb         bring the history to where all clusters' are

      The history is --db (a file, or for reading a hub), $CAPDB_DB, the configuration's `database`, or ~/.local/share/capdb/capdb.db.
      """,
    version: Version.current,
    subcommands: [
      CollectCommand.self, ReportCommand.self, ForecastCommand.self, PlanCommand.self, CheckCommand.self,
      ExportCommand.self, SyncCommand.self, QueryCommand.self, StatusCommand.self, DemoCommand.self,
      CompletionsCommand.self,
      ManualCommand.self,
    ])
}
