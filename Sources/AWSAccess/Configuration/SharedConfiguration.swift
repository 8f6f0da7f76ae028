/// What `~/.aws/config` and `~/.aws/credentials` say, taken together.
package struct SharedConfiguration: Sendable {
  /// Profiles by name.
  package private(set) var profiles: [String: Profile] = [:]
  /// `[sso-session NAME]` by name.
  package private(set) var ssoSessions: [String: INIFile.Section] = [:]
  /// `[services NAME]` by name.
  package private(set) var services: [String: INIFile.Section] = [:]

  /// One profile: the credentials file's values go before those of the config file.
  package struct Profile: Sendable {
    /// The profile's name.
    package var name: String
    /// From the credentials file.
    package var credentials = INIFile.Section()
    /// From the config file.
    package var config = INIFile.Section()

    /// A value of either file; an empty one counts as absent.
    package subscript(key: String) -> String? {
      [credentials.values[key], config.values[key]].lazy.compactMap(\.self).first { !$0.isEmpty }
    }
  }

  /// Puts both files together.
  package init(config: INIFile = INIFile(), credentials: INIFile = INIFile()) {
    // `[profile default]` goes before `[default]`, so it is read after it.
    for (header, section) in config.sections.sorted(by: { $0.key < $1.key }) {
      guard let (kind, name) = Self.heading(header) else { continue }
      switch kind {
      case "profile": profiles[name, default: Profile(name: name)].config = section
      case "sso-session": ssoSessions[name] = section
      case "services": services[name] = section
      default: continue
      }
    }
    for (name, section) in credentials.sections {
      profiles[name, default: Profile(name: name)].credentials = section
    }
  }

  /// Reads both files where `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` or the defaults say; a file that is not
  /// there is empty.
  /// - Throws: `AWSError.configuration` if a file cannot be read or understood.
  package init(_ environment: AWSEnvironment) throws(AWSError) {
    let paths = Self.paths(environment)
    self.init(
      config: try Self.file(paths.config, environment), credentials: try Self.file(paths.credentials, environment))
  }

  /// Where the two files are.
  static func paths(_ environment: AWSEnvironment) -> (config: String, credentials: String) {
    (
      environment.expand(environment.variable("AWS_CONFIG_FILE") ?? "~/.aws/config"),
      environment.expand(environment.variable("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials")
    )
  }

  private static func file(_ path: String, _ environment: AWSEnvironment) throws(AWSError) -> INIFile {
    let contents: [UInt8]
    do {
      contents = try environment.readFile(path)
    } catch .missing {
      return INIFile()
    } catch {
      throw .configuration(.unreadableFile(path: path, error))
    }
    do {
      return try INIFile(contents)
    } catch {
      throw .configuration(.syntax(path: path, line: error.line))
    }
  }

  /// `profile "my name"` → (profile, my name); `default` → (profile, default).
  private static func heading(_ header: String) -> (kind: String, name: String)? {
    guard let words = CommandLineWords.split(header) else { return nil }
    switch words.count {
    case 1 where words[0] == "default": return ("profile", "default")
    case 2: return (words[0], words[1])
    default: return nil
    }
  }
}
