public import ArgumentParser
public import Settings
import Logging

/// `--verbose` and `--log-format`.
struct LogOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print more on stderr: requests, retries, and a line for each cluster.")
  var verbose = false

  @Option(help: "The format of log messages on stderr: text or json.")
  var logFormat: LogSettings.Format?

  /// The option's format, else the configuration's.
  func format(_ configuration: CapdbConfiguration) -> LogSettings.Format {
    logFormat ?? configuration.log.format
  }

  /// A logger with these options, else with those of the configuration. It interrupts `progress` to write a line.
  func logger(_ configuration: CapdbConfiguration, progress: ProgressDisplay) -> Logger {
    let level = verbose ? .debug : Logger.Level(rawValue: configuration.log.level) ?? .warning
    let format = format(configuration)
    return Logger(label: "capdb") { _ in
      StandardErrorLogHandler(format: format, logLevel: level) { line in
        progress.interrupt { StandardError.print(line) }
      }
    }
  }
}

extension LogSettings.Format: ExpressibleByArgument {}
