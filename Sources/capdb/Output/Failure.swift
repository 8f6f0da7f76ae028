import ArgumentParser
import Capacity
import Disk
import Foundation
import Query
import History
import Presentation
import Reports

/// Ends the program after an error, with the exit codes of docs/commands.md.
enum Failure {
  /// Another collection of this database is running: `EX_TEMPFAIL` of sysexits(3).
  static let temporaryFailure = ExitCode(75)

  /// Prints what went wrong and ends the program.
  ///
  /// ArgumentParser prints its own errors, `--help` and `--version`; they end with 64 or 0.
  static func exit(with error: any Error) -> Never {
    switch error {
    case let code as ExitCode:
      Capdb.exit(withError: code)
    case _ where isArgumentParsers(error):
      Capdb.exit(withError: error)
    default:
      StandardError.print("capdb: \(error)")
      Capdb.exit(withError: exitCode(of: error))
    }
  }

  private static func exitCode(of error: any Error) -> ExitCode {
    switch error {
    case HistoryError.anotherCollectionIsRunning: temporaryFailure
    case let error as any UsageFault where error.isUsageError: .validationFailure
    default: .failure
    }
  }

  /// Whether the error comes from the argument parser, which words its own errors.
  private static func isArgumentParsers(_ error: any Error) -> Bool {
    String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
  }
}

/// An error that may be a mistake on the command line.
protocol UsageFault: Error {
  /// Whether the command line is at fault: the exit code is then 64 instead of 1.
  var isUsageError: Bool { get }
}

extension ReportError: UsageFault {}
extension PlanError: UsageFault {}
extension QueryError: UsageFault {}

extension ChartError: UsageFault {
  var isUsageError: Bool { true }
}

extension DurationError: UsageFault {
  var isUsageError: Bool { true }
}

/// An error that a command itself finds, as opposed to the modules it calls.
enum CommandError: Error, Equatable {
  /// No option, variable, configuration or home directory gives a place for the history.
  case noDatabasePath
  /// A command that needs a file was given a hub.
  case needsFile(hub: String)
  /// Neither an argument, nor a variable, nor the configuration names a hub.
  case noHub
  /// The history has no clusters of these names.
  case unknownClusters([String], path: String)
  /// `--replace` would drop the hub's data of several clusters, none of which was named.
  case replaceNeedsCluster(known: [String])
  /// Neither the configuration nor an option says how long what is kept.
  case noRetention
  /// A hub was to be written anew.
  case vacuumNeedsFile(hub: String)
  /// The hub is the file itself.
  case hubIsFile(String)
  /// The same cluster would be collected twice in one run.
  case duplicateCluster(String)
  /// `--cluster-name` was given, but several clusters would be collected.
  case clusterNameForSeveral(count: Int)
  /// A warning limit of `check` is stricter than the critical one; the name is that of the measure.
  case limitsOutOfOrder(String)
  /// `capdb-demo` is neither in the directory of this program nor in one of `PATH`.
  case noDemo(folder: String)
  /// A program that was found cannot be started.
  case cannotRun(String, reason: String)
  /// A file with SQL, or standard input, cannot be read.
  case unreadable(String, reason: String)
  /// There is no view of this name.
  case unknownView(String, known: [String])
  /// A file of an export, or its directory, cannot be written.
  case cannotWrite(String, reason: String)
  /// A file of an export, or its directory, cannot be written because the disk takes no more.
  case diskProblem(DiskProblem)
  /// Another export is writing into the same directory.
  case anotherExportIsRunning(String)
  /// Something would be lost, nobody is there to ask, and `--yes` is missing. The text says what.
  case needsYes(String)
  /// Somebody was asked and did not say yes.
  case notConfirmed
  /// A file would be upgraded, nobody is there to ask, and whether a backup is made first was not said.
  case needsBackupChoice(String)
  /// A backup of a hub was asked for.
  case noBackupOfHub(String)
  /// A backup would be written to a terminal.
  case binaryOnTerminal
  /// A page would be written to a terminal.
  case pageOnTerminal
}

extension CommandError {
  /// The error for a file or the directory of an export that cannot be written, from an error number.
  init(errno code: Int32, writing path: String, neededBytes: Int? = nil) {
    self =
      DiskProblem(errno: code, file: path, neededBytes: neededBytes.map(Int64.init)).map(CommandError.diskProblem)
      ?? .cannotWrite(path, reason: String(cString: strerror(code)))
  }
}

extension CommandError: UsageFault {
  var isUsageError: Bool {
    switch self {
    case .clusterNameForSeveral, .limitsOutOfOrder, .needsFile, .noHub, .hubIsFile, .replaceNeedsCluster, .noRetention,
      .vacuumNeedsFile, .needsYes, .needsBackupChoice, .noBackupOfHub, .binaryOnTerminal,
      .pageOnTerminal:
      true
    default: false
    }
  }
}

extension CommandError: CustomStringConvertible {
  /// What is wrong and what to do.
  var description: String {
    switch self {
    case .noDatabasePath:
      "there is no place for the history: set --db, $CAPDB_DB or $HOME"
    case .needsFile(let hub):
      "this command works on a history in a file, but --db names the hub \(hub); name a file, and push it to the hub with capdb sync"
    case .noHub:
      "no hub is named: use capdb sync postgresql://…, $CAPDB_HUB or `hub` in the configuration"
    case .unknownClusters(let names, let path):
      "\(path) has no cluster \(names.joined(separator: " and no cluster ")); capdb status lists its clusters"
    case .replaceNeedsCluster(let known):
      "--replace drops what the hub has of a cluster; name the cluster with --cluster: \(known.joined(separator: ", "))"
    case .noRetention:
      "nothing says how long what is kept: set `retention` in the configuration, or use --keep, such as --keep pods=30d"
    case .vacuumNeedsFile(let hub):
      "--vacuum writes a file anew, but --db names the hub \(hub), where PostgreSQL's own VACUUM frees space"
    case .hubIsFile(let path):
      "\(path) is the history itself; name another file or a postgresql:// address as the hub"
    case .duplicateCluster(let name):
      "“\(name)” would be collected twice in one run; give each cluster a name of its own (--cluster-name, or `name` in the configuration)"
    case .clusterNameForSeveral(let count):
      "--cluster-name names one cluster, but \(count) would be collected; choose one with --context or --eks-cluster"
    case .limitsOutOfOrder(let measure):
      "--critical-\(measure) would be reached before --warning-\(measure); set both, with the milder limit as the warning"
    case .noDemo(let folder):
      "the demo is a program of its own, capdb-demo, which is neither in \(folder) nor in a folder of $PATH; in capdb's sources, make demo builds and runs it, and make install puts it beside capdb"
    case .cannotRun(let path, let reason):
      "cannot run \(path): \(reason)"
    case .unreadable(let path, let reason):
      "cannot read \(path): \(reason)"
    case .unknownView(let name, let known):
      "there is no view '\(name)'; the views are \(known.joined(separator: ", "))"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason); \(Self.unfinished)"
    case .diskProblem(let problem):
      "cannot write \(problem.file): \(problem); \(Self.unfinished)"
    case .anotherExportIsRunning(let directory):
      "another export into \(directory) is running; wait until it has ended, or name another directory"
    case .needsYes(let question):
      "\(question)? There is no terminal to ask on: say so with --yes"
    case .needsBackupChoice(let path):
      "\(path) would be upgraded, and there is no terminal to ask on: name a backup to make first with --backup, or do without with --no-backup"
    case .noBackupOfHub(let hub):
      "--backup is for files; back hub \(hub) up with pg_dump"
    case .notConfirmed:
      "nothing was changed"
    case .binaryOnTerminal:
      "a backup is no text for a terminal; name a file, or pipe it on"
    case .pageOnTerminal:
      "a page is for a browser; name a file with --output review.html, or pipe it on (--output - prints it here)"
    }
  }

  private static let unfinished = "the directory holds no finished export unless it has a manifest.json"
}

extension CocoaError {
  /// The operating system's words for what went wrong with a file, else Foundation's.
  var shortReason: String {
    if let posix = underlying as? POSIXError { return String(cString: strerror(posix.code.rawValue)) }
    return switch code {
    case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
    case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
    case .fileWriteOutOfSpace: "no space left on the device"
    default: localizedDescription
    }
  }
}
