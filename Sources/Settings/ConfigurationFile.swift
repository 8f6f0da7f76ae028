public import Capacity
import Foundation
internal import OutsideText

/// Finds and reads the configuration file.
public enum ConfigurationFile {
  /// The file that counts, or nil if there is none.
  ///
  /// Order: `explicit` (the option `--config`), `$CAPDB_CONFIG`, `$XDG_CONFIG_HOME/capdb/config.yaml` (by default
  /// `~/.config/…`), `/etc/capdb/config.yaml`. The first two count whether they exist or not.
  public static func locate(explicit: String?, environment: [String: String]) -> String? {
    if let named = explicit ?? environment.nonEmpty("CAPDB_CONFIG") { return named }
    let candidates = [
      environment.directory("XDG_CONFIG_HOME", below: ".config").map { $0 + "/capdb/config.yaml" },
      "/etc/capdb/config.yaml",
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Reads the file at `path`, of any kind.
  ///
  /// - Throws: `ConfigurationError`.
  public static func read(_ path: String) throws(ConfigurationError) -> CapdbConfiguration {
    let contents: [UInt8]
    do {
      contents = try InputFile.read(path)
    } catch {
      throw .unreadable(path: .path(path), error)
    }
    return try ConfigurationReader(path: .path(path)).configuration(from: contents)
  }

  /// Where the history is kept: `explicit` (the option `--db`), `$CAPDB_DB`, the configuration's `database`,
  /// `$XDG_DATA_HOME/capdb/capdb.db` (by default `~/.local/share/…`). Nil without any of them and without a home.
  public static func databasePath(
    explicit: String?, configuration: CapdbConfiguration, environment: [String: String]
  ) -> String? {
    explicit ?? environment.nonEmpty("CAPDB_DB") ?? configuration.database
      ?? environment.directory("XDG_DATA_HOME", below: ".local/share").map { $0 + "/capdb/capdb.db" }
  }
}

extension ConfigurationFile {
  /// The hub that histories are brought to: `explicit` (an argument), `$CAPDB_HUB`, the configuration's `hub`; nil
  /// without any of them.
  public static func hub(
    explicit: String?, configuration: CapdbConfiguration, environment: [String: String]
  ) -> String? {
    explicit ?? environment.nonEmpty("CAPDB_HUB") ?? configuration.hub
  }
}

extension [String: String] {
  /// The variable's value; nil if it is unset or empty, which the XDG specification treats alike.
  fileprivate func nonEmpty(_ variable: String) -> String? {
    self[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A base directory of the XDG specification: the variable if it holds an absolute path, else a folder of the home.
  ///
  /// Source: https://specifications.freedesktop.org/basedir-spec/latest/
  fileprivate func directory(_ variable: String, below folder: String) -> String? {
    if let path = nonEmpty(variable), path.hasPrefix("/") { return path }
    return nonEmpty("HOME").map { "\($0)/\(folder)" }
  }
}

extension DurationSetting {
  /// How long the collection of one cluster may take: the option `--deadline`, and `deadline` in the configuration.
  public static let deadline = DurationSetting(
    "--deadline", examples: "90s, 5m or 1h", bounds: 1...86_400, takesBareSeconds: true)

  /// The longest time between two collections that list everything: `full-every` in the configuration.
  public static let fullEvery = DurationSetting("full-every", examples: "6h, 1d or 1w", bounds: 60...(7 * 86_400))

  /// How often a process that follows writes what changed: `every` in the configuration.
  public static let every = DurationSetting("every", examples: "5s, 15s or 5m", bounds: 5...3600)

  /// How often EC2 is asked: `ec2-every` in the configuration.
  public static let ec2Every = DurationSetting("ec2-every", examples: "1m, 5m or 1h", bounds: 60...3600)

  /// How often a process that follows pushes the history to the hub: `sync-every` in the configuration.
  public static let syncEvery = DurationSetting("sync-every", examples: "1m, 5m or 1d", bounds: 60...86_400)
}
