import OutsideText

/// The settings of one AWS access: the environment, the configuration files and the chosen profile.
struct AWSSettings: Sendable {
  let environment: AWSEnvironment
  let configuration: SharedConfiguration
  /// The chosen profile; nil if none was named and there is no `default`.
  let profile: SharedConfiguration.Profile?
  /// Whether the caller named the profile, so that the environment's keys do not count.
  let isProfileExplicit: Bool

  /// Reads the configuration files and chooses the profile: `profile`, `AWS_DEFAULT_PROFILE`, `AWS_PROFILE`, `default`.
  /// - Throws: `AWSError.configuration` if a file cannot be understood, or a profile that was named does not exist.
  init(_ environment: AWSEnvironment, profile explicit: String? = nil) throws(AWSError) {
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

  /// The profile that was named, and the place that names it.
  private static func profileName(
    _ environment: AWSEnvironment, _ explicit: String?
  ) -> (name: String?, place: InputPlace) {
    if let explicit { return (explicit, InputPlace(key: "--profile, or `aws.profile` in the configuration")) }
    for variable in ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"] as [SafeText] {
      if let name = environment.variable(variable.text) { return (name, .variable(variable)) }
    }
    return (nil, InputPlace())
  }

  /// A variable's value, else that of the profile's key.
  func value(_ variable: String, profileKey: String) -> String? {
    environment.variable(variable) ?? profile?[profileKey]
  }

  /// Whether a variable, else the profile's key, says `true`.
  func flag(_ variable: String, profileKey: String) -> Bool {
    value(variable, profileKey: profileKey)?.lowercased() == "true"
  }
}

/// The name of a region. It becomes part of a host's name, so it has to have the form of a label of one.
struct AWSRegion: Hashable, Sendable {
  /// For example `ap-northeast-2`.
  let name: String

  /// Nil if the text cannot be the name of a region.
  init?(_ name: String) {
    let isLabel = name.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
    }
    guard isLabel, !name.isEmpty, name.utf8.count <= 63, !name.hasPrefix("-"), !name.hasSuffix("-") else { return nil }
    self.name = name
  }
}

extension AWSSettings {
  /// The region: the option, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`, the instance's own.
  /// - Throws: `AWSError.configuration` with `.noRegion` if none of them names one, `.invalidRegion` if the name is not valid.
  func region(option: String?) async throws(AWSError) -> String { try await regionAndPlace(option: option).region }

  /// The region, and what names it.
  func regionAndPlace(option: String?) async throws(AWSError) -> (region: String, place: InputPlace) {
    if let option { return try Self.checked(option, InputPlace(key: "the region that was given (--region, `region`)")) }
    for variable in ["AWS_REGION", "AWS_DEFAULT_REGION"] as [SafeText] {
      if let region = environment.variable(variable.text) { return try Self.checked(region, .variable(variable)) }
    }
    if let profile, let region = profile["region"] { return try Self.checked(region, profile.place(of: "region")) }
    let metadata = InstanceMetadata(self)
    if let region = try? await metadata.get("placement/region"), !region.isEmpty {
      return try Self.checked(region, InputPlace(key: "the region that the instance metadata service gave"))
    }
    throw .configuration(
      .noRegion(tried: [
        "the option", "AWS_REGION", "AWS_DEFAULT_REGION", "region of profile \(profile?.shownName ?? "default")",
        "the instance metadata service",
      ]))
  }

  private static func checked(
    _ region: String, _ place: InputPlace
  ) throws(AWSError) -> (region: String, place: InputPlace) {
    guard AWSRegion(region) != nil else { throw .configuration(.invalidRegion(place)) }
    return (region, place)
  }
}
