/// A partition of AWS: regions that share accounts and host names' ends.
///
/// Source: botocore's `partitions.json`.
struct Partition: Equatable, Sendable {
  /// The identifier that stands in ARNs.
  let id: String
  /// What ends the host names of the ordinary endpoints.
  let suffix: String
  /// What ends those of the dual-stack endpoints.
  let dualStackSuffix: String

  /// The partition of a region; regions of unknown form count as `aws`.
  init(region: String) {
    self = Self.byPrefix.first { region.hasPrefix($0.prefix) }?.partition ?? .aws
  }

  private init(_ id: String, _ suffix: String, _ dualStackSuffix: String) {
    self.id = id
    self.suffix = suffix
    self.dualStackSuffix = dualStackSuffix
  }

  private static let aws = Partition("aws", "amazonaws.com", "api.aws")

  private static let byPrefix: [(prefix: String, partition: Partition)] = [
    ("cn-", Partition("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn")),
    ("us-gov-", Partition("aws-us-gov", "amazonaws.com", "api.aws")),
    ("us-iso-", Partition("aws-iso", "c2s.ic.gov", "api.aws.ic.gov")),
    ("us-isob-", Partition("aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud")),
    ("eu-isoe-", Partition("aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk")),
    ("us-isof-", Partition("aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov")),
    ("eu-isof-", Partition("aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov")),
    ("eusc-", Partition("aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu")),
  ]
}
