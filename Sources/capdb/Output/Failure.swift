import ArgumentParser
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
  /// Usage errors, `--help` and `--version` are ArgumentParser's to print: they end with 64 or 0.
  static func exit(with error: any Error) -> Never {
    switch error {
    case let code as ExitCode:
      Capdb.exit(withError: code)
    case HistoryError.anotherCollectionIsRunning:
      StandardError.print("capdb: \(error)")
      Capdb.exit(withError: temporaryFailure)
    case let error as any UsageFault where error.isUsageError:
      StandardError.print("capdb: \(error)")
      Capdb.exit(withError: ExitCode.validationFailure)
    case let error as ChartError:
      StandardError.print("capdb: \(error)")
      Capdb.exit(withError: ExitCode.validationFailure)
    case let error as any CustomStringConvertible & Error where isOurs(error):
      StandardError.print("capdb: \(error)")
      Capdb.exit(withError: ExitCode.failure)
    default:
      Capdb.exit(withError: error)
    }
  }

  /// Whether the error is one of the rooms' own, whose description is written for the user.
  private static func isOurs(_ error: any Error) -> Bool {
    !String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
  }
}

/// An error for which the command line may be at fault, and not what it asks of.
protocol UsageFault: Error {
  /// Whether it is: exit code 64 in place of 1.
  var isUsageError: Bool { get }
}

extension ReportError: UsageFault {}
extension PlanError: UsageFault {}
extension QueryError: UsageFault {}

extension CommandError: UsageFault {
  var isUsageError: Bool {
    switch self {
    case .clusterNameForSeveral, .needsFile, .noHub, .hubIsFile, .replaceNeedsCluster: true
    default: false
    }
  }
}
