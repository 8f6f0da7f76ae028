import Disk
import Foundation

/// What a command itself finds wrong, before or beside the rooms it calls.
enum CommandError: Error, Equatable {
  /// No option, variable, configuration or home says where the history is.
  case noDatabasePath
  /// A hub is named where a file is written.
  case needsFile(hub: String)
  /// Neither an argument, nor a variable, nor the configuration names a hub.
  case noHub
  /// The history has no clusters of these names.
  case unknownClusters([String], path: String)
  /// What a hub has of several clusters would be dropped without any of them being named.
  case replaceNeedsCluster(known: [String])
  /// The hub is the file itself.
  case hubIsFile(String)
  /// The same cluster would be collected twice in one run.
  case duplicateCluster(String)
  /// An option for one cluster, and the configuration names several.
  case clusterNameForSeveral(count: Int)
  /// `capdb-demo` is neither in the folder of this program nor in one of `PATH`.
  case noDemo(folder: String)
  /// A program that was found cannot be started.
  case cannotRun(String, reason: String)
  /// A file with SQL, or standard input, cannot be read.
  case unreadable(String, reason: String)
  /// There is no view of this name.
  case unknownView(String, known: [String])
  /// A file of an export, or its directory, cannot be written.
  case cannotWrite(String, reason: String)
  /// A file of an export, or its directory, cannot be written for want of room.
  case noRoom(DiskProblem)
  /// Another export writes into the same directory.
  case anotherExportIsRunning(String)
}

extension CommandError {
  /// A file of an export, or its directory, cannot be written, for the reason of an error number.
  init(errno code: Int32, writing path: String, neededBytes: Int? = nil) {
    self =
      DiskProblem(errno: code, file: path, neededBytes: neededBytes.map(Int64.init)).map(CommandError.noRoom)
      ?? .cannotWrite(path, reason: String(cString: strerror(code)))
  }
}

extension CommandError: CustomStringConvertible {
  /// What is wrong and what to do.
  var description: String {
    switch self {
    case .noDatabasePath:
      "there is no place for the history: set --db, $CAPDB_DB or $HOME"
    case .needsFile(let hub):
      "this command works on a history in a file, and --db names the hub \(hub); name a file, and bring it to the hub with capdb sync"
    case .noHub:
      "no hub is named: capdb sync postgresql://…, $CAPDB_HUB or `hub` in the configuration"
    case .unknownClusters(let names, let path):
      "\(path) has no cluster \(names.joined(separator: " and no cluster ")); capdb status lists those it has"
    case .replaceNeedsCluster(let known):
      "--replace drops what the hub has of a cluster; say of which with --cluster: \(known.joined(separator: ", "))"
    case .hubIsFile(let path):
      "\(path) is the history itself; name another file or a postgresql:// address as the hub"
    case .duplicateCluster(let name):
      "“\(name)” would be collected twice in one run; give each cluster a name of its own (--cluster-name, or `name` in the configuration)"
    case .clusterNameForSeveral(let count):
      "--cluster-name names one cluster, but \(count) would be collected; choose one with --context or --eks-cluster"
    case .noDemo(let folder):
      "the demo is a program of its own, capdb-demo, which is neither in \(folder) nor in a folder of $PATH; in capdb's sources, make demo builds and runs it, and make install puts it beside capdb"
    case .cannotRun(let path, let reason):
      "cannot run \(path): \(reason)"
    case .unreadable(let path, let reason):
      "cannot read \(path): \(reason)"
    case .unknownView(let name, let known):
      "there is no view '\(name)'; the views are \(known.joined(separator: ", "))"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason); nothing there is a finished export unless it has a manifest.json"
    case .noRoom(let problem):
      "cannot write \(problem.file): \(problem); nothing there is a finished export unless it has a manifest.json"
    case .anotherExportIsRunning(let directory):
      "another export into \(directory) is running; wait until it has ended, or name another directory"
    }
  }
}
