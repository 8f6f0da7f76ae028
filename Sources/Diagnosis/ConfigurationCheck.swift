import OutsideText
public import Settings

/// The check of the configuration file.
public struct ConfigurationCheck: Sendable {
  /// The configuration; nil where there is a file that cannot be read.
  public let configuration: CapdbConfiguration?
  /// What was found.
  public let finding: Finding

  /// Finds and reads the configuration file.
  ///
  /// - Parameter explicit: the option `--config`.
  public init(explicit: String?, environment: [String: String]) {
    guard let path = ConfigurationFile.locate(explicit: explicit, environment: environment) else {
      configuration = CapdbConfiguration()
      finding = Finding(
        check: "configuration", result: .ok,
        found:
          "none: the current kubeconfig context (or the pod's own cluster) and the ordinary AWS environment are used")
      return
    }
    do throws(ConfigurationError) {
      let found = try ConfigurationFile.read(path)
      configuration = found
      finding = Self.finding(found, path)
    } catch {
      configuration = nil
      finding = Finding(
        check: "configuration", result: .failed, found: error.description, remedy: Self.remedy(error))
    }
  }

  private static func finding(_ configuration: CapdbConfiguration, _ path: String) -> Finding {
    let clusters = configuration.clusters.count
    let words =
      "\(SafeText.path(path)) with \(clusters == 0 ? "no clusters" : clusters == 1 ? "one cluster" : "\(clusters) clusters")"
    guard holdsPassword(configuration), let mode = FileFacts(path)?.permissions, mode & 0o077 != 0 else {
      return Finding(check: "configuration", result: .ok, found: words)
    }
    return Finding(
      check: "configuration", result: .warning,
      found: "\(words): it holds the password of the hub, and others may read it (mode \(String(mode, radix: 8)))",
      remedy: "chmod 600 \(Wording.shell(SafeText.path(path).text))   # or move the password to ~/.pgpass")
  }

  private static func holdsPassword(_ configuration: CapdbConfiguration) -> Bool {
    guard let hub = configuration.hub else { return false }
    return hub.contains("password=") || hub.contains(/:\/\/[^\/@]*:[^\/@]+@/)
  }

  private static func remedy(_ error: ConfigurationError) -> String {
    switch error {
    case .unreadable(let path, _): "ls -l \(Wording.shell(path.text))   # or name another file with --config"
    case .unknownKey(let path, let line, let similar, let known):
      "sed -n \(line ?? 1)p \(Wording.shell(path.text))   # write one of: \((similar.map { [$0] } ?? known).map(\.text).joined(separator: ", "))"
    case .invalidValue(let path, let line, _, _), .notYAML(let path, let line, _), .ambiguousAccess(let path, let line):
      "sed -n \(line ?? 1)p \(Wording.shell(path.text))   # docs/configuration.md describes each key"
    case .duplicateCluster(let path, _): "grep -n name: \(Wording.shell(path.text))"
    }
  }
}
