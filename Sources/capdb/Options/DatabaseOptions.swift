import ArgumentParser
import Settings
import Foundation

/// `--db` and `--config`.
struct DatabaseOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp("The history.", valueName: "file"),
    completion: .file())
  var database: String?

  @Option(
    help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  /// The configuration that counts: an empty one if there is no file.
  func configuration() throws(ConfigurationError) -> CapdbConfiguration {
    let environment = ProcessInfo.processInfo.environment
    guard let path = ConfigurationFile.locate(explicit: config, environment: environment) else {
      return CapdbConfiguration()
    }
    return try ConfigurationFile.read(path)
  }

  /// The history's path.
  ///
  /// - Throws: `CommandError.noDatabasePath`, `CommandError.hubNotSupported`.
  func path(_ configuration: CapdbConfiguration) throws(CommandError) -> String {
    let path = ConfigurationFile.databasePath(
      explicit: database, configuration: configuration, environment: ProcessInfo.processInfo.environment)
    guard let path else { throw .noDatabasePath }
    guard !path.hasPrefix("postgresql://"), !path.hasPrefix("postgres://") else { throw .hubNotSupported }
    return path
  }
}
