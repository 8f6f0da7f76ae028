import Database
import DatabasePostgres
import History

/// Why the history cannot be read, as far as those may know who ask over the network: no path, no address and no words of
/// a database. The whole error goes to the log.
enum HistoryProblem: Error, Hashable, Sendable {
  /// There is no history.
  case missing
  /// It has to be upgraded first.
  case olderSchema
  /// A later release wrote it.
  case newerSchema
  /// Something else than this program's releases made it, or it is damaged.
  case unreadable
  /// The server of the hub cannot be reached, or the connection to it broke.
  case unreachable
  /// The database refused, for example for rights.
  case refused
  /// Another process has it locked.
  case locked

  /// Finds the problem behind an error.
  init(_ error: any Error) {
    self =
      switch error {
      case let problem as HistoryProblem: problem
      case let error as HistoryError: Self.problem(error)
      case let error as SQLiteError: Self.problem(error)
      case let error as PostgresError: Self.problem(error)
      default: .refused
      }
  }

  private static func problem(_ error: HistoryError) -> HistoryProblem {
    switch error {
    case .noHistory, .hubWithoutTables: .missing
    case .olderSchema, .olderHub: .olderSchema
    case .newerSchema: .newerSchema
    case .notACapdbDatabase, .differentMigration, .differentHubMigration, .unknownCluster: .unreadable
    case .anotherCollectionIsRunning: .locked
    case .outOfReach: .unreachable
    }
  }

  private static func problem(_ error: SQLiteError) -> HistoryProblem {
    switch error {
    case .notADatabase, .corrupt: .unreadable
    case .busy, .changed: .locked
    case .cannotOpen, .disk, .temporaryFiles, .noTemporaryDirectory, .database: .refused
    }
  }

  private static func problem(_ error: PostgresError) -> HistoryProblem {
    switch error {
    case .cannotConnect, .connectionLost: .unreachable
    case .damaged: .unreadable
    case .invalidAddress, .server, .oldServer, .notUTF8: .refused
    }
  }
}
