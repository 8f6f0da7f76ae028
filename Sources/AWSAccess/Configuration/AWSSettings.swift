import OutsideText

/// Where every setting of one AWS access comes from: what the caller chose, the environment and the chosen profile.
package struct AWSSettings: Sendable {
  /// Variables, files, time and network.
  package let environment: AWSEnvironment
  /// Both configuration files.
  package let configuration: SharedConfiguration
  /// The chosen profile; nil where nobody named one and there is no `default`.
  package let profile: SharedConfiguration.Profile?
  /// The caller named the profile, so the environment's keys do not count.
  package let isProfileExplicit: Bool

  /// Reads the configuration files and chooses the profile: `profile`, `AWS_DEFAULT_PROFILE`, `AWS_PROFILE`, `default`.
  /// - Throws: `AWSError.configuration` if a file cannot be understood, or a profile that was named does not exist.
  package init(_ environment: AWSEnvironment, profile explicit: String? = nil) throws(AWSError) {
    self.environment = environment
    configuration = try SharedConfiguration(environment)
    isProfileExplicit = explicit != nil
    let (named, place) = Self.profileName(environment, explicit)
    let found = configuration.profiles[named ?? "default"]
    guard found != nil || named == nil else {
      let paths = SharedConfiguration.paths(environment)
      throw .configuration(
        .noSuchProfile(
          place, name: named.map { .name($0) } ?? .withheld, paths: [.path(paths.config), .path(paths.credentials)]))
    }
    profile = found
  }

  /// The profile that was named, and where.
  private static func profileName(
    _ environment: AWSEnvironment, _ explicit: String?
  ) -> (name: String?, place: InputPlace) {
    if let explicit { return (explicit, InputPlace(key: "--profile, or `aws.profile` in the configuration")) }
    for variable in ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"] as [SafeText] {
      if let name = environment.variable(variable.text) { return (name, .variable(variable)) }
    }
    return (nil, InputPlace())
  }

  /// A variable's value, else the profile's.
  func value(_ variable: String, profileKey: String) -> String? {
    environment.variable(variable) ?? profile?[profileKey]
  }

  /// Whether a variable, else the profile's key, says `true`.
  func flag(_ variable: String, profileKey: String) -> Bool {
    value(variable, profileKey: profileKey)?.lowercased() == "true"
  }
}
