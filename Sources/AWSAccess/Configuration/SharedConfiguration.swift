package import OutsideText

/// What `~/.aws/config` and `~/.aws/credentials` say, taken together.
///
/// Source: botocore's `configloader.build_profile_map` and `Session.full_config`.
package struct SharedConfiguration: Sendable {
  /// Profiles by name.
  package private(set) var profiles: [String: Profile] = [:]
  /// `[sso-session NAME]` by name.
  package private(set) var ssoSessions: [String: Section] = [:]
  /// `[services NAME]` by name.
  package private(set) var services: [String: Section] = [:]

  /// A section and the file that it stands in.
  package struct Section: Sendable {
    /// Values by key, in lower case.
    package var values: [String: INIFile.Value] = [:]
    fileprivate var header: SafeText = ""
    fileprivate var file: SafeText = ""

    fileprivate init() {}

    fileprivate init(_ section: INIFile.Section, _ file: SafeText) {
      values = section.values
      header = "[\(SafeText.name(section.header))]"
      self.file = file
    }

    /// The text of a key; nil where the key is not there.
    package subscript(key: String) -> String? { values[key]?.text }

    /// Where a key stands.
    package func place(of key: SafeText) -> InputPlace {
      InputPlace(source: file, section: header, key: key, line: values[key.text]?.line)
    }
  }

  /// One profile: the credentials file's values go before those of the config file.
  package struct Profile: Sendable {
    /// The profile's name.
    package var name: String
    /// What the credentials file says of it.
    package fileprivate(set) var credentials = Section()
    /// What the config file says of it.
    package fileprivate(set) var config = Section()

    /// A value of either file; an empty one counts as absent.
    package subscript(key: String) -> String? {
      written(key).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A value of either file, also an empty one; nil where neither has the key.
    package func written(_ key: String) -> String? { section(of: key)[key] }

    /// Whether one of the files has the key, whatever stands behind it.
    package func has(_ key: String) -> Bool { written(key) != nil }

    /// Whether it has a static key. botocore takes such a profile for a source of credentials as it is.
    package var hasStaticKeys: Bool { has("aws_access_key_id") || has("aws_secret_access_key") }

    /// Whether it takes on a role with other credentials.
    package var takesOnRole: Bool { has("role_arn") && !has("web_identity_token_file") }

    /// Where the value of a key stands, or should stand.
    package func place(of key: SafeText) -> InputPlace { section(of: key.text).place(of: key) }

    /// The name, as far as it may be shown.
    package var shownName: SafeText { .name(name) }

    private func section(of key: String) -> Section {
      credentials.values[key] != nil || config.file.text.isEmpty ? credentials : config
    }
  }

  /// Puts both files together.
  package init(
    config: INIFile = INIFile(), credentials: INIFile = INIFile(),
    paths: (config: String, credentials: String) = ("", "")
  ) {
    for section in config.sections { add(section, .path(paths.config)) }
    for section in credentials.sections {
      profiles[section.header, default: Profile(name: section.header)].credentials =
        Section(section, .path(paths.credentials))
    }
  }

  /// Reads both files where `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` or the defaults say; what is no regular
  /// file, `/dev/null` among them, is empty.
  /// - Throws: `AWSError.configuration` if a file cannot be read or understood.
  package init(_ environment: AWSEnvironment) throws(AWSError) {
    let paths = Self.paths(environment)
    self.init(
      config: try Self.file(paths.config, environment), credentials: try Self.file(paths.credentials, environment),
      paths: paths)
  }

  /// Where the two files are.
  static func paths(_ environment: AWSEnvironment) -> (config: String, credentials: String) {
    (
      environment.expand(environment.variable("AWS_CONFIG_FILE") ?? "~/.aws/config"),
      environment.expand(environment.variable("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials")
    )
  }

  private static func file(_ path: String, _ environment: AWSEnvironment) throws(AWSError) -> INIFile {
    // botocore asks `os.path.isfile`: a pipe, a device or a directory is no configuration file.
    if InputFile.exists(path), !InputFile.isRegular(path) { return INIFile() }
    let contents: [UInt8]
    do {
      contents = try environment.readFile(path)
    } catch {
      guard !error.isMissing else { return INIFile() }
      throw .configuration(.unreadableFile(path: .path(path), error))
    }
    do {
      return try INIFile(contents)
    } catch {
      throw .configuration(.syntax(path: .path(path), line: error.line, error.problem))
    }
  }

  /// Files a section of the config file under what its header says: `[default]`, `[profile NAME]`, `[sso-session NAME]`
  /// or `[services NAME]`; of two that name the same profile the later one counts as a whole.
  private mutating func add(_ section: INIFile.Section, _ file: SafeText) {
    let header = section.header
    guard header != "default" else {
      profiles[header, default: Profile(name: header)].config = Section(section, file)
      return
    }
    guard let words = CommandLineWords.split(header), words.count == 2 else { return }
    let name = words[1]
    if header.hasPrefix("profile") {
      profiles[name, default: Profile(name: name)].config = Section(section, file)
    } else if header.hasPrefix("sso-session") {
      ssoSessions[name] = Section(section, file)
    } else if header.hasPrefix("services") {
      services[name] = Section(section, file)
    }
  }
}
