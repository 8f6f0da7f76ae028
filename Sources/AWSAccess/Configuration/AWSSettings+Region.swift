import OutsideText

/// The name of a region. It becomes part of a host's name, so it holds nothing but what a label of one holds.
struct AWSRegion: Hashable, Sendable {
  /// For example `ap-northeast-2`.
  let name: String

  /// nil if this is no region's name.
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
  /// - Throws: `AWSError.configuration` with `.noRegion` if none of them names one, `.invalidRegion` if it is no name.
  package func region(option: String?) async throws(AWSError) -> String {
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

  private static func checked(_ region: String, _ place: InputPlace) throws(AWSError) -> String {
    guard AWSRegion(region) != nil else { throw .configuration(.invalidRegion(place)) }
    return region
  }
}
