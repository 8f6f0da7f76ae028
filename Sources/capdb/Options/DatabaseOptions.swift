import ArgumentParser
import Settings
import Capacity
import DatabasePostgres
import Foundation
import History

/// `--db` and `--config`.
struct DatabaseOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "The history: a file or, for commands that only read, a hub (postgresql://…).", valueName: "file"),
    completion: .file())
  var database: String?

  @Option(
    help: ArgumentHelp("Read this configuration file.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  /// The configuration: that of the first file that exists, or an empty one if there is none.
  func configuration() throws(ConfigurationError) -> CapdbConfiguration {
    let environment = ProcessInfo.processInfo.environment
    guard let path = ConfigurationFile.locate(explicit: config, environment: environment) else {
      return CapdbConfiguration()
    }
    return try ConfigurationFile.read(path)
  }

  /// The place of the history.
  ///
  /// - Throws: `CommandError.noDatabasePath`, `PostgresError.invalidAddress`.
  func location(_ configuration: CapdbConfiguration) throws -> HistoryLocation {
    let path = ConfigurationFile.databasePath(
      explicit: database, configuration: configuration, environment: ProcessInfo.processInfo.environment)
    guard let path else { throw CommandError.noDatabasePath }
    return try HistoryLocation(path)
  }

  /// The path of the history, for commands that need a file.
  ///
  /// - Throws: `CommandError.noDatabasePath`, `CommandError.needsFile`, `PostgresError.invalidAddress`.
  func path(_ configuration: CapdbConfiguration) throws -> String {
    switch try location(configuration) {
    case .file(let path): return path
    case .hub(let address): throw CommandError.needsFile(hub: address.name)
    }
  }

  /// Opens the history for reading.
  ///
  /// - Throws: `ConfigurationError`, `CommandError`, `HistoryError`, `PostgresError`.
  func history() throws -> HistoryReader {
    try location(try configuration()).reader()
  }
}
