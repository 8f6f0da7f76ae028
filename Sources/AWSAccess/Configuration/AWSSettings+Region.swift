extension AWSSettings {
  /// The region: the option, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`, the instance's own.
  /// - Throws: `AWSError.configuration` with `.noRegion` if none of them names one.
  package func region(option: String?) async throws(AWSError) -> String {
    let named = option ?? environment.variable("AWS_REGION") ?? environment.variable("AWS_DEFAULT_REGION")
    if let region = named ?? profile?["region"] { return region }
    let metadata = InstanceMetadata(self)
    if let region = try? await metadata.get("placement/region"), !region.isEmpty { return region }
    throw .configuration(
      .noRegion(tried: [
        "the option", "AWS_REGION", "AWS_DEFAULT_REGION", "region of profile \(profile?.name ?? "default")",
        "the instance metadata service",
      ]))
  }
}
