import OutsideText

/// The contents of `~/.aws/config` and `~/.aws/credentials` together.
///
/// Source: botocore's `configloader.build_profile_map` and `Session.full_config`.
struct SharedConfiguration: Sendable {
  /// Profiles by name.
  private(set) var profiles: [String: Profile] = [:]
  /// `[sso-session NAME]` by name.
  private(set) var ssoSessions: [String: Section] = [:]
  /// `[services NAME]` by name.
  private(set) var services: [String: Section] = [:]

  /// A section and its file.
  struct Section: Sendable {
    /// Values by key, in lower case.
    var values: [String: INIFile.Value] = [:]
    fileprivate var header: SafeText = ""
    fileprivate var file: SafeText = ""

    fileprivate init() {}

    fileprivate init(_ section: INIFile.Section, _ file: SafeText) {
      values = section.values
      header = "[\(SafeText.name(section.header))]"
      self.file = file
    }

    /// The value of a key; nil if the key is not there.
    subscript(key: String) -> String? { values[key]?.text }

    /// The place of a key, for messages.
    func place(of key: SafeText) -> InputPlace {
      InputPlace(source: file, section: header, key: key, line: values[key.text]?.line)
    }
  }

  /// One profile: the credentials file's values override those of the config file.
  struct Profile: Sendable {
    var name: String
    /// Its section in the credentials file.
    fileprivate(set) var credentials = Section()
    /// Its section in the config file.
    fileprivate(set) var config = Section()

    /// A value of either file; an empty one counts as absent.
    subscript(key: String) -> String? {
      written(key).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A value of either file, also an empty one; nil if neither has the key.
    func written(_ key: String) -> String? { section(of: key)[key] }

    /// Whether one of the files has the key, also without a value.
    func has(_ key: String) -> Bool { written(key) != nil }

    /// Whether it has an access key. botocore uses the keys of such a source profile and not its role.
    var hasStaticKeys: Bool { has("aws_access_key_id") || has("aws_secret_access_key") }

    /// Whether it assumes a role with other credentials.
    var assumesRole: Bool { has("role_arn") && !has("web_identity_token_file") }

    /// The place that a key has or should have, for messages.
    func place(of key: SafeText) -> InputPlace { section(of: key.text).place(of: key) }

    /// The name, as far as it may be shown.
    var shownName: SafeText { .name(name) }

    private func section(of key: String) -> Section {
      credentials.values[key] != nil || config.file.text.isEmpty ? credentials : config
    }
  }

  init(
    config: INIFile = INIFile(), credentials: INIFile = INIFile(),
    paths: (config: String, credentials: String) = ("", "")
  ) {
    for section in config.sections { add(section, .path(paths.config)) }
    for section in credentials.sections {
      profiles[section.header, default: Profile(name: section.header)].credentials =
        Section(section, .path(paths.credentials))
    }
  }

  /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, else the default ones. What is not a
  /// regular file, such as `/dev/null`, counts as empty.
  /// - Throws: `AWSError.configuration` if a file cannot be read or understood.
  init(_ environment: AWSEnvironment) throws(AWSError) {
    let paths = Self.paths(environment)
    self.init(
      config: try Self.file(paths.config, environment), credentials: try Self.file(paths.credentials, environment),
      paths: paths)
  }

  /// The paths of the two files.
  static func paths(_ environment: AWSEnvironment) -> (config: String, credentials: String) {
    (
      environment.expand(environment.variable("AWS_CONFIG_FILE") ?? "~/.aws/config"),
      environment.expand(environment.variable("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials")
    )
  }

  private static func file(_ path: String, _ environment: AWSEnvironment) throws(AWSError) -> INIFile {
    // As botocore, which asks `os.path.isfile`: a pipe, a device or a directory is not a configuration file.
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

  /// Adds a section of the config file by its header: `[default]`, `[profile NAME]`, `[sso-session NAME]` or
  /// `[services NAME]`. Of two sections of the same profile the later one replaces the other.
  private mutating func add(_ section: INIFile.Section, _ file: SafeText) {
    let header = section.header
    guard header != "default" else {
      profiles[header, default: Profile(name: header)].config = Section(section, file)
      return
    }
    guard let words = CommandLineWords.split(header), words.count == 2 else { return }
    let name = words[1]
    switch header {
    case _ where header.hasPrefix("profile"):
      profiles[name, default: Profile(name: name)].config = Section(section, file)
    case _ where header.hasPrefix("sso-session"): ssoSessions[name] = Section(section, file)
    case _ where header.hasPrefix("services"): services[name] = Section(section, file)
    default: break
    }
  }
}
